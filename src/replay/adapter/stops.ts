import type { Translate } from '../../core/translate.ts';
import { evaluateExpression, ExpressionError, isTrue } from '../moment/expression.ts';
import { lineData } from '../moment/momentData.ts';
import type { MomentIndex } from '../moment/momentIndex.ts';

/** What makes `continue` stop, besides breakpoints. */
export const EXCEPTION_FILTERS = ['failed', 'timed-out', 'abandoned', 'leaked'] as const;
export type ExceptionFilter = (typeof EXCEPTION_FILTERS)[number];

export interface LineBreakpoint {
  readonly id: number;
  readonly path: string;
  readonly line: number;
  readonly condition?: string;
  /** `3`, `>= 3`, `% 10`. */
  readonly hitCondition?: string;
}

/** Where a run of the replay stops. */
export interface Hit {
  readonly index: number;
  readonly reason: 'breakpoint' | 'exception';
  readonly breakpoints: readonly number[];
  readonly filters: readonly ExceptionFilter[];
}

/** The lines at which a surveyed recording stops, computed once for each breakpoint, so that forward and back find the same ones. */
export class Stops {
  readonly #moments: MomentIndex;
  readonly #t: Translate;
  readonly #lines = new Map<LineBreakpoint, readonly number[]>();
  breakpoints: readonly LineBreakpoint[] = [];
  filters: readonly ExceptionFilter[] = [];

  constructor(moments: MomentIndex, t: Translate) {
    this.#moments = moments;
    this.#t = t;
  }

  /** The recording has grown. */
  forget(): void {
    this.#lines.clear();
  }

  /**
   * The next stop after a line, or the last one before it.
   * @throws {RecordingError} if the file can no longer be read.
   */
  find(from: number, direction: 'forward' | 'back'): Hit | undefined {
    let best: number | undefined;
    const lists = [...this.breakpoints.map((one) => this.linesOf(one)), ...this.filters.map((filter) => this.#filtered(filter))];
    for (const lines of lists) {
      const at = direction === 'forward' ? lines[countUpTo(lines, from)] : lines[countUpTo(lines, from - 1) - 1];
      if (at !== undefined && (best === undefined || (direction === 'forward' ? at < best : at > best))) best = at;
    }
    return best === undefined ? undefined : this.#explain(best);
  }

  /** The lines at which a breakpoint stops. A condition that cannot be evaluated stops nowhere; {@link check} says why. */
  linesOf(breakpoint: LineBreakpoint): readonly number[] {
    let lines = this.#lines.get(breakpoint);
    if (lines === undefined) this.#lines.set(breakpoint, (lines = this.#select(breakpoint)));
    return lines;
  }

  /** What is wrong with a breakpoint: its condition or hit count cannot be read. */
  check(breakpoint: Omit<LineBreakpoint, 'id'>): string | undefined {
    if (breakpoint.hitCondition !== undefined && readHitCondition(breakpoint.hitCondition) === undefined)
      return this.#t('The hit count "{0}" is not a number, nor one of >, >=, ==, <, <=, % with a number.', breakpoint.hitCondition);
    if (breakpoint.condition === undefined) return undefined;
    try {
      evaluateExpression(breakpoint.condition, lineData({ kind: 'unreadable', reason: 'no event' }, undefined), this.#t);
      return undefined;
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return error.message;
    }
  }

  #select(breakpoint: LineBreakpoint): readonly number[] {
    const site = this.#moments.eventsAt(breakpoint.path, breakpoint.line);
    if (site === undefined || this.check(breakpoint) !== undefined) return [];
    const { condition, hitCondition } = breakpoint;
    const met =
      condition === undefined
        ? site.plain
        : [...site.plain, ...site.outcomes].sort((a, b) => a - b).filter((index) => this.#meets(condition, index));
    const counts = hitCondition === undefined ? undefined : readHitCondition(hitCondition);
    return counts === undefined ? met : met.filter((_, at) => counts(at + 1));
  }

  #meets(condition: string, index: number): boolean {
    const origin = this.#moments.originOf(index);
    return isTrue(
      evaluateExpression(condition, lineData(this.#moments.line(index), origin < 0 ? undefined : this.#moments.line(origin)), this.#t),
    );
  }

  #filtered(filter: ExceptionFilter): readonly number[] {
    const { failed, timedOut, abandoned, leaked } = this.#moments.landmarks;
    switch (filter) {
      case 'failed':
        return failed;
      case 'timed-out':
        return timedOut;
      case 'abandoned':
        return abandoned;
      case 'leaked':
        return leaked;
    }
  }

  #explain(index: number): Hit {
    const has = (lines: readonly number[]): boolean => lines[countUpTo(lines, index) - 1] === index;
    const breakpoints = this.breakpoints.filter((one) => has(this.linesOf(one))).map(({ id }) => id);
    const filters = this.filters.filter((filter) => has(this.#filtered(filter)));
    return { index, reason: breakpoints.length > 0 ? 'breakpoint' : 'exception', breakpoints, filters };
  }
}

/** How many of the ascending numbers are at most `most`. */
function countUpTo(ascending: readonly number[], most: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

function readHitCondition(text: string): ((count: number) => boolean) | undefined {
  const match = /^\s*(>=|<=|==|=|>|<|%)?\s*(\d{1,9})\s*$/.exec(text);
  if (match === null) return undefined;
  const n = Number(match[2]);
  switch (match[1]) {
    case '>=':
      return (count) => count >= n;
    case '<=':
      return (count) => count <= n;
    case '>':
      return (count) => count > n;
    case '<':
      return (count) => count < n;
    case '%':
      return n === 0 ? undefined : (count) => count % n === 0;
    default:
      return (count) => count === n;
  }
}
