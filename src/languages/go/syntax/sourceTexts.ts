import type { Node } from '@vscode/tree-sitter-wasm';
import grammar from '@vscode/tree-sitter-wasm/wasm/tree-sitter-go.wasm';
import type { SourceLocation } from '../../../core/snapshot.ts';
import type { SyntaxParser } from '../../../syntax/parser.ts';
import type { ReadText } from '../../readText.ts';
import { literalDepth } from '../symbols/symbolKinds.ts';

/** A line, and the symbol of a function on it: the line may belong to several functions. */
export interface CodePlace {
  readonly location: SourceLocation;
  readonly symbol: string;
}

/** A question about the syntax of a file. */
export type FileQuestion<T> = (root: Node) => T;
/** A question about a line of the file, which is 1-based. */
export type LineQuestion<T> = (root: Node, line: number) => T;
/** A question about the function around a line: the one that is in `depth` function literals, including itself. */
export type FunctionQuestion<T> = (root: Node, line: number, depth: number | undefined) => T;

/** The program's source texts during one stop, parsed when somebody asks about them. Without the text the answer is undefined. */
export class SourceTexts {
  readonly #parser: SyntaxParser;
  readonly #readText: ReadText;
  readonly #texts = new Map<string, Promise<string | undefined>>();

  constructor(parser: SyntaxParser, readText: ReadText) {
    this.#parser = parser;
    this.#readText = readText;
  }

  async askFile<T>(path: string, question: FileQuestion<T>): Promise<T | undefined> {
    const root = await this.#parse(path);
    return root === undefined ? undefined : question(root);
  }

  askLine<T>({ path, line }: SourceLocation, question: LineQuestion<T>): Promise<T | undefined> {
    return this.askFile(path, (root) => question(root, line));
  }

  askFunction<T>({ location, symbol }: CodePlace, question: FunctionQuestion<T>): Promise<T | undefined> {
    return this.askLine(location, (root, line) => question(root, line, literalDepth(symbol)));
  }

  /** Whether the text of a file is on this machine and can be parsed. */
  async has(path: string): Promise<boolean> {
    return (await this.#parse(path)) !== undefined;
  }

  async #parse(path: string): Promise<Node | undefined> {
    const known = this.#texts.get(path) ?? this.#readText(path);
    this.#texts.set(path, known);
    const text = await known;
    return text === undefined ? undefined : this.#parser.parse(grammar, path, text);
  }
}
