import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceLocation } from '../../../core/snapshot.ts';
import {
  countLiterals,
  findConstants,
  findDeferAround,
  findDeferOver,
  findDefers,
  findDefersBefore,
  findDefersInRange,
  findFunctions,
  findLiteralAround,
  findLoopVariables,
  freeNamesAround,
  hasLiteral,
  recoversAround,
  recoversAt,
  recoversByName,
  type DeferStatement,
} from './goDefers.ts';
import { findExitsAhead, type GoExit } from './goExits.ts';
import type { SyntaxParser } from '../../../syntax/parser.ts';
import type { ReadText } from '../../readText.ts';
import type { FramePlace } from '../frames/frames.ts';
import { literalDepth } from '../code/functionCode.ts';

/** The program's source files during one stop, parsed when they are asked for. */
export class Sources {
  readonly #parser: SyntaxParser;
  readonly #readText: ReadText;
  readonly #texts = new Map<string, Promise<string | undefined>>();

  constructor(parser: SyntaxParser, readText: ReadText) {
    this.#parser = parser;
    this.#readText = readText;
  }

  /** The `defer` statements that begin in a line; undefined without the source. */
  async defersAt(location: SourceLocation): Promise<readonly DeferStatement[] | undefined> {
    const root = await this.root(location.path);
    return root === undefined ? undefined : findDefers(root, location.line);
  }

  /** The place of the innermost `defer` statement whose function literal a line belongs to. */
  async literalAround(location: SourceLocation): Promise<SourceLocation | undefined> {
    const root = await this.root(location.path);
    const line = root === undefined ? undefined : findDeferAround(root, location.line);
    return line === undefined ? undefined : { path: location.path, line };
  }

  /** Where the statement begins that a line belongs to: the call of a literal stands at its end. */
  async statementOver(location: SourceLocation): Promise<SourceLocation> {
    const root = await this.root(location.path);
    const line = root === undefined ? undefined : findDeferOver(root, location.line);
    return line === undefined ? location : { path: location.path, line };
  }

  /** What the function around a line may have deferred when it got there, the last first. */
  async defersBefore({ location, symbol }: FramePlace): Promise<readonly DeferStatement[]> {
    const root = await this.root(location.path);
    return root === undefined ? [] : findDefersBefore(root, location.line, literalDepth(symbol));
  }

  /** The calls that end the program and may come after a line of the function around it. */
  async exitsAhead({ location, symbol }: FramePlace): Promise<readonly GoExit[]> {
    const root = await this.root(location.path);
    return root === undefined ? [] : findExitsAhead(root, location.line, literalDepth(symbol));
  }

  /** Whether the function that begins in a line calls `recover` itself; undefined where none does, or several do. */
  async recoversAt(location: SourceLocation): Promise<boolean | undefined> {
    const root = await this.root(location.path);
    return root === undefined ? undefined : recoversAt(root, location.line);
  }

  /**
   * Whether a function of the file calls `recover` itself, by its name in the package; undefined where the file declares none of that name.
   */
  async recoversByName(path: string, name: string): Promise<boolean | undefined> {
    const root = await this.root(path);
    return root === undefined ? undefined : recoversByName(root, name);
  }

  /** Whether the function around a line calls `recover` itself. */
  async recoversAround({ location, symbol }: FramePlace): Promise<boolean> {
    const root = await this.root(location.path);
    return root !== undefined && recoversAround(root, location.line, literalDepth(symbol));
  }

  /**
   * Names that the function literal around a line may have captured, and whether another variable hides them; none where it is no literal.
   */
  async freeNamesAround({ location, symbol }: FramePlace): Promise<ReadonlyMap<string, boolean>> {
    const root = await this.root(location.path);
    return root === undefined ? new Map() : freeNamesAround(root, location.line, literalDepth(symbol));
  }

  /** Where the function literal around a line begins; undefined where it is no literal. */
  async literalStart({ location, symbol }: FramePlace): Promise<SourceLocation | undefined> {
    const root = await this.root(location.path);
    const line = root === undefined ? undefined : findLiteralAround(root, location.line, literalDepth(symbol));
    return line === undefined ? undefined : { path: location.path, line };
  }

  /** Whether a function literal begins in a line; undefined without the source. */
  async hasLiteral(location: SourceLocation): Promise<boolean | undefined> {
    const root = await this.root(location.path);
    return root === undefined ? undefined : hasLiteral(root, location.line);
  }

  /** How many function literals stand in the function around a line itself. */
  async countLiterals(location: SourceLocation): Promise<number> {
    const root = await this.root(location.path);
    return root === undefined ? 0 : countLiterals(root, location.line);
  }

  /** The variables of the loops around a place, in its function. */
  async loopVariables(location: SourceLocation): Promise<ReadonlySet<string>> {
    const root = await this.root(location.path);
    return root === undefined ? new Set() : findLoopVariables(root, location);
  }

  /** What `range` loops that begin in a line defer in their bodies; undefined where none begins, or without the source. */
  async defersInRange(location: SourceLocation): Promise<readonly DeferStatement[] | undefined> {
    const root = await this.root(location.path);
    return root === undefined ? undefined : findDefersInRange(root, location.line);
  }

  /** Names of constants that the file declares. */
  async constants(path: string): Promise<ReadonlySet<string>> {
    const root = await this.root(path);
    return root === undefined ? new Set() : findConstants(root);
  }

  /** Names of functions that the file declares. */
  async functions(path: string): Promise<ReadonlySet<string>> {
    const root = await this.root(path);
    return root === undefined ? new Set() : findFunctions(root);
  }

  async root(path: string): Promise<Node | undefined> {
    let text = this.#texts.get(path);
    if (text === undefined) {
      text = this.#readText(path);
      this.#texts.set(path, text);
    }
    const known = await text;
    return known === undefined ? undefined : this.#parser.parse('go', path, known);
  }
}
