import type { SourceLocation } from '../../core/snapshot.ts';
import type { RecordedEvent, RecordedLine } from '../../wire/recordingFormat.ts';
import type { RecordingFile } from '../file/recordingFile.ts';
import { ReplayState } from './replayState.ts';
import { takeInSlices } from '../file/slices.ts';

/** The state while the replay is at one line. */
export interface Moment {
  readonly index: number;
  readonly line: RecordedLine;
  /** The state after the line; must not be changed. */
  readonly state: ReplayState;
}

/** Where in the recording something happened that a replay can stop at: line numbers, ascending. */
export interface Landmarks {
  readonly failed: readonly number[];
  readonly timedOut: readonly number[];
  readonly abandoned: readonly number[];
  /** Registrations of cleanups that never ran, as far as the recording goes. */
  readonly leaked: readonly number[];
  /** Where a debugger stopped the program. */
  readonly stops: readonly number[];
}

/** What happened at one line of the source. */
export interface SiteEvents {
  /** Scopes that were opened, and cleanups that were registered or began to run. */
  readonly plain: readonly number[];
  /** How those cleanups ended. */
  readonly outcomes: readonly number[];
}

interface GrowingSite {
  readonly plain: number[];
  readonly outcomes: number[];
}

export interface MomentIndexOptions {
  /** The number of lines between two kept states. */
  readonly every?: number;
  /** The maximum size of all kept states together, in entries. */
  readonly room?: number;
}

/** A state, and the line after which it was true. */
interface Kept {
  readonly index: number;
  readonly state: ReplayState;
}

/** The number of lines between two states of a trail. */
const TRAIL_STEP_LINES = 250;

/**
 * The states of a recording by line. It goes forward by applying lines, and back by starting from the nearest kept state. One pass through
 * the whole file, in slices, finds what a replay can stop at and keeps the states.
 */
export class MomentIndex {
  readonly #file: RecordingFile;
  readonly #room: number;
  #every: number;
  /** After line `every * n - 1`, by n. */
  readonly #kept = new Map<number, ReplayState>();
  #keptSize = 0;
  #current: Kept | undefined;
  /** States on the way of the last long walk, so that stepping back from its end does not repeat it. */
  #trail: Kept[] = [];
  readonly #surveyState = new ReplayState();
  #surveyed = 0;
  #surveying: Promise<void> | undefined;
  readonly #sites = new Map<string, GrowingSite>();
  readonly #failed: number[] = [];
  readonly #timedOut: number[] = [];
  readonly #abandoned: number[] = [];
  #leaked: number[] = [];
  readonly #stops: number[] = [];
  readonly #unreadable: number[] = [];
  #origins = new Int32Array(1024);

  constructor(file: RecordingFile, { every = 3000, room = 1_000_000 }: MomentIndexOptions = {}) {
    this.#file = file;
    this.#every = every;
    this.#room = room;
  }

  get count(): number {
    return this.#file.count;
  }

  /** Whether the pass has reached the end. */
  get isSurveyed(): boolean {
    return this.#surveyed >= this.#file.count && this.#surveying === undefined;
  }

