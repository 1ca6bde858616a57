import { assertNever } from '../../core/assertNever.ts';
import type { Registered } from '../../runtime/record/recordedEvents.ts';
import type { RecordedEvent, RecordedLine } from '../../wire/recordingFormat.ts';
import { Column } from './column.ts';
import { takeInSlices } from '../file/slices.ts';

/** What a mark stands for. If there is room for only one, the last in this list is shown. */
export const MARK_KINDS = [
  'registered',
  'done',
  'skipped',
  'recovered',
  'stop',
  'exit',
  'unreadable',
  'gap',
  'timed-out',
  'abandoned',
  'thrown',
  'failed',
  'leaked',
] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

/** Lanes are counted from 0, which shows what belongs to no scope. Scopes that find no free lane share the last one. */
export const MAX_LANES = 2048;
/** Anything beyond this is counted, not drawn. */
const MAX_MARKS = 4_000_000;
const MAX_SCOPES = 2_000_000;

/** A bar or a mark as it is drawn. */
export interface ChartItem {
  readonly kind: 'scope' | 'open-scope' | MarkKind;
  /** The line of the recording that it leads to; if it stands for several, the line of the one whose kind is shown. */
  readonly index: number;
  readonly lane: number;
  readonly from: number;
  readonly to: number;
  /** How many are drawn as this one. */
  readonly count: number;
  readonly label: string;
}

/** Where lines come from: a recording file, or a stand-in for one. */
export interface LineSource {
  readonly count: number;
  line(at: number): RecordedLine;
}

interface OpenScope {
  /** Its index among the scopes; -1 if it is beyond what is drawn. */
  readonly at: number;
  readonly lane: number;
  /** Registrations of waiting cleanups, by cleanup. */
  pending: Map<number, number>;
  /** Registrations of running cleanups. */
  readonly started: Map<number, number>;
}

/**
 * The lanes of a recording: each scope is a bar below its parent, and each event of a cleanup is a mark on it. It is built in one pass, in
 * slices, and stored in columns of numbers.
 */
export class ScopeChart {
  readonly #source: LineSource;
  readonly #starts = new Column(Float64Array);
  /** NaN: still open. */
  readonly #ends = new Column(Float64Array);
  readonly #scopeLines = new Column(Int32Array);
  readonly #scopeLanes = new Column(Int32Array);
  readonly #times = new Column(Float64Array);
  readonly #markLines = new Column(Int32Array);
  readonly #markLanes = new Column(Int32Array);
  readonly #kinds = new Column(Uint8Array);
  /** The registration's line; -1 if it is not known. */
  readonly #origins = new Column(Int32Array);
  readonly #open = new Map<number, OpenScope>();
  /** One bit for each lane; set if the lane is taken. */
  readonly #taken = new Uint32Array(MAX_LANES / 32).fill(1, 0, 1);
  #read = 0;
  #last = 0;
  #lanes = 1;
  #omitted = 0;

  constructor(source: LineSource) {
    this.#source = source;
  }

  /** The time of the last event, in milliseconds since the recording started. */
  get duration(): number {
    return this.#last;
  }
  get laneCount(): number {
    return this.#lanes;
  }
  get scopeCount(): number {
    return this.#starts.length;
  }
  get markCount(): number {
    return this.#times.length;
  }
  /** How many scopes and marks are beyond what is kept. */
  get omitted(): number {
    return this.#omitted;
  }

