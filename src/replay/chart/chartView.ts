import { LABEL_LENGTH, toDisplayText } from '../../core/displayText.ts';
import type { Translate } from '../../core/translate.ts';
import { describeLineAlone } from './chartWords.ts';
import { MARK_KINDS, MAX_LANES, type ChartItem, type LineSource, type MarkKind, type ScopeChart } from './scopeChart.ts';

/** The visible part of a chart. */
export interface ChartWindow {
  /** Milliseconds since the recording started. */
  readonly from: number;
  readonly to: number;
  readonly lane: number;
  readonly lanes: number;
  /** In pixels. */
  readonly width: number;
}

export interface ChartView {
  readonly window: ChartWindow;
  readonly duration: number;
  readonly laneCount: number;
  /** Bars, then the marks on top of them; each by lane, then time. */
  readonly items: readonly ChartItem[];
  /** How many bars and marks share one with others here. */
  readonly merged: number;
  /** How many scopes and marks of the recording are not kept at all. */
  readonly omitted: number;
}

/** The maximum number of items in a view. */
export const MAX_ITEMS = 3000;
/** How many get their name from the recording; the others are named by kind and time. */
const MAX_NAMED_ITEMS = 400;
/** How many pixels a mark has for itself. */
const CELL_WIDTH = 10;
const SHORTEST_MS = 0.001;

interface Drawn {
  kind: ChartItem['kind'];
  line: number;
  origin: number;
  readonly lane: number;
  readonly from: number;
  to: number;
  count: number;
}

/** Moves a window into the chart. */
function fitWindow(wanted: ChartWindow, chart: Pick<ScopeChart, 'duration' | 'laneCount'>): ChartWindow {
  // A little room after the last event, which would otherwise be at the very edge.
  const end = Math.max(chart.duration * 1.02, SHORTEST_MS);
  const span = Math.min(Math.max(wanted.to - wanted.from, SHORTEST_MS), end);
  const from = Math.min(Math.max(0, wanted.from), end - span);
  const lanes = Math.min(Math.max(1, Math.floor(wanted.lanes)), 500);
  return {
    from,
    to: from + span,
    lanes,
    lane: Math.max(0, Math.min(Math.floor(wanted.lane), chart.laneCount - lanes)),
    width: Math.min(Math.max(100, Math.floor(wanted.width)), 10_000),
  };
}

/**
 * What to draw of a chart. Items that fall on the same few pixels are drawn as one, more coarsely until there are at most
 * {@link MAX_ITEMS}.
 * @throws {RecordingError} if the file can no longer be read.
 */
export function viewChart(chart: ScopeChart, source: LineSource, wanted: ChartWindow, t: Translate): ChartView {
  const window = fitWindow(wanted, chart);
  let found = collect(chart, window, CELL_WIDTH);
  for (let cell = CELL_WIDTH * 2; found.items.length > MAX_ITEMS && cell <= 1 << 20; cell *= 2) found = collect(chart, window, cell);
  const kept = found.items.slice(0, MAX_ITEMS);
  const named = new Set([...kept].sort((a, b) => weight(b, window) - weight(a, window)).slice(0, MAX_NAMED_ITEMS));
  return {
    window,
    duration: chart.duration,
    laneCount: chart.laneCount,
    omitted: chart.omitted,
    merged: found.total - kept.length,
    items: kept.map((one) => ({
      kind: one.kind,
      index: one.line,
      lane: one.lane,
      from: one.from,
      to: one.to,
      count: one.count,
      label: nameItem(one, named, source, t),
    })),
  };
}

function nameItem(drawn: Drawn, named: ReadonlySet<Drawn>, source: LineSource, t: Translate): string {
  if (drawn.count !== 1 || !named.has(drawn)) return '';
  const origin = drawn.origin < 0 ? undefined : source.line(drawn.origin);
  return toDisplayText(describeLineAlone(source.line(drawn.line), origin, t), LABEL_LENGTH * 2);
}

/** Wide bars and failures are named first. */
function weight({ kind, from, to, count }: Drawn, window: ChartWindow): number {
  if (count > 1) return -1;
  if (kind === 'scope' || kind === 'open-scope') return (((to - from) / (window.to - window.from)) * window.width) / 20;
  return MARK_KINDS.indexOf(kind);
}

function collect(chart: ScopeChart, window: ChartWindow, cell: number): { readonly items: readonly Drawn[]; readonly total: number } {
  const { from, to, lane, lanes, width } = window;
  const columns = Math.max(1, Math.ceil(width / cell));
  const columnOf = (ms: number): number => Math.min(columns - 1, Math.max(0, Math.floor(((ms - from) / (to - from)) * columns)));
  const bars = new Map<number, Drawn>();
  const marks = new Map<number, Drawn>();
  let total = 0;
  for (let at = 0; at < chart.scopeCount; at++) {
    const scope = chart.scope(at);
    if (scope.lane < lane || scope.lane >= lane + lanes || scope.to < from || scope.from > to) continue;
    total += 1;
    const kind = scope.isOpen ? 'open-scope' : 'scope';
    // Wide bars are drawn one by one, except where scopes share a lane.
    const isWide = scope.lane < MAX_LANES - 1 && ((Math.min(scope.to, to) - Math.max(scope.from, from)) / (to - from)) * columns >= 1;
    const key = isWide ? -1 - at : scope.lane * columns + columnOf(scope.from);
    const there = bars.get(key);
    if (there === undefined)
      bars.set(key, { kind, line: scope.line, origin: -1, lane: scope.lane, from: scope.from, to: scope.to, count: 1 });
    else {
      there.to = Math.max(there.to, scope.to);
      there.count += 1;
      if (scope.isOpen) [there.kind, there.line] = [kind, scope.line];
    }
  }
  for (let at = chart.markFrom(from); at < chart.markCount; at++) {
    const mark = chart.mark(at);
    if (mark.time > to) break;
    if (mark.lane < lane || mark.lane >= lane + lanes) continue;
    total += 1;
    const key = mark.lane * columns + columnOf(mark.time);
    const there = marks.get(key);
    if (there === undefined)
      marks.set(key, { kind: mark.kind, line: mark.line, origin: mark.origin, lane: mark.lane, from: mark.time, to: mark.time, count: 1 });
    else {
      there.count += 1;
      if (MARK_KINDS.indexOf(mark.kind) > MARK_KINDS.indexOf(there.kind as MarkKind))
        [there.kind, there.line, there.origin] = [mark.kind, mark.line, mark.origin];
    }
  }
  // Marks are drawn on top of bars.
  const inOrder = (drawn: Map<number, Drawn>): Drawn[] => [...drawn.values()].sort((a, b) => a.lane - b.lane || a.from - b.from);
  return { items: [...inOrder(bars), ...inOrder(marks)], total };
}