  /** After {@link survey}. */
  get landmarks(): Landmarks {
    return { failed: this.#failed, timedOut: this.#timedOut, abandoned: this.#abandoned, leaked: this.#leaked, stops: this.#stops };
  }

  /** How many lines cannot be read, as far as the pass has come. */
  get unreadable(): readonly number[] {
    return this.#unreadable;
  }

  /** After {@link survey}: what happened at a line of the source; undefined if nothing did. */
  eventsAt(path: string, line: number): SiteEvents | undefined {
    return this.#sites.get(siteOf({ path, line }));
  }

  /** After {@link survey}: the line that registered what a line is about; -1 if the line is about nothing. */
  originOf(index: number): number {
    return (this.#origins[index] ?? 0) - 1;
  }

  line(index: number): RecordedLine {
    return this.#file.line(index);
  }

  /**
   * The last line at or before that time; 0 if there is none. Uses binary search, because times increase.
   * @param ms milliseconds since the recording started
   * @throws {RecordingError} if the file can no longer be read.
   */
  indexAt(ms: number): number {
    let low = 0;
    let high = this.#file.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      let at = middle;
      // An unreadable line has the time of the one before.
      while (at > low && this.#file.line(at).kind === 'unreadable') at -= 1;
      const line = this.#file.line(at);
      if (line.kind === 'unreadable' || line.t <= ms) low = middle + 1;
      else high = at;
    }
    return Math.max(0, low - 1);
  }

  /**
   * The moment after a line.
   * @throws {RecordingError} if the file can no longer be read.
   */
  seek(index: number): Moment {
    const at = Math.max(-1, Math.min(index, this.#file.count - 1));
    let { index: from, state } = this.#nearest(at);
    if (from < at) {
      state = state.copy();
      if (at - from > TRAIL_STEP_LINES) this.#trail = [];
      while (from < at) {
        from += 1;
        state.apply(this.#file.line(from), from);
        this.#keep(from, state);
        if (from % TRAIL_STEP_LINES === 0 && from < at) this.#trail.push({ index: from, state: state.copy() });
      }
    }
    this.#current = { index: at, state };
    return { index: at, line: at < 0 ? { kind: 'unreadable', reason: 'no event' } : this.#file.line(at), state };
  }

  /**
   * Scans all lines that are new, yielding to other work in between. If called again, it continues.
   * @throws {RecordingError} if the file can no longer be read.
   */
  survey(): Promise<void> {
    this.#surveying ??= this.#surveyAll().finally(() => {
      this.#surveying = undefined;
    });
    return this.#surveying;
  }

  async #surveyAll(): Promise<void> {
    await takeInSlices({
      from: this.#surveyed,
      count: () => this.#file.count,
      take: (index) => {
        this.#surveyLine(index);
        this.#surveyed = index + 1;
      },
    });
    this.#leaked = listPending(this.#surveyState);
  }

  #surveyLine(index: number): void {
    const line = this.#file.line(index);
    this.#surveyState.apply(line, index);
    this.#keep(index, this.#surveyState);
    if (line.kind === 'unreadable') {
      this.#unreadable.push(index);
      return;
    }
    const { origin } = this.#surveyState;
    this.#setOrigin(index, origin?.index ?? -1);
    this.#mark(line, index, origin?.event.at);
  }

  #mark(line: RecordedEvent, index: number, origin: SourceLocation | undefined): void {
    switch (line.kind) {
      case 'scope-opened':
        this.#site(line.at)?.plain.push(index);
        return;
      case 'registered':
      case 'started':
        this.#site(origin)?.plain.push(index);
        return;
      case 'done':
      case 'skipped':
        break;
      case 'failed':
        this.#failed.push(index);
        break;
      case 'timed-out':
        this.#timedOut.push(index);
        break;
      case 'abandoned':
        this.#abandoned.push(index);
        break;
      case 'stop':
        this.#stops.push(index);
        return;
      default:
        return;
    }
    this.#site(origin)?.outcomes.push(index);
  }

  #site(location: SourceLocation | undefined): GrowingSite | undefined {
    if (location === undefined) return undefined;
    const key = siteOf(location);
    let site = this.#sites.get(key);
    if (site === undefined) this.#sites.set(key, (site = { plain: [], outcomes: [] }));
    return site;
  }

  #setOrigin(index: number, origin: number): void {
    if (index >= this.#origins.length) {
      const larger = new Int32Array(Math.max(index + 1, this.#origins.length * 2));
      larger.set(this.#origins);
      this.#origins = larger;
    }
    this.#origins[index] = origin + 1;
  }

  #nearest(at: number): Kept {
    let best: Kept = { index: -1, state: new ReplayState() };
    for (const one of [this.#current, ...this.#trail]) if (one !== undefined && one.index <= at && one.index > best.index) best = one;
    for (let n = Math.floor((at + 1) / this.#every); n > 0; n--) {
      if (n * this.#every - 1 <= best.index) break;
      const state = this.#kept.get(n);
      if (state !== undefined) return { index: n * this.#every - 1, state };
    }
    return best;
  }

  #keep(index: number, state: ReplayState): void {
    if ((index + 1) % this.#every !== 0) return;
    const n = (index + 1) / this.#every;
    if (this.#kept.has(n)) return;
    this.#kept.set(n, state.copy());
    this.#keptSize += state.size;
    if (this.#keptSize > this.#room && this.#kept.size > 2) this.#thinOut();
  }

  /** Keeps every second state and doubles the distance between them. */
  #thinOut(): void {
    const all = [...this.#kept];
    this.#kept.clear();
    this.#keptSize = 0;
    this.#every *= 2;
    for (const [n, state] of all) {
      if (n % 2 !== 0) continue;
      this.#kept.set(n / 2, state);
      this.#keptSize += state.size;
    }
  }
}

/** Identifies a line of the source, ignoring the column. */
function siteOf({ path, line }: SourceLocation): string {
  return `${process.platform === 'win32' ? path.replaceAll('/', '\\').toLowerCase() : path}:${line}`;
}

function listPending(state: ReplayState): number[] {
  const found: number[] = [];
  for (const scope of state.scopes.values())
    for (let one = scope.top; one !== undefined; one = one.below) if (one.index >= 0 && one.event.onError !== true) found.push(one.index);
  return found.sort((a, b) => a - b);
}
