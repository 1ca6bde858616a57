import type { DeferRecord } from '../deferred/deferList.ts';
import type { OpenCodedFrame } from '../deferred/openCodedDefers.ts';
import type { GoPanic } from '../deferred/panics.ts';
import { findRunning, type RunningDefer } from '../deferred/runningDefers.ts';
import { frameLocation, type FrameStack } from '../frames/frames.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import { isLiteral, isRuntime } from '../symbols/symbolKinds.ts';
import { findDeferAround } from '../syntax/goDefers.ts';
import type { Goroutine } from './goroutine.ts';

/** How many activations of a stack are listed; the rest is counted. */
export const MAX_SCOPES = 200;

/** What belongs to one activation. */
export interface Activation {
  /** Index of its frame; undefined if that is not known. */
  readonly frame: number | undefined;
  /** How far out it is. */
  readonly depth: number;
  readonly sp: bigint;
  readonly records: readonly DeferRecord[];
  readonly running: readonly RunningDefer[];
}

/** An activation while its calls are being collected. */
interface OpenActivation extends Omit<Activation, 'depth'> {
  readonly records: DeferRecord[];
  readonly running: RunningDefer[];
}

/** Everything that is known about the deferred calls of a stack. */
export interface FoundCalls {
  readonly records: readonly DeferRecord[];
  /** The newest first. */
  readonly panics: readonly GoPanic[];
  readonly openCoded: readonly OpenCodedFrame[];
}

/** Groups the deferred calls of one goroutine by the activations that have deferred them. For a single use. */
export class ActivationFinder {
  readonly #context: CleanupContext;
  readonly #goroutine: Goroutine;
  readonly #frames: FrameStack;
  readonly #found: OpenActivation[] = [];
  readonly #bySp = new Map<bigint, OpenActivation>();

  constructor(context: CleanupContext, goroutine: Goroutine, frames: FrameStack) {
    this.#context = context;
    this.#goroutine = goroutine;
    this.#frames = frames;
  }

  /** Innermost first. */
  async find({ records, panics, openCoded }: FoundCalls): Promise<readonly Activation[]> {
    for (const record of records) await this.#addRecord(record);
    for (const frame of openCoded) this.#addOpenCoded(frame);
    // Up to Go 1.21 the calls that panics run stay in the list, those of the newest panic first.
    const { namesWrappers } = this.#context.program;
    const started = records.filter((record) => record.started);
    for (const running of findRunning(this.#frames.frames))
      await this.#addRunning(running, (panic) => (namesWrappers ? panics[panic]?.sp : started.shift()?.sp));
    return this.#found
      .filter((activation) => !isRuntime(this.#frames.frames[activation.frame ?? -1]?.name ?? ''))
      .map((activation): Activation => ({ ...activation, depth: activation.frame ?? this.#depthAt(activation.sp) }))
      .sort((a, b) => a.depth - b.depth);
  }

  /** How far out an activation is whose frame is not known: behind those that are further in on the stack. */
  #depthAt(sp: bigint): number {
    const placed = this.#found.filter(({ frame, sp: other }) => frame !== undefined && other !== 0n);
    if (sp === 0n || placed.length === 0) return this.#frames.frames.length;
    return Math.max(-1, ...placed.map(({ frame, sp: other }) => (other < sp ? (frame ?? -1) : -1))) + 0.5;
  }

  async #addRecord(record: DeferRecord): Promise<void> {
    const last = this.#found.at(-1);
    (last?.sp === record.sp ? last : await this.#activationAt(record.sp)).records.push(record);
  }

  async #activationAt(sp: bigint): Promise<OpenActivation> {
    const known = this.#bySp.get(sp);
    if (known !== undefined) return known;
    // For those that are not listed it is enough to know that they are further out.
    const frame = this.#bySp.size <= MAX_SCOPES ? await this.#ownerOf(sp) : undefined;
    const made: OpenActivation = { frame, sp, records: [], running: [] };
    this.#bySp.set(sp, made);
    this.#found.push(made);
    return made;
  }

  #addOpenCoded(frame: OpenCodedFrame): void {
    if (frame.kind === 'unreadable' || (frame.records.length === 0 && frame.running === undefined)) return;
    this.#found.push({
      frame: frame.at,
      sp: frame.sp,
      records: [...frame.records],
      running: frame.running === undefined ? [] : [frame.running],
    });
  }

  /** `spOf` gives the stack pointer of the activation whose calls a panic runs now. */
  async #addRunning(running: RunningDefer, spOf: (panic: number) => bigint | undefined): Promise<void> {
    const { namesWrappers } = this.#context.program;
    const literal = running.panic === undefined || namesWrappers ? undefined : await this.#ownerOfLiteral(running.frame);
    const sp = running.panic === undefined || literal !== undefined ? undefined : spOf(running.panic);
    const frame = running.owner ?? literal ?? (sp === undefined ? undefined : await this.#ownerOf(sp));
    const owner = this.#found.find((activation) => (activation.frame === frame && frame !== undefined) || activation.sp === sp);
    if (owner !== undefined) owner.running.push(running);
    else this.#found.push({ frame, sp: sp ?? 0n, records: [], running: [running] });
  }

  #ownerOf(sp: bigint): Promise<number | undefined> {
    return this.#context.doubts.attempt(this.#frames.ownerOf(sp, this.#goroutine.stackHigh));
  }

  /** The frame of the function whose `defer` statement contains the running literal: the next one outwards. */
  async #ownerOfLiteral(at: number): Promise<number | undefined> {
    const { frames } = this.#frames;
    const frame = frames[at];
    const location = frameLocation(frame);
    if (frame === undefined || location === undefined || !isLiteral(frame.name)) return undefined;
    if ((await this.#context.sources.askLine(location, findDeferAround)) === undefined) return undefined;
    const name = frame.name.replace(/\.(?:func)?\d+$/, '');
    const owner = frames.findIndex((outer, depth) => depth > at && outer.name === name);
    return owner < 0 ? undefined : owner;
  }
}

/** The waiting calls, in run order. */
export function pendingOf({ records }: Activation): readonly DeferRecord[] {
  return records.filter((record) => !record.started);
}
