import { parse, type ParserOptions, type ParserPlugin } from '@babel/parser';
import type { File } from '@babel/types';

/** Texts longer than this many UTF-16 units are not parsed: nobody waits a second for a note in the tree. */
const LONGEST = 2 * 1024 * 1024;

/** How many parsed texts are kept. */
const KEPT = 8;

interface Parsed {
  readonly path: string;
  readonly text: string;
  /** Undefined for a text that does not parse; that is remembered too. */
  readonly file: File | undefined;
}

/**
 * Parses JavaScript and TypeScript as it is written today, `using` declarations included, which the tree-sitter grammar for
 * TypeScript does not know. One tree for each text; a file costs once and nothing after.
 */
export class JavascriptTrees {
  #kept: readonly Parsed[] = [];

  /** The syntax tree of a source; undefined for one that is too long or that does not parse. */
  parse(path: string, text: string): File | undefined {
    const known = this.#kept.find((parsed) => parsed.path === path && parsed.text === text);
    if (known !== undefined) return known.file;
    const parsed: Parsed = { path, text, file: text.length > LONGEST ? undefined : parseText(path, text) };
    this.#kept = [parsed, ...this.#kept.filter((other) => other.path !== path).slice(0, KEPT - 1)];
    return parsed.file;
  }
}

function parseText(path: string, text: string): File | undefined {
  // `<T>value` is a type assertion in TypeScript and an element in JSX; the file's name decides, and where it does not, trying.
  const isTypescript = /\.[cm]?ts$/i.test(path);
  return tryParse(text, isTypescript ? ['typescript'] : ['typescript', 'jsx']) ?? tryParse(text, isTypescript ? ['typescript', 'jsx'] : ['typescript']);
}

function tryParse(text: string, dialect: readonly ParserPlugin[]): File | undefined {
  const options: ParserOptions = {
    sourceType: 'unambiguous',
    // CommonJS modules are function bodies; what is not allowed somewhere is the compiler's business.
    allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true, allowUndeclaredExports: true, allowNewTargetOutsideFunction: true, allowSuperOutsideMethod: true,
    errorRecovery: true, attachComment: false,
    plugins: [...dialect, 'decorators-legacy', 'explicitResourceManagement'],
  };
  try {
    return parse(text, options);
  } catch {
    // A source that does not parse is an ordinary case: it says nothing then.
    return undefined;
  }
}
