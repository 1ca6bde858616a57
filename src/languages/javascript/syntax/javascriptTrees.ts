import type { File } from '@babel/types';
import { TextLines } from '../../../syntax/textLines.ts';
import type { TextPosition } from '../../../syntax/textRange.ts';
import type { ParsedText } from './javascriptNodes.ts';
import type { ParsedBlocks } from './javascriptParser.ts';

/** Texts longer than this many UTF-16 units are not parsed: nobody waits a second for a note in the tree. */
export const MAX_TEXT_LENGTH = 2 * 1024 * 1024;

/** How many parsed texts are kept, and their total length in UTF-16 units: a tree takes 20 to 40 bytes for each unit. */
const MAX_KEPT = 64;
const MAX_KEPT_LENGTH = 3 * 1024 * 1024;

/** How many blocks of a text that does not parse are remembered. */
const MAX_KEPT_BLOCKS = 200;

interface Parsed {
  readonly path: string;
  readonly text: string;
  /** Undefined for a text that does not parse; that is remembered too. */
  readonly file: File | undefined;
  /** What was parsed of it in place of the whole. */
  readonly blocks: ParsedBlocks;
}

/**
 * Parses JavaScript and TypeScript. Each text has one tree, so a file costs only once. The parser is loaded when the first text is parsed;
 * sessions that read no JavaScript never load it.
 */
export class JavascriptTrees {
  #kept: readonly Parsed[] = [];
  /** By text and place. */
  readonly #functions = new Map<string, ParsedText | undefined>();

  /** The syntax tree of a source; undefined if it is too long or does not parse. */
  async parse(path: string, text: string): Promise<File | undefined> {
    return (await this.#parse(path, text))?.file;
  }

  async #parse(path: string, text: string): Promise<Parsed | undefined> {
    if (text.length > MAX_TEXT_LENGTH) return undefined;
    const { parseText } = await import('./javascriptParser.ts');
    const known = this.#kept.find((parsed) => parsed.path === path && parsed.text === text);
    const parsed: Parsed = known ?? { path, text, file: parseText(path, text), blocks: new Map() };
    const others = this.#kept.filter((other) => other.path !== path);
    let length = 0;
    // The most recently requested tree is kept, whatever its size.
    this.#kept = [parsed, ...others].filter(
      (one, at) => ((length += one.file === undefined ? 0 : one.text.length) <= MAX_KEPT_LENGTH && at < MAX_KEPT) || at === 0,
    );
    return parsed;
  }

  /** The same for a text that may be in the middle of an edit: if it does not parse as a whole, as much around a position as does. */
  async parseNear(path: string, text: string, position: TextPosition): Promise<ParsedText | undefined> {
    const parsed = await this.#parse(path, text);
    if (parsed === undefined) return undefined;
    const { file, blocks } = parsed;
    if (file !== undefined) return { file, text };
    const { parseBlock } = await import('./javascriptParser.ts');
    if (blocks.size >= MAX_KEPT_BLOCKS) blocks.clear();
    return parseBlock(path, text, position, blocks);
  }

  /**
   * One function around a position in a text that is too long to parse; `start` is where it begins. Undefined if no function begins there.
   */
  async parseFunction(key: string, text: string, start: TextPosition, position: TextPosition): Promise<ParsedText | undefined> {
    const { parseFunction } = await import('./javascriptParser.ts');
    const place = JSON.stringify([key, start]);
    if (this.#functions.has(place)) return this.#functions.get(place);
    if (this.#functions.size >= MAX_KEPT) this.#functions.clear();
    const offset = new TextLines(text).offsetAt(start);
    const parsed = offset === undefined ? undefined : parseFunction(text.slice(offset, offset + MAX_TEXT_LENGTH), start, position);
    this.#functions.set(place, parsed);
    return parsed;
  }
}
