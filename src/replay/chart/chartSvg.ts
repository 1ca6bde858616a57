import type { Translate } from '../../core/translate.ts';
import { writeItemRules } from './chartStyle.ts';
import { MARK_KINDS, type ChartItem, type MarkKind } from './scopeChart.ts';
import { describeItem, nameKind, writeTime } from './chartWords.ts';
import type { ChartView } from './chartView.ts';

/** The height of a lane, in pixels. */
const LANE = 30;
/** The height of the times above the lanes, in pixels. */
const AXIS = 24;
/** The height of a bar, and of the legend in a file, in pixels. */
const BAR = 26;
const LEGEND = 22;

/** How many lanes fit into this height in pixels. */
export function countLanes(height: number): number {
  return Math.max(1, Math.floor((height - AXIS) / LANE));
}

export interface DrawingOptions {
  readonly t: Translate;
  readonly title: string;
  /** The replay's position, in milliseconds. */
  readonly current?: number;
  /** `page`: coloured by the page that contains it. `file`: coloured by itself, with a legend. */
  readonly target: 'page' | 'file';
}

/** The colours of a picture in a file: readable on its white ground, also in print. */
const STYLE = [
  'text{font:11px system-ui,sans-serif;fill:#1f1f1f}.ground{fill:#fff}.axis{stroke:#d0d0d0}',
  writeItemRules({
    bar: 'fill:#dbe9f9;stroke:#5b8cc4',
    openBar: 'fill:#fbe3e4;stroke:#b3282d;stroke-dasharray:4 2',
    hollow: 'fill:#fff;stroke:#1f1f1f',
    good: 'fill:#2f7d32',
    quiet: 'fill:#6a6a6a',
    warning: 'fill:#a85a00',
    bad: 'fill:#b3282d',
  }),
  '.gap-line{stroke:#a85a00;stroke-dasharray:2 3}.current{stroke:#6f42c1;stroke-width:2}',
].join('\n');

/** One kind of bar or mark, as it is drawn. */
export interface LegendEntry {
  readonly kind: ChartItem['kind'];
  readonly name: string;
  /** The data of an SVG path around 0, 0, at most 12 pixels wide. */
  readonly shape: string;
}

/** The kinds in a view: bars, then marks from what went right to what went wrong. */
export function listLegend({ items }: ChartView, t: Translate): LegendEntry[] {
  const present = new Set(items.map(({ kind }) => kind));
  return (['scope', 'open-scope', ...MARK_KINDS] as const)
    .filter((kind) => present.has(kind))
    .map((kind) => ({ kind, name: nameKind(kind, t), shape: kind === 'scope' || kind === 'open-scope' ? SAMPLE_BAR : SHAPES[kind] }));
}

/** An SVG of what a view shows. All texts are escaped; it refers to nothing outside itself. */
export function drawChart(view: ChartView, { t, title, current, target }: DrawingOptions): string {
  const { width, lanes, lane } = view.window;
  const rows = Math.max(1, Math.min(lanes, view.laneCount - lane));
  const height = AXIS + rows * LANE + (target === 'file' ? LEGEND : 0);
  const x = (ms: number): number => round(((ms - view.window.from) / (view.window.to - view.window.from)) * width);
  const gaps = view.items
    .filter(({ kind }) => kind === 'gap')
    .map(({ from }) => `<line class="gap-line" x1="${x(from)}" x2="${x(from)}" y1="${AXIS}" y2="${AXIS + rows * LANE}"/>`);
  const here =
    current === undefined || current < view.window.from || current > view.window.to
      ? ''
      : `<line class="current" x1="${x(current)}" x2="${x(current)}" y1="0" y2="${AXIS + rows * LANE}"/>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="group" aria-label="${escapeXml(title)}">`,
    `<title>${escapeXml(title)}</title>`,
    ...(target === 'file' ? [`<style>${STYLE}</style>`, `<rect class="ground" width="${width}" height="${height}"/>`] : []),
    ...drawAxis(view, height, x, t),
    ...gaps,
    ...view.items.map((item) => drawItem(item, lane, x, width, t)),
    here,
    ...(target === 'file' ? drawLegend(listLegend(view, t), AXIS + rows * LANE, width) : []),
    '</svg>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** Text that is valid in XML, including attributes. Characters that XML 1.0 does not allow are left out. */
export function escapeXml(text: string): string {
  // https://www.w3.org/TR/xml/#charsets
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '')
    .replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}

