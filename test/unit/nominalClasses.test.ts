import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import type TypeScript from 'typescript';
import { ROOT } from './schema.ts';

const ts = createRequire(path.join(ROOT, 'package.json'))('typescript') as typeof TypeScript;

/** Classes whose instances are records that their own rooms alone make, and whose members are all public there. */
const RECORDS = [
  'core/snapshotText.ts: Page',
  'languages/javascript/probe/callOn.ts: Caller',
  'languages/javascript/probe/genuine.ts: unnamed',
  'preload/stackLedger.ts: StackLedger',
  'preload/stamp.ts: Stack',
  'preload/trackedEntry.ts: TrackedEntry',
  'runtime/guard/hold.ts: Hold',
  'runtime/guard/slot.ts: Slot',
  'runtime/managed/member.ts: Member',
  'runtime/scopes/ledger.ts: Ledger',
  'runtime/scopes/opening.ts: Opening',
  'ui/markdown.ts: Markdown',
];

const HIDING: readonly TypeScript.SyntaxKind[] = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword];

function hasPrivateMember(found: TypeScript.ClassLikeDeclaration): boolean {
  return found.members.some(
    (member) =>
      (member.name !== undefined && ts.isPrivateIdentifier(member.name)) ||
      [member, ...(ts.isConstructorDeclaration(member) ? member.parameters : [])].some(
        (one) => ts.canHaveModifiers(one) && ts.getModifiers(one)?.some(({ kind }) => HIDING.includes(kind)),
      ),
  );
}

/** Errors are told apart by `instanceof` wherever they are caught. */
function isError(found: TypeScript.ClassLikeDeclaration): boolean {
  return found.heritageClauses?.some(({ types }) => types.some(({ expression }) => /Error$/.test(expression.getText()))) ?? false;
}

/** `file: name` of each class that any object with the same members could pass for. */
function findOpen(name: string): string[] {
  const text = readFileSync(path.join(ROOT, 'src', name), 'utf8');
  if (!/\bclass\b/.test(text)) return [];
  const found: string[] = [];
  const visit = (node: TypeScript.Node): void => {
    if (ts.isClassLike(node) && !hasPrivateMember(node) && !isError(node)) found.push(`${name}: ${node.name?.text ?? 'unnamed'}`);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true));
  return found;
}

describe('classes', () => {
  it('have private members, so that the compiler takes nothing else for their instances', () => {
    const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll(path.sep, '/'))
      .filter((name) => name.endsWith('.ts'));
    assert.deepEqual(files.flatMap(findOpen).sort(), RECORDS);
  });
});
