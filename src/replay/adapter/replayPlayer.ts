import type { Translate } from '../../core/translate.ts';
import { scopeOf } from '../moment/describeLine.ts';
import type { RecordingFile } from '../file/recordingFile.ts';
import { Stops, type Hit } from './stops.ts';
import { MomentIndex, type Moment } from '../moment/momentIndex.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Why the replay is where it is. */
export type Standing =
  { readonly kind: 'step' | 'entry' | 'start' | 'end' | 'pause' | 'goto' } | { readonly kind: 'hit'; readonly hit: Hit };

/** How many lines a step reads before it yields to other work. */
const BATCH_LINES = 2000;

/** One replay: its position, and how it moves. Only one move at a time. */
export class ReplayPlayer {
  readonly file: RecordingFile;
  readonly moments: MomentIndex;
  readonly stops: Stops;
  #at = 0;

  constructor(file: RecordingFile, t: Translate) {
    this.file = file;
    this.moments = new MomentIndex(file);
    this.stops = new Stops(this.moments, t);
  }

  /** The line after which it is positioned. */
  get index(): number {
    return this.#at;
  }

  /** The moment that it is at. */
  get moment(): Moment {
    return this.moments.seek(this.#at);
  }

  /** Moves to the first line. */
  restart(): void {
    this.#at = this.#readable(0, 1) ?? 0;
  }

  /** Moves to the next line, whatever its scope. */
  async stepIn(): Promise<Standing> {
    const next = await this.#next(() => true, undefined);
    return this.#go(next, { kind: 'step' }, 'end');
  }

  /** Moves to the next line of this scope; if the scope is over, of the one around it. */
  async stepOver(signal: AbortSignal): Promise<Standing> {
    const wanted = this.#around();
    const next = await this.#next((scope) => wanted.size === 0 || (scope !== undefined && wanted.has(scope)), signal);
    return this.#go(next, signal.aborted ? { kind: 'pause' } : { kind: 'step' }, 'end');
  }

  /** Moves to where this scope is closed; if it already is, to where the one around it is. */
  async stepOut(signal: AbortSignal): Promise<Standing> {
    const wanted = this.#around();
    const next = await this.#next((scope, kind) => kind === 'scope-closed' && scope !== undefined && wanted.has(scope), signal);
    return this.#go(next, signal.aborted ? { kind: 'pause' } : { kind: 'step' }, 'end');
  }

  /** Moves to the previous line, whatever its scope. */
  stepBack(): Standing {
    return this.#go(this.#readable(this.#at - 1, -1), { kind: 'step' }, 'start');
  }

  /** Moves to a line, or the nearest readable one; beyond the last line, to the last. */
  goTo(index: number): Standing {
    const at = Math.max(0, Math.min(index, this.file.count - 1));
    this.#at = this.#readable(at, -1) ?? this.#readable(at, 1) ?? this.#at;
    return { kind: 'goto' };
  }

  /**
   * What happened at a line of the source, as lines of the recording, nearest to the replay's position first. Scans the whole recording
   * first if that has not been done.
   */
  async listEventsAt(path: string, line: number, most: number): Promise<readonly number[]> {
    await this.moments.survey();
    const { plain = [], outcomes = [] } = this.moments.eventsAt(path, line) ?? {};
    return [...plain, ...outcomes].sort((a, b) => Math.abs(a - this.#at) - Math.abs(b - this.#at) || a - b).slice(0, most);
  }

  /** Moves to the next stop, or the end. */
  async run(direction: 'forward' | 'back', signal: AbortSignal): Promise<Standing> {
    await this.file.refresh();
    if (!this.moments.isSurveyed) {
      await Promise.race([this.moments.survey(), aborted(signal)]);
      if (signal.aborted) return { kind: 'pause' };
      this.stops.forget();
    }
    const hit = this.stops.find(this.#at, direction);
    if (hit === undefined) {
      return direction === 'forward'
        ? this.#go(this.#readable(this.file.count - 1, -1), { kind: 'end' }, 'end')
        : this.#go(this.#readable(0, 1), { kind: 'start' }, 'start');
    }
    return this.#go(hit.index, { kind: 'hit', hit }, 'end');
  }

  /** The scopes that a step stays in: this one, unless it is over, and those around it. */
  #around(): Set<number> {
    const { line, state } = this.moment;
    const around = new Set<number>();
    let id = scopeOf(line);
    // A closed scope no longer exists: the state before has the scopes around it.
    const before = line.kind === 'scope-closed' ? this.moments.seek(this.#at - 1).state : state;
    if (line.kind === 'scope-closed' && id !== undefined) id = before.scopes.get(id)?.event.parent;
    while (id !== undefined && !around.has(id)) {
      around.add(id);
      id = before.scopes.get(id)?.event.parent;
    }
    return around;
  }

  async #next(accept: (scope: number | undefined, kind: string) => boolean, signal: AbortSignal | undefined): Promise<number | undefined> {
    await this.file.refresh();
    let last: number | undefined;
    for (let at = this.#at + 1, n = 1; at < this.file.count; at++, n++) {
      const line = this.moments.line(at);
      if (line.kind !== 'unreadable' && accept(scopeOf(line), line.kind)) return at;
      if (line.kind !== 'unreadable') last = at;
      if (n % BATCH_LINES !== 0) continue;
      await nextTurn();
      if (signal?.aborted === true) return last;
    }
    return undefined;
  }

  /** The first readable line from `at` on in a direction. */
  #readable(at: number, step: 1 | -1): number | undefined {
    for (let index = at; index >= 0 && index < this.file.count; index += step)
      if (this.moments.line(index).kind !== 'unreadable') return index;
    return undefined;
  }

  #go(index: number | undefined, standing: Standing, beyond: 'start' | 'end'): Standing {
    if (index !== undefined) {
      this.#at = index;
      return standing;
    }
    if (beyond === 'end') this.#at = this.#readable(this.file.count - 1, -1) ?? this.#at;
    return { kind: beyond };
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
}
