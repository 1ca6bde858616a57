import { setImmediate as nextTurn } from 'node:timers/promises';
import { parse, type ParserOptions, type ParserPlugin } from '@babel/parser';
import type { File, Node } from '@babel/types';
import { isFunctionBoundary, pathTo, rangeOf } from './javascriptNodes.ts';
import type { TextPosition } from '../../../syntax/textRange.ts';
import { TextLines } from '../../../syntax/textLines.ts';

/** Texts longer than this many UTF-16 units are not parsed: nobody waits a second for a note in the tree. */
export const LONGEST = 2 * 1024 * 1024;

/** How many parsed texts are kept, and how long they may be together, in UTF-16 units: a tree takes 20 to 40 bytes for each. */
const KEPT = 64;
const KEPT_LENGTH = 3 * 1024 * 1024;

/** Some of everything that programs are written with. */
const SAMPLE = `
import path, { join as joined } from 'node:path';
export const table = new Map([['a', 1], ['b', 2.5]]), pattern = /^[a-z]+(?:\\d|\\s)*$/giu;
export default class Store extends Base { static #count = 0; size = 1;
  constructor(options = {}) { super(); this.options = { ...options, size: options?.size ?? 10 }; Store.#count += 1; }
  get name() { return \`store \${this.size} of \${Store.#count}\`; }
  static { Store.made = []; }
  async *rows({ from, to = 10, ...rest }, [first, , third] = []) { for await (const row of this.read(from)) if (row.id <= to && !rest.skip) yield row; }
  async close() { try { await using lock = await this.lock(); using file = open('x'); file.write("text", 'other', 0x1f, 1_000n); }
    catch (error) { if (error instanceof TypeError || error.code === 'gone') throw error; }
    finally { this.closed = true; } } }
function work(list, done) { let sum = 0, at; const found = [];
  for (let index = 0; index < list.length; index++) { sum += list[index] * 2 - 1 >> 1; if (sum > 100) break; else continue; }
  for (const key in list) delete list[key]; while (sum-- > 0) { do { at = found.pop(); } while (at !== undefined && at !== null); }
  switch (typeof sum) { case 'number': found.push(...list.map((each) => each.value), sum ? 'yes' : 'no'); break; default: return void 0; }
  label: { if (!done) break label; done.call(null, function named(...args) { return args[0](new.target); }, async (x) => { await x; }); }
  var self = this; return function () { return self.fn(arguments, (1, 2), [1, , 3], { key: value, 'quoted': -1, [computed]: +x, method() {}, get it() { return 1; } }); }; }
module.exports = { work, table }; exports.path = path; if (typeof window !== 'undefined') window.app = joined;
`;
/** What TypeScript adds to it. */
const TYPED_SAMPLE = `
import type { Reader } from './reader.ts'; import { type Row, open } from './rows.ts';
export interface Options<T extends object = Row> extends Base<T> { readonly size?: number; name: string | undefined; [key: string]: unknown; read(at: number, ...rest: readonly T[]): Promise<T | undefined>; readonly done: (error?: Error) => void; }
export type Kind = 'open' | 'closed' | { readonly kind: 'failed'; readonly reason: string }; type Keys<T> = { readonly [K in keyof T]?: T[K] extends Function ? K : never }[keyof T];
const KINDS = { open: 1, closed: 2 } as const satisfies Record<string, number>, byName: ReadonlyMap<string, readonly Row[]> = new Map<string, Row[]>();
enum Level { Low = 1, High } declare const VERSION: string; abstract class Base<T> { protected abstract make(): T; }
export class Store<T extends Row> extends Base<T> implements Reader<T>, Disposable {
  readonly #rows: T[] = []; private static count = 0; protected readonly size: number; #last: T | undefined; declare extra: unknown;
  constructor(private readonly options: Options<T>, size: number = 10) { super(); this.size = size; }
  get last(): T | undefined { return this.#last; }
  async read(at: number, { limit = 10, skip }: { readonly limit?: number; readonly skip?: boolean } = {}): Promise<readonly T[]> {
    const found = this.#rows.filter((row): row is T => row !== undefined && !skip).map(({ id, name }) => [id, name] as const); let total: number | undefined; let first!: string;
    for (const [id, name] of found) total = (total ?? 0) + (id as number) * (name?.length ?? 1); await using lock = await open<T>(this.options.name, at); using file = lock!.file;
    return at < limit ? this.#rows : [...this.#rows, (await this.make()) as unknown as T].sort((a, b) => a.id - b.id); }
  protected make(): T { return this.#last ?? <T>{}; } [Symbol.dispose](): void { this.#rows.length = 0; } }
export function work<T, R = T>(list: readonly T[], change: (one: T, at: number) => R, done?: () => void): R[] { const out: R[] = []; for (const [at, one] of list.entries()) { if (at < 10 && at > 2) continue; out.push(change(one, at)); } done?.(); return out; }
export const later = async <T,>(value: T, wait = (time: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, time); })): Promise<T> => { try { await wait(5); } catch (error: unknown) { if (!(error instanceof Error)) throw error; } return a < b ? value : (value); };
`;
/** How often each is parsed: what comes after is nearly as fast as it ever becomes. */
const WARM_UP_TURNS = 80;

