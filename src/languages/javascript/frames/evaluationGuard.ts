import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { DapError, unlessRefused, type DapPort, type DapRequests } from '../../../dap/port.ts';
import { findEvaluationHarm } from '../syntax/evaluationHarm.ts';
import type { JavascriptTrees } from '../syntax/javascriptTrees.ts';
import { canEvaluate } from './frames.ts';
import type { PlacedFrame } from './placedFrames.ts';
import type { ReadText } from '../../readText.ts';
import type { RunningTexts } from '../texts/runningTexts.ts';
import { parseAround } from './runningSyntax.ts';

/** How many frames are checked when looking for one that allows evaluation. */
const MAX_LOOKED_AT = 20;

/** A port that knows in which frames an evaluation leaves the program unchanged. */
export interface GuardedPort extends DapPort {
  /** Whether an expression may be evaluated in a frame of the current stop. A request to evaluate in any other frame is refused. */
  mayEvaluate(frameId: number): Promise<boolean>;
}

export interface GuardOptions {
  readonly port: DapPort;
  readonly trees: JavascriptTrees;
  readonly texts: RunningTexts;
}

/**
 * Refuses to evaluate in frames where evaluating would make the engine change the program. {@link findEvaluationHarm} finds these frames
 * from the running text, or from what the debugger shows as long as the running text is unknown. If the text is not enough, the debugger is
 * asked: `this` has a value once `super()` has returned.
 */
export class EvaluationGuard implements GuardedPort {
  readonly #options: GuardOptions;
  readonly #frames = new Map<number, Promise<boolean>>();
  #isHarmless: (frameId: number) => Promise<boolean> = () => Promise.resolve(false);

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /**
   * Takes the frames of a new stop while only the debugger's account of them is known. Returns the innermost frame that allows evaluation.
   */
  async enter(frames: readonly Dap.StackFrame[], readText: ReadText, signal: AbortSignal): Promise<Dap.StackFrame | undefined> {
    this.#follow(frames.map((frame) => [frame.id, () => this.#isHarmlessAsListed(frame, readText, signal)]));
    for (const frame of frames.filter(canEvaluate).slice(0, MAX_LOOKED_AT)) if (await this.mayEvaluate(frame.id)) return frame;
    return undefined;
  }

  /** Takes the same frames once their places in the running text are known. */
  place(frames: readonly PlacedFrame[], readText: ReadText, signal: AbortSignal): void {
    this.#follow(frames.map((placed) => [placed.frame.id, () => this.#isHarmlessAsPlaced(placed, readText, signal)]));
  }

  mayEvaluate(frameId: number): Promise<boolean> {
    const known = this.#frames.get(frameId) ?? this.#isHarmless(frameId);
    this.#frames.set(frameId, known);
    return known;
  }

  async request<C extends keyof DapRequests>(
    command: C,
    args: DapRequests[C]['arguments'],
    signal?: AbortSignal,
  ): Promise<DapRequests[C]['body']> {
    const frameId = command === 'evaluate' ? (args as Dap.EvaluateArguments).frameId : undefined;
    if (frameId !== undefined && !(await this.mayEvaluate(frameId)))
      throw new DapError(command, 'an evaluation in this function would change what the program does');
    return this.#options.port.request(command, args, signal);
  }

  #follow(frames: readonly (readonly [number, () => Promise<boolean>])[]): void {
    const looks = new Map(frames);
    this.#frames.clear();
    this.#isHarmless = (frameId) => looks.get(frameId)?.() ?? Promise.resolve(false);
  }

  async #isHarmlessAsPlaced(placed: PlacedFrame, readText: ReadText, signal: AbortSignal): Promise<boolean> {
    const { frame, running } = placed;
    if (running !== undefined && /^(?:node|wasm):/.test(running.url)) return true;
    const text = running === undefined ? undefined : await this.#options.texts.read(running);
    if (running === undefined || text === undefined) return this.#isHarmlessAsListed(frame, readText, signal);
    const parsed = await parseAround(running, text, this.#options);
    return parsed === undefined ? this.#hasThis(frame.id, signal) : this.#isHarmlessAt(parsed, frame.id, signal);
  }

  async #isHarmlessAsListed(frame: Dap.StackFrame, readText: ReadText, signal: AbortSignal): Promise<boolean> {
    const path = frame.source?.path;
    // A frame outside of any script has no such variables, and the engine's own functions do nothing harmful while they call the program.
    if (path === undefined || path.startsWith('<node_internals>')) return true;
    const text = await readText(path);
    const file = text === undefined ? undefined : await this.#options.trees.parse(path, text);
    return file === undefined
      ? this.#hasThis(frame.id, signal)
      : this.#isHarmlessAt({ file, position: { line: frame.line - 1, column: frame.column - 1 } }, frame.id, signal);
  }

  async #isHarmlessAt(
    { file, position }: Parameters<typeof findEvaluationHarm>[0],
    frameId: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const harm = findEvaluationHarm({ file, position });
    return harm === undefined || (harm === 'derived' && this.#hasThis(frameId, signal));
  }

  /** The debugger lists `this` first, in the innermost scope. */
  async #hasThis(frameId: number, signal: AbortSignal): Promise<boolean> {
    const { port } = this.#options;
    const [innermost] = (await unlessRefused(signal, port.request('scopes', { frameId }, signal)))?.scopes ?? [];
    if (innermost === undefined || innermost.expensive) return false;
    const listed = await unlessRefused(signal, port.request('variables', { variablesReference: innermost.variablesReference }, signal));
    const found = listed?.variables.find(({ name }) => name === 'this');
    return found !== undefined && found.value !== 'undefined';
  }
}
