import assert from 'node:assert/strict';
import * as path from 'node:path';
import { readCommandLine, describeUsage } from '../../../../src/cli/commandLine.ts';
import { EXIT, inspect } from '../../../../src/cli/inspect.ts';
import { formatSnapshot } from '../../../../src/core/snapshotText.ts';
import { inEnglish } from '../../../../src/core/translate.ts';
import { LoadedSources } from '../../../../src/dap/loadedSources.ts';
import { DapError, type DapPort, type DapRequests } from '../../../../src/dap/port.ts';
import { LANGUAGES } from '../../../../src/languages/all.ts';
import { Languages } from '../../../../src/languages/languages.ts';
import { SessionModel } from '../../../../src/session/sessionModel.ts';
import { SyntaxParser } from '../../../../src/syntax/parser.ts';
import type * as Rows from '../../../../src/ui/tree/rows.ts';
import { assertSnapshot } from '../../schema.ts';
import { provideVscode } from '../../ui/fakeVscode.ts';
import { toySupport } from './toySupport.ts';

/** What the toy's debugger answers. */
class ToyPort implements DapPort {
  request<C extends keyof DapRequests>(command: C, args: DapRequests[C]['arguments']): Promise<DapRequests[C]['body']> {
    const answer = this.#answer(command, args);
    return answer === undefined
      ? Promise.reject(new DapError(command, 'toys do not know that'))
      : Promise.resolve(answer as DapRequests[C]['body']);
  }

  #answer(command: keyof DapRequests, args: unknown): unknown {
    if (command === 'stackTrace') return { stackFrames: [{ id: 7, name: 'play', line: 3, column: 1, source: { path: '/toys/box.toy' } }] };
    if (command !== 'variables') return undefined;
    assert.deepEqual(args, { variablesReference: 7 });
    return { variables: [{ name: 'close the lid', value: '2', variablesReference: 0 }] };
  }
}

describe('a language that is a folder and a line in a list', () => {
  const languages = new Languages([...LANGUAGES, toySupport], { parser: new SyntaxParser('') });
  const session = { port: new ToyPort(), loaded: new LoadedSources(), readText: () => Promise.resolve(undefined), t: inEnglish };

  it('is read through the session like any other, and shown as text', async () => {
    const source = languages.createSource({ type: 'toy', ...session });
    assert.ok(source !== undefined);
    const model = new SessionModel({
      session: { name: 'Play', type: 'toy' },
      source,
      t: inEnglish,
      now: () => new Date(0),
      report: (error) => {
        assert.fail(String(error));
      },
    });
    model.follow({ kind: 'stopped', epoch: 1, stop: { epoch: 1, reason: 'breakpoint', threadId: 1 } });
    const snapshot = await model.readAll();
    assertSnapshot(snapshot);
    assert.equal(
      formatSnapshot(snapshot).text,
      [
        'Deferscope snapshot · toy · breakpoint at box.toy:3 · 1 pending',
        '',
        'The toy box',
        '  play  box.toy:3',
        '      1  close the lid  box.toy:2',
        '',
      ].join('\n'),
    );
    // Nobody misses what its source cannot tell.
    const [cleanup] = snapshot.stacks[0]?.scopes[0]?.cleanups ?? [];
    assert.ok(cleanup !== undefined);
    assert.deepEqual(
      [
        await model.readCaptured(cleanup),
        await model.findCallee(cleanup),
        await model.findScope('lid', 7),
        await model.readLiveChildren(1),
      ],
      [[], undefined, undefined, []],
    );
    model.dispose();
  });

  it('has its own words in the tree, and general ones beside them', async () => {
    provideVscode();
    const rows: typeof Rows = await import('../../../../src/ui/tree/rows.ts');
    const context = { hasChildren: () => false, wordsOf: () => languages.wordsOf('toy') };
    assert.equal(rows.treeItem({ kind: 'moreStacks', id: '', unlisted: 3 }, context).label, '… 3 more toy boxes');
    assert.equal(languages.wordsOf('toy').explainMoreStacks(inEnglish), 'More stacks that may hold pending cleanups');
  });

  it('is found in editors', async () => {
    assert.ok(languages.editorLanguages.includes('toy'));
    const text = { language: 'toy', fileName: '/toys/box.toy', uri: 'file:///toys/box.toy', text: 'play\npromise close the lid' };
    assert.equal((await languages.findMention(text, { line: 1, column: 3 }))?.mention.kind, 'registration');
    assert.equal(await languages.findMention(text, { line: 0, column: 1 }), undefined);
  });

  it('is inspected in a terminal', async () => {
    const request = readCommandLine(['inspect', '--break', 'box.toy:3', '/toys/box.toy']);
    assert.ok(request !== undefined);
    const printed: string[] = [];
    const said: string[] = [];
    const status = await inspect(request, {
      out: (text) => printed.push(text),
      error: (text) => said.push(text),
      env: process.env,
      languages,
      signal: new AbortController().signal,
    });
    assert.deepEqual([status, said], [EXIT.printed, []]);
    assert.equal(
      printed.join(''),
      [
        'Deferscope snapshot · toy · breakpoint at box.toy:3 · 3 pending',
        '',
        'The toy box',
        '  play  box.toy:3',
        '      1  close the lid  box.toy:2',
        '      2  sweep the floor  box.toy:1',
        '  main  box.toy:9',
        '      3  turn off the light  box.toy:7',
        '',
      ].join('\n'),
    );
    assert.match(describeUsage(languages.all), /--adapter ADAPTER {3}node, go, toy, or a command[^]*A \.toy file is played as it is\./);
  });

  it('is unknown where the list does not have it', () => {
    const without = new Languages(LANGUAGES, { parser: new SyntaxParser(path.sep) });
    assert.equal(without.createSource({ type: 'toy', ...session }), undefined);
  });
});