/** One function of a text. Lines and columns are those of the whole; what the nodes call their start and end is of `text`. */
export interface ParsedFunction {
  readonly file: File;
  readonly text: string;
}

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
  #isWarm = false;
  /** By text and place. */
  readonly #functions = new Map<string, ParsedFunction | undefined>();

  /**
   * Has the engine compile the parser before somebody waits for it at a stop: one that was never run takes a multiple of the time. In
   * slices of a few milliseconds; the first call does it, others return at once. Never rejects.
   */
  async warmUp(): Promise<void> {
    if (this.#isWarm) return;
    this.#isWarm = true;
    for (let turn = 0; turn < WARM_UP_TURNS; turn++) {
      parseText('sample.js', SAMPLE);
      await nextTurn();
      parseText('sample.ts', TYPED_SAMPLE);
      await nextTurn();
    }
  }

  /** One function around a position, out of a text that is too long; `start` is where it begins. Undefined where none does. */
  parseFunction(key: string, text: string, start: TextPosition, position: TextPosition): ParsedFunction | undefined {
    const place = JSON.stringify([key, start]);
    if (this.#functions.has(place)) return this.#functions.get(place);
    if (this.#functions.size >= KEPT) this.#functions.clear();
    const parsed = parseFunction(text, start, position);
    this.#functions.set(place, parsed);
    return parsed;
  }

  /** The syntax tree of a source; undefined for one that is too long or that does not parse. */
  parse(path: string, text: string): File | undefined {
    const known = this.#kept.find((parsed) => parsed.path === path && parsed.text === text);
    const parsed: Parsed = known ?? { path, text, file: text.length > LONGEST ? undefined : parseText(path, text) };
    const others = this.#kept.filter((other) => other.path !== path);
    let length = 0;
    // The one that was asked for last is kept whatever it takes.
    this.#kept = [parsed, ...others].filter(
      (one, at) => ((length += one.file === undefined ? 0 : one.text.length) <= KEPT_LENGTH && at < KEPT) || at === 0,
    );
    return parsed.file;
  }
}

/**
 * The syntax tree of one function around a position, out of a text that is too long to be parsed, with positions as in the whole; undefined
 * where none begins at `start`. Nobody says where a function ends: the parser stops at what cannot belong to it.
 */
function parseFunction(text: string, start: TextPosition, position: TextPosition): ParsedFunction | undefined {
  const offset = new TextLines(text).offsetAt(start);
  if (offset === undefined) return undefined;
  const rest = text.slice(offset, offset + LONGEST);
  for (const [before, after] of [
    ['(', ')'],
    ['(class extends Object{', '})'],
  ] as const) {
    const end = findEnd(before + rest);
    const options = { startLine: start.line + 1, startColumn: start.column - before.length };
    const own = end === undefined ? '' : rest.slice(0, end - before.length);
    // What stands behind the function may have closed what was opened before it.
    for (const closing of new Set([after, ')', ''])) {
      const parsed = before + own + closing;
      const file = tryParse(parsed, ['jsx'], options);
      if (file !== undefined && pathTo(file, position).some((node) => isFunctionBoundary(node) && isAt(node, start)))
        return { file, text: parsed };
    }
  }
  return undefined;
}

function isAt(node: Node, { line, column }: TextPosition): boolean {
  const at = rangeOf(node).start;
  return at.line === line && at.column === column;
}

/** Where the parser gives up. */
function findEnd(text: string): number | undefined {
  try {
    parse(text, { ...OPTIONS, errorRecovery: false, plugins: ['jsx', 'decorators-legacy', 'explicitResourceManagement'] });
    return undefined;
  } catch (error) {
    const { pos } = error as { readonly pos?: unknown };
    return typeof pos === 'number' ? pos : undefined;
  }
}

/**
 * `<T>value` is a type assertion in TypeScript and an element in JSX, and looking for types makes a parse half as long again: the file's
 * name decides what is tried first.
 */
function parseText(path: string, text: string): File | undefined {
  const dialects: readonly (readonly ParserPlugin[])[] = /\.[cm]?ts$/i.test(path)
    ? [['typescript'], ['typescript', 'jsx']]
    : /\.[cm]?js$/i.test(path)
      ? [['jsx'], ['typescript', 'jsx'], ['typescript']]
      : [['typescript', 'jsx'], ['typescript']];
  for (const dialect of dialects) {
    const file = tryParse(text, dialect);
    if (file !== undefined) return file;
  }
  return undefined;
}

const OPTIONS: ParserOptions = {
  sourceType: 'unambiguous',
  // CommonJS modules are function bodies; what is not allowed somewhere is the compiler's business.
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowUndeclaredExports: true,
  allowNewTargetOutsideFunction: true,
  allowSuperOutsideMethod: true,
  errorRecovery: true,
  attachComment: false,
};

function tryParse(
  text: string,
  dialect: readonly ParserPlugin[],
  at: Pick<ParserOptions, 'startLine' | 'startColumn'> = {},
): File | undefined {
  try {
    return parse(text, { ...OPTIONS, ...at, plugins: [...dialect, 'decorators-legacy', 'explicitResourceManagement'] });
  } catch {
    // A source that does not parse is an ordinary case: it says nothing then.
    return undefined;
  }
}
