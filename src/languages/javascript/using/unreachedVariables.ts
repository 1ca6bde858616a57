import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { unlessRefused, type DapPort } from '../../../dap/port.ts';
import type { TextPosition } from '../../../syntax/textRange.ts';
import { toPath } from '../../../syntax/sourceMap.ts';
import type { UsingDeclaration } from '../syntax/usingDeclarations.ts';
import { disposerExpression } from '../values/bindingsExpression.ts';
import { FrameScopes, type ListedPlace } from '../frames/frameScopes.ts';
import { readHeldList, readKeptList, type KeptEntry } from './keptLists.ts';
import type { PlacedFrame } from '../frames/placedFrames.ts';
import type { SourceMaps } from '../texts/sourceMaps.ts';
import type { BlockHolder, UsingPlace } from './usingBlocks.ts';
import { VariableReader } from '../frames/variableReader.ts';

export interface UnreachedQuery {
  readonly placed: PlacedFrame;
  /** Expressions may be evaluated on the frame. */
  readonly isOpen: boolean;
  readonly port: DapPort;
  readonly maps: SourceMaps;
  readonly signal: AbortSignal;
}

/**
 * Reads what no expression in a frame can name: variables that are hidden by inner ones, and lists that a compiler's helper keeps private.
 */
export class UnreachedVariables {
  readonly #query: UnreachedQuery;
  readonly #reader: VariableReader;
  #scopes: FrameScopes | undefined;

  constructor(query: UnreachedQuery) {
    this.#query = query;
    this.#reader = new VariableReader(query.port, query.signal);
  }

  /** The variable of a declaration; undefined if the debugger does not list it. */
  find({ name, range: { start } }: UsingDeclaration): Promise<Dap.Variable | undefined> {
    return this.#find(name, start);
  }

  /** What a compiled block has registered and not yet disposed of, oldest first. */
  async readList({ holder, range }: UsingPlace): Promise<readonly KeptEntry[] | undefined> {
    if (holder === undefined) return undefined;
    const { isOpen } = this.#query;
    if (holder.kind === 'context' && isOpen && !holder.isHidden) return readKeptList(await this.#askDisposer(holder), this.#reader);
    const variable = await this.#find(holder.name, range.start);
    if (variable === undefined) return undefined;
    if (holder.kind === 'list') return readHeldList(variable, this.#reader);
    const disposer = (await this.#reader.children(variable.variablesReference)).find(({ name }) => name === 'd');
    return readKeptList(disposer?.variablesReference ?? 0, this.#reader);
  }

  async #askDisposer({ name }: BlockHolder): Promise<number> {
    const { placed, port, signal } = this.#query;
    const answer = await unlessRefused(
      signal,
      port.request('evaluate', { expression: disposerExpression(name), frameId: placed.frame.id, context: 'watch' }, signal),
    );
    return answer?.variablesReference ?? 0;
  }

  async #find(name: string, at: TextPosition): Promise<Dap.Variable | undefined> {
    const {
      placed: { frame, running },
      maps,
    } = this.#query;
    this.#scopes ??= new FrameScopes(frame.id, { ...this.#query, reader: this.#reader });
    const running1 = { url: running?.url ?? '', line: at.line + 1, column: at.column + 1 };
    const inSource = await maps.nameAt(running1);
    return this.#scopes.find(inSource === undefined ? [name] : [name, inSource], await this.#toListed(running1));
  }

  /** If the debugger shows the source instead of the running text, its lines and columns are those of the source. */
  async #toListed(place: ListedPlace & { readonly url: string }): Promise<ListedPlace> {
    const {
      placed: { frame, running },
      maps,
    } = this.#query;
    if (frame.source?.path === toPath(place.url) && frame.line === running?.line && frame.column === running.column) return place;
    const { line, column = 1 } = await maps.locate(place);
    return { line, column };
  }
}
