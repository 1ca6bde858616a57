import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { SourceLocation } from '../../../core/snapshot.ts';
import { DapError } from '../../../dap/port.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import type { CodePlace } from '../syntax/sourceTexts.ts';

/** How many frames are requested at once. */
const PAGE_SIZE = 100;
/** How many frames are read: this cuts off a runaway recursion. */
const MAX_FRAMES = 20_000;

/** For how many frames the debugger is asked where they end: that costs more the further out they are. */
const MAX_ASKED = 8;

/** Finds where frames end, without asking the debugger for each. */
export interface FramePlaces {
  /** Notes the ends of the frames up to this one, as far as they can be told. */
  placeUpTo(at: number): Promise<void>;
}

/** The call stack of one goroutine, innermost first, loaded as far as it is needed. */
export class FrameStack {
  readonly frames: Dap.StackFrame[] = [];
  readonly #threadId: number;
  readonly #evaluator: (frameId: number) => Evaluator;
  /** Where frames end, by their ids, in bytes from the end of the stack. */
  readonly #offsets = new Map<number, bigint>();
  #complete = false;
  #asked = 0;
  #places: FramePlaces | undefined;
  /** Where the last search ended, and what it looked for: most owners are requested from the innermost outwards. */
  #from = 0;
  #lastSp = 0n;

  constructor(threadId: number, evaluator: (frameId: number) => Evaluator) {
    this.#threadId = threadId;
    this.#evaluator = evaluator;
  }

  /** Notes where a frame ends, in bytes from the end of the stack, so that it is not requested. */
  noteOffset(frameId: number, offset: bigint): void {
    this.#offsets.set(frameId, offset);
  }

  /** Loads the next frames; false if there are no more. */
  async load(): Promise<boolean> {
    if (this.#complete || this.frames.length >= MAX_FRAMES) return false;
    const { port, signal } = this.#evaluator(0);
    const startFrame = this.frames.length;
    const { stackFrames } = await port.request(
      'stackTrace',
      { threadId: this.#threadId, startFrame, levels: startFrame === 0 ? PAGE_SIZE : PAGE_SIZE * 10 },
      signal,
    );
    this.frames.push(...stackFrames);
    this.#complete = stackFrames.length < PAGE_SIZE;
    return stackFrames.length > 0;
  }

  /**
   * The frame whose activation contains a stack pointer: the innermost one that ends above it. The search doubles its steps, so that a deep
   * recursion does not cost one request per frame.
   */
  async ownerOf(sp: bigint, stackHigh: bigint): Promise<number | undefined> {
    const isBelow = async (at: number): Promise<boolean> => {
      const end = await this.end(at, stackHigh);
      return end === undefined || end <= sp;
    };
    if (sp < this.#lastSp) this.#from = 0;
    this.#lastSp = sp;
    let low = this.#from;
    let step = 1;
    let high = low;
    for (;;) {
      while (high >= this.frames.length) if (!(await this.load())) break;
      if (high >= this.frames.length) {
        high = this.frames.length - 1;
        if (high < low || (await isBelow(high))) return undefined;
        break;
      }
      if (!(await isBelow(high))) break;
      low = high + 1;
      high += step;
      step *= 2;
    }
    while (low < high) {
      const middle = (low + high) >> 1;
      if (await isBelow(middle)) low = middle + 1;
      else high = middle;
    }
    this.#from = low;
    return this.#ownFrame(low);
  }

  /**
   * The frame of the function itself, behind those of functions that were inlined into it: all of them end at the same place, if that is
   * known.
   */
  #ownFrame(at: number): number {
    const end = this.#knownEnd(at);
    let own = at;
    while (end !== undefined && this.#knownEnd(own + 1) === end) own += 1;
    return own;
  }

  #knownEnd(at: number): bigint | undefined {
    const frame = this.frames[at];
    return frame === undefined ? undefined : this.#offsets.get(frame.id);
  }

  /** Notes where a frame ends, so that it is not requested. */
  noteEnd(at: number, end: bigint, stackHigh: bigint): void {
    const frame = this.frames[at];
    if (frame !== undefined) this.#offsets.set(frame.id, end - stackHigh);
  }

  /** The address at which the frame's activation ends (its canonical frame address); undefined for a frame on another stack. */
  async end(at: number, stackHigh: bigint): Promise<bigint | undefined> {
    if (this.#asked >= MAX_ASKED) await this.#places?.placeUpTo(at);
    return this.askEnd(at, stackHigh);
  }

  /** `places` tells where frames end once the debugger was asked about more than a few. */
  placeBy(places: FramePlaces): void {
    this.#places = places;
  }

  /**
   * The same; if it is not known yet, the debugger is asked, which costs more with each frame further out.
   * @throws {DapError} if it does not say.
   */
  async askEnd(at: number, stackHigh: bigint): Promise<bigint | undefined> {
    const frame = this.frames[at];
    if (frame === undefined) return undefined;
    let offset = this.#offsets.get(frame.id);
    if (offset === undefined) {
      this.#asked += 1;
      offset = await this.#evaluator(frame.id).number('runtime.frameoff');
      // A frame that may be anywhere could own what belongs to another one.
      if (offset === undefined) throw new DapError('evaluate', 'the debugger does not say where a frame is');
      this.#offsets.set(frame.id, offset);
    }
    return offset > 0n ? undefined : stackHigh + offset;
  }
}

export function framePlace(frame: Dap.StackFrame | undefined): CodePlace | undefined {
  const location = frameLocation(frame);
  return frame === undefined || location === undefined ? undefined : { location, symbol: frame.name };
}

/** Where a frame is, if its source is a file. */
export function frameLocation(frame: Dap.StackFrame | undefined): SourceLocation | undefined {
  const path = frame?.source?.path;
  return frame === undefined || path === undefined || frame.line < 1 ? undefined : { path, line: frame.line };
}
