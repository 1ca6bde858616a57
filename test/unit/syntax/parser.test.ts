import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Parser } from '@vscode/tree-sitter-wasm';
import { SyntaxParser } from '../../../src/syntax/parser.ts';
import { findDeferMention } from '../../../src/languages/go/syntax/goMentions.ts';
import { ROOT } from '../schema.ts';

const folder = path.join(ROOT, 'node_modules/@vscode/tree-sitter-wasm/wasm');

/** Counts how often tree-sitter parses, and which trees were returned, while `body` runs. */
async function counting(
  body: (parser: SyntaxParser) => Promise<void>,
): Promise<{ readonly parses: number; readonly live: number; readonly atEnd: number }> {
  const parser = new SyntaxParser(folder);
  await parser.parse('tree-sitter-go.wasm', 'warm', '');
  parser.dispose();
  // oxlint-disable-next-line typescript/unbound-method -- it is put back as it was
  const { parse } = Parser.prototype;
  let parses = 0;
  let live = 0;
  Parser.prototype.parse = function counted(this: Parser, ...args: Parameters<typeof parse>) {
    parses += 1;
    const tree = parse.apply(this, args);
    if (tree === null) return tree;
    live += 1;
    const remove = tree.delete.bind(tree);
    tree.delete = () => {
      live -= 1;
      remove();
    };
    return tree;
  };
  try {
    await body(parser);
    // Trees are returned when everyone who holds them has used them.
    await new Promise((resolve) => {
      setTimeout(resolve, 0);
    });
    const after = live;
    parser.dispose();
    return { parses, live: after, atEnd: live };
  } finally {
    Parser.prototype.parse = parse;
  }
}

describe('SyntaxParser', () => {
  const long = `package long\n${Array.from({ length: 2000 }, (_, at) => `func line${at}() { defer close(${at}) }`).join('\n')}\n`;

  it('parses a long text once for many questions', async () => {
    const counts = await counting(async (parser) => {
      for (let line = 1; line < 2000; line += 100) {
        const root = await parser.parse('tree-sitter-go.wasm', 'file:///a.go', long);
        assert.equal(root && findDeferMention(root, { line, column: long.split('\n')[line]?.indexOf('defer') ?? 0 })?.kind, 'registration');
      }
    });
    assert.deepEqual(counts, { parses: 1, live: 1, atEnd: 0 });
  });

  it('parses a text once when it is asked for twice at the same time, and both can use the tree', async () => {
    const counts = await counting(async (parser) => {
      const types = await Promise.all(
        [1, 2, 3].map(async () => {
          const root = await parser.parse('tree-sitter-go.wasm', 'file:///a.go', 'package a');
          return root?.firstChild?.type;
        }),
      );
      assert.deepEqual(types, ['package_clause', 'package_clause', 'package_clause']);
    });
    assert.deepEqual(counts, { parses: 1, live: 1, atEnd: 0 });
  });

  it('keeps the newest text of a document only', async () => {
    const counts = await counting(async (parser) => {
      for (let edit = 0; edit < 20; edit++) {
        const root = await parser.parse('tree-sitter-go.wasm', 'file:///a.go', `package a${edit}`);
        assert.equal(root?.text, `package a${edit}`);
      }
    });
    assert.deepEqual(counts, { parses: 20, live: 1, atEnd: 0 });
  });

  it('keeps a few documents, the last ones parsed, and gives back the others', async () => {
    const counts = await counting(async (parser) => {
      for (let at = 0; at < 30; at++) await parser.parse('tree-sitter-go.wasm', `file:///${at}.go`, `package a${at}`);
      for (let at = 22; at < 30; at++) await parser.parse('tree-sitter-go.wasm', `file:///${at}.go`, `package a${at}`);
    });
    assert.deepEqual(counts, { parses: 30, live: 8, atEnd: 0 });
  });

  it('keeps a tree that was dropped until whoever asked for it at the same time has used it', async () => {
    const parser = new SyntaxParser(folder);
    const names = await Promise.all(
      Array.from({ length: 40 }, async (_, at) => {
        const root = await parser.parse('tree-sitter-go.wasm', `file:///${at}.go`, `package name${at}`);
        return root?.descendantsOfType('package_identifier')[0]?.text;
      }),
    );
    assert.deepEqual(
      names,
      Array.from({ length: 40 }, (_, at) => `name${at}`),
    );
    parser.dispose();
  });

  it('does not parse a text that is too long', async () => {
    const counts = await counting(async (parser) => {
      assert.equal(await parser.parse('tree-sitter-go.wasm', 'file:///a.go', ' '.repeat(2 * 1024 * 1024 + 1)), undefined);
    });
    assert.deepEqual(counts, { parses: 0, live: 0, atEnd: 0 });
  });

  it('reads Go programs without an error', async () => {
    const parser = new SyntaxParser(folder);
    for (const name of [
      'test/debuggees/go/cases/generics.go',
      'test/debuggees/go/cases/lifo.go',
      'test/debuggees/go/cases/range_bodies.go',
    ]) {
      const root = await parser.parse('tree-sitter-go.wasm', name, readFileSync(path.join(ROOT, name), 'utf8'));
      assert.equal(root?.hasError, false, name);
    }
    parser.dispose();
  });

  it('says what is wrong when its grammars are not there', async () => {
    const parser = new SyntaxParser('/nowhere');
    await assert.rejects(parser.parse('tree-sitter-go.wasm', 'a', 'a'), /nowhere|ENOENT/);
  });
});
