import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import type TypeScript from 'typescript';
import { ROOT } from './schema.ts';

const ts = createRequire(path.join(ROOT, 'package.json'))('typescript') as typeof TypeScript;

/**
 * Folders that may name a language: its own, and those whose subject is JavaScript. The import rules check what they import from each
 * other; comments may name anything.
 */
const EXEMPT = /^(?:languages\/[^/]+\/|runtime\/|preload\/)/;

/** What is allowed elsewhere, each with its reason. `names` is matched with `file: word`. */
const ALLOWED: readonly { readonly names: RegExp; readonly why: string }[] = [
  { names: /^languages\/all\.ts: \w+Support$/, why: 'the list itself' },
  { names: /^languages\/unreadLanguages\.ts: /, why: 'languages that have no folder, so that a terminal can say so' },
  { names: /^(?:core\/snapshot|wire\/decodeSnapshot)\.ts: 'goroutine'$/, why: 'a kind of stack in the contract deferscope.snapshot' },
  { names: /^(?:core\/snapshot|core\/describe|wire\/decodeSnapshot)\.ts: 'goexit'$/i, why: 'a kind of failure in that contract' },
  { names: /^(?:webview|wire|ui\/replay)\/\w+\.ts: 'go'$/, why: 'a message of the timeline: go to a moment' },
  { names: /^extension\.ts: 'dist\/timeline\.js'$/, why: 'a script of our own' },
];

/** Languages, debuggers and tools by the words that they are known by; a part of a name counts too. */
const NAME = /golang|goroutine|delve|dlv|gcflags|goexit|javascript|typescript|ecmascript|js-?debug|pwa|debugpy|python|babel/i;

/** Names that count only as whole words in a text. */
const WORDS = /\bGo\b(?! to\b)|\bNode\b|\bdeferred call|^(?:go|node|js|ts|python)$/;

/** Extensions of source files and programs, also as they appear in patterns. */
const ENDING = /\\?\.(?:go|py|(?:\[cm\]\?|[cm])?(?:\[jt\]|[jt])sx?)(?![\w-])/;

/** `goSource`, not `goToMoment` or `goOn`. */
const PREFIX = /^(?:go|Go|js|Js|py|Py)(?!To|On)[A-Z]/;

/** `file: word` for each language that a file's code names. */
function findNames(name: string, text: string): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: TypeScript.Node): void => {
    // Imports have their own rules.
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return;
    if (ts.isIdentifier(node) && (NAME.test(node.text) || PREFIX.test(node.text))) found.push(node.text);
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      if ([NAME, WORDS, ENDING].some((pattern) => pattern.test(node.text))) found.push(`'${node.text}'`);
    } else if (ts.isRegularExpressionLiteral(node) && [NAME, ENDING].some((pattern) => pattern.test(node.text))) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found.map((word) => `${name}: ${word}`);
}

describe('languages', () => {
  const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll(path.sep, '/'))
    .filter((name) => name.endsWith('.ts') && !EXEMPT.test(name));
  const found = new Set(files.flatMap((name) => findNames(name, readFileSync(path.join(ROOT, 'src', name), 'utf8'))));

  it('are named by no other room', () => {
    assert.deepEqual(
      [...found].filter((one) => !ALLOWED.some(({ names }) => names.test(one))),
      [],
      'let the language say it, in its LanguageSupport',
    );
  });

  it('are named where the list above allows it', () => {
    assert.deepEqual(
      ALLOWED.filter(({ names }) => ![...found].some((one) => names.test(one))).map(({ why }) => why),
      [],
      'take these off the list',
    );
  });

  for (const [text, words] of [
    ["if (type === 'pwa-node') run();", ["'pwa-node'"]],
    ["t('… {0} more goroutines', 3)", ["'… {0} more goroutines'"]],
    ['`${n} deferred calls of Go`', ["' deferred calls of Go'"]],
    ['/\\.go$/.test(file)', ['/\\.go$/']],
    ['/\\.[cm]?[jt]sx$/i.test(file)', ['/\\.[cm]?[jt]sx$/i']],
    ["const endings = ['.mjs', '.py', '.ts'];", ["'.mjs'", "'.py'", "'.ts'"]],
    ["new GoSource(javascriptTrees, language === 'go')", ['GoSource', 'javascriptTrees', "'go'"]],
    ["goToMoment(t('Go to source'), node.goto, '.json')", []],
    ["import { x } from './go.ts'; import('./python.ts'); // Go, Python", []],
  ] as const)
    it(`are found in ${text}`, () => {
      assert.deepEqual(
        findNames('a.ts', text),
        words.map((word) => `a.ts: ${word}`),
      );
    });
});