function drawItem(item: ChartItem, firstLane: number, x: (ms: number) => number, width: number, t: Translate): string {
  const top = AXIS + (item.lane - firstLane) * LANE;
  const words = escapeXml(describeItem(item, t));
  const isBar = item.kind === 'scope' || item.kind === 'open-scope';
  const left = isBar ? Math.max(-2, x(item.from)) : x(item.from);
  const open = `<g class="item" data-index="${item.index}" data-kind="${item.kind}" data-lane="${item.lane}" data-x="${left}" role="button" tabindex="-1" aria-label="${words}"><title>${words}</title>`;
  if (!isBar)
    return `${open}<path class="${item.kind}" transform="translate(${left} ${top + 19})" d="${SHAPES[item.kind]}"/><circle cx="${left}" cy="${top + 19}" r="7" fill="none" pointer-events="all"/></g>`;
  const right = Math.min(width + 2, x(item.to));
  const wide = Math.max(3, right - left);
  const name = item.count > 1 ? `×${item.count}` : item.label.replace(/^[^:]*: /, '');
  const letters = Math.floor((wide - 8) / 6.5);
  const text =
    letters < 3
      ? ''
      : `<text x="${left + 4}" y="${top + 11}">${escapeXml(name.length <= letters ? name : `${name.slice(0, letters - 1)}…`)}</text>`;
  return `${open}<rect class="${item.kind}" x="${left}" y="${top + 1}" width="${round(wide)}" height="${BAR}" rx="2"/>${text}</g>`;
}

const SAMPLE_BAR = 'M-6-4h12v8h-12z';

/** Each kind has its own shape, so that colour is not all that tells them apart. */
const SHAPES: Readonly<Record<MarkKind, string>> = {
  'registered': 'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z',
  'done': 'M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z',
  'skipped': 'M-4-1h8v2h-8z',
  'recovered': 'M-4 4L0-4L4 4z',
  'stop': 'M-3-5h2v10h-2zM1-5h2v10h-2z',
  'exit': 'M-4-4h8v8h-8z',
  'unreadable': 'M-1-5h2v6h-2zM-1 3h2v2h-2z',
  'gap': 'M-4-5h2v10h-2zM2-5h2v10h-2zM-1-1h2v2h-2z',
  'timed-out': 'M-4-5h8L1 0L4 5h-8L-1 0z',
  'abandoned': 'M0-5L5 0L0 5L-5 0z',
  'thrown': 'M-4-4L0 4L4-4z',
  'failed': 'M-5-3L-3-5L0-2L3-5L5-3L2 0L5 3L3 5L0 2L-3 5L-5 3L-2 0z',
  'leaked': 'M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0zM-3.5 0a3.5 3.5 0 1 1 7 0a3.5 3.5 0 1 1-7 0z',
};

function drawAxis({ window }: ChartView, height: number, x: (ms: number) => number, t: Translate): string[] {
  const wanted = (window.to - window.from) / Math.max(1, window.width / 110);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].map((n) => n * power).find((one) => one >= wanted) ?? wanted;
  const lines: string[] = [];
  for (let n = Math.ceil(window.from / step); n * step <= window.to && lines.length < 200; n++)
    lines.push(
      `<line class="axis" x1="${x(n * step)}" x2="${x(n * step)}" y1="${AXIS - 6}" y2="${height}"/><text class="time" x="${x(n * step) + 3}" y="14">${escapeXml(writeTime(n * step, step, t))}</text>`,
    );
  return lines;
}

function drawLegend(legend: readonly LegendEntry[], top: number, width: number): string[] {
  let left = 8;
  const parts: string[] = [];
  for (const { kind, name, shape } of legend) {
    if (left + name.length * 7 > width) break;
    parts.push(
      `<path class="${kind}" transform="translate(${left} ${top + 11})" d="${shape}"/><text x="${left + 9}" y="${top + 15}">${escapeXml(name)}</text>`,
    );
    left += name.length * 6.5 + 28;
  }
  return parts;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
