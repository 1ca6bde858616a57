import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import type TypeScript from 'typescript';
import { ROOT } from '../schema.ts';

const ts = createRequire(path.join(ROOT, 'package.json'))('typescript') as typeof TypeScript;

export interface Sentence {
  readonly text: string;
  /** `src/…:line`. */
  readonly at: string;
}

export interface Sentences {
  readonly found: readonly Sentence[];
  /** Calls whose sentence is not a literal, so that nobody could translate it. */
  readonly unreadable: readonly string[];
}

/** Every sentence that the source passes to a translator: `t('…')`, `vscode.l10n.t('…')`, `this.#t('…')`. */
export function findSentences(): Sentences {
  const found: Sentence[] = [];
  const unreadable: string[] = [];
  for (const name of readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.ts') || name.startsWith('runtime')) continue;
    const file = ts.createSourceFile(name, readFileSync(path.join(ROOT, 'src', name), 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: TypeScript.Node): void => {
      if (ts.isCallExpression(node) && isTranslator(node.expression)) {
        const at = `src/${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
        const texts = literalsOf(node.arguments[0]);
        if (texts === undefined) unreadable.push(at);
        else found.push(...texts.map((text) => ({ text, at })));
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return { found, unreadable };
}

function isTranslator(callee: TypeScript.Expression): boolean {
  if (ts.isIdentifier(callee)) return callee.text === 't';
  return ts.isPropertyAccessExpression(callee) && (callee.name.text === 't' || callee.name.text === '#t');
}

function literalsOf(argument: TypeScript.Expression | undefined): string[] | undefined {
  if (argument === undefined) return undefined;
  if (ts.isStringLiteralLike(argument)) return [argument.text];
  if (!ts.isConditionalExpression(argument)) return undefined;
  const [first, second] = [literalsOf(argument.whenTrue), literalsOf(argument.whenFalse)];
  return first === undefined || second === undefined ? undefined : [...first, ...second];
}