  /**
   * Processes the lines that are new, yielding to other work in between. If called again after the file has grown, it continues.
   * @throws {RecordingError} if the file can no longer be read.
   */
  async read(signal: AbortSignal, report: (share: number) => void = () => undefined): Promise<void> {
    await takeInSlices({
      from: this.#read,
      count: () => this.#source.count,
      signal,
      take: (index) => {
        this.#take(this.#source.line(index), index);
        this.#read = index + 1;
      },
      report: (looked) => {
        report(looked / this.#source.count);
      },
    });
    for (const { pending } of this.#open.values()) for (const mark of pending.values()) this.#setKind(mark, 'leaked');
  }

  scope(at: number): {
    readonly line: number;
    readonly lane: number;
    readonly from: number;
    readonly to: number;
    readonly isOpen: boolean;
  } {
    const end = this.#ends.get(at);
    return {
      line: this.#scopeLines.get(at),
      lane: this.#scopeLanes.get(at),
      from: this.#starts.get(at),
      to: Number.isNaN(end) ? this.#last : end,
      isOpen: Number.isNaN(end),
    };
  }

  mark(at: number): {
    readonly line: number;
    readonly lane: number;
    readonly time: number;
    readonly kind: MarkKind;
    readonly origin: number;
  } {
    return {
      line: this.#markLines.get(at),
      lane: this.#markLanes.get(at),
      time: this.#times.get(at),
      kind: MARK_KINDS[this.#kinds.get(at)] ?? 'registered',
      origin: this.#origins.get(at),
    };
  }

  /** The first mark at that time or later. */
  markFrom(ms: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#times.get(middle) < ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #take(line: RecordedLine, index: number): void {
    if (line.kind === 'unreadable') {
      this.#mark('unreadable', index, 0, -1);
      return;
    }
    // Times increase; if a file says otherwise, the order of its lines counts.
    this.#last = Math.max(this.#last, line.t);
    this.#takeEvent(line, index);
  }

  #takeEvent(line: RecordedEvent, index: number): void {
    switch (line.kind) {
      case 'scope-opened':
        this.#openScope(line.scope, line.parent, index);
        return;
      case 'scope-closed':
        this.#close(line.scope, index);
        return;
      case 'scope-moved': {
        const { pending } = this.#find(line.scope, index);
        this.#find(line.to, index).pending = pending;
        this.#close(line.scope, index);
        return;
      }
      case 'registered':
        this.#register(line, index);
        return;
      case 'started': {
        const { pending, started } = this.#find(line.scope, index);
        const mark = pending.get(line.cleanup);
        if (mark === undefined) return;
        pending.delete(line.cleanup);
        started.set(line.cleanup, mark);
        this.#setKind(mark, 'registered');
        return;
      }
      case 'timed-out':
      case 'done':
      case 'failed':
      case 'abandoned':
      case 'skipped': {
        const scope = this.#find(line.scope, index);
        const mark = scope.started.get(line.cleanup) ?? scope.pending.get(line.cleanup) ?? -1;
        this.#setKind(mark, 'registered');
        this.#mark(line.kind, index, scope.lane, mark < 0 ? -1 : this.#markLines.get(mark));
        scope.pending.delete(line.cleanup);
        if (line.kind === 'timed-out') scope.started.set(line.cleanup, mark);
        else scope.started.delete(line.cleanup);
        return;
      }
      case 'thrown':
      case 'recovered':
        this.#mark(line.kind, index, this.#find(line.scope, index).lane, -1);
        return;
      case 'gap':
        this.#mark('gap', index, 0, -1);
        return;
      case 'exit':
      case 'stop':
        this.#mark(line.kind, index, 0, -1);
        return;
      case 'resource':
        return;
      default:
        assertNever(line);
    }
  }

  #register(line: Registered, index: number): void {
    const scope = this.#find(line.scope, index);
    const mark = this.#mark('registered', index, scope.lane, index);
    // A cleanup that runs only if its scope fails is not leaked.
    if (line.onError === true) scope.started.set(line.cleanup, mark);
    else scope.pending.set(line.cleanup, mark);
  }

  #openScope(id: number, parent: number | undefined, index: number): OpenScope {
    if (this.#open.has(id)) this.#close(id, index);
    const lane = this.#takeLane(parent === undefined ? 0 : (this.#open.get(parent)?.lane ?? 0));
    let at = -1;
    if (this.#starts.length >= MAX_SCOPES) this.#omitted += 1;
    else {
      at = this.#starts.push(this.#last);
      this.#ends.push(Number.NaN);
      this.#scopeLines.push(index);
      this.#scopeLanes.push(lane);
    }
    const made: OpenScope = { at, lane, pending: new Map(), started: new Map() };
    this.#open.set(id, made);
    return made;
  }

  /** A scope that was opened before the recording, or in a gap, begins with the first event that mentions it. */
  #find(id: number, index: number): OpenScope {
    return this.#open.get(id) ?? this.#openScope(id, undefined, index);
  }

  #close(id: number, index: number): void {
    const { at, lane } = this.#find(id, index);
    if (at >= 0) this.#ends.set(at, this.#last);
    this.#open.delete(id);
    if (lane < MAX_LANES - 1) this.#taken[lane >>> 5] = (this.#taken[lane >>> 5] ?? 0) & ~(1 << (lane & 31));
  }

  /** The first free lane below one. */
  #takeLane(above: number): number {
    for (let word = (above + 1) >>> 5; word < this.#taken.length; word++) {
      const skipped = word === (above + 1) >>> 5 ? (1 << ((above + 1) & 31)) - 1 : 0;
      const free = ~((this.#taken[word] ?? 0) | skipped);
      if (free === 0) continue;
      const bit = 31 - Math.clz32(free & -free);
      const lane = word * 32 + bit;
      if (lane < MAX_LANES - 1) this.#taken[word] = (this.#taken[word] ?? 0) | (1 << bit);
      this.#lanes = Math.max(this.#lanes, lane + 1);
      return lane;
    }
    this.#lanes = MAX_LANES;
    return MAX_LANES - 1;
  }

  #setKind(mark: number, kind: MarkKind): void {
    if (mark >= 0) this.#kinds.set(mark, MARK_KINDS.indexOf(kind));
  }

  #mark(kind: MarkKind, line: number, lane: number, origin: number): number {
    if (this.#times.length >= MAX_MARKS) {
      this.#omitted += 1;
      return -1;
    }
    this.#markLines.push(line);
    this.#markLanes.push(lane);
    this.#kinds.push(MARK_KINDS.indexOf(kind));
    this.#origins.push(origin);
    return this.#times.push(this.#last);
  }
}
