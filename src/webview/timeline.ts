// The script of the timeline's page. It knows the picture and the current position in it; it asks the extension for everything else.

import type { TimelineAnswer, TimelineLegendEntry, TimelineRequest, TimelineShown } from '../wire/timelineMessages.ts';

type Place = Pick<TimelineShown, 'from' | 'to' | 'lane'>;

/**
 * https://code.visualstudio.com/api/extension-guides/webview#getstate-and-setstate: the position is still known when the tab comes back.
 */
declare function acquireVsCodeApi(): {
  postMessage(request: TimelineRequest): void;
  getState(): Place | undefined;
  setState(place: Place): void;
};

const SVG = 'http://www.w3.org/2000/svg';
const vscode = acquireVsCodeApi();
const picture = byId('picture');
const status = byId('status');
const legend = byId('legend');
let now: TimelineShown | undefined;
/** The bar or mark that has, or had, the focus. */
let focused: string | undefined;

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no ${id}.`);
  return found;
}

function ask(from: number, to: number, lane: number): void {
  const { clientWidth, clientHeight: height } = picture;
  vscode.postMessage({ kind: 'show', from, to, lane: Math.max(0, lane), width: Math.max(100, clientWidth), height });
}

function zoom(factor: number, share = 0.5): void {
  if (now === undefined) return;
  const at = now.from + (now.to - now.from) * share;
  ask(at - (at - now.from) * factor, at + (now.to - at) * factor, now.lane);
}

function pan(share: number, lanes = 0): void {
  if (now === undefined) return;
  const by = (now.to - now.from) * share;
  ask(now.from + by, now.to + by, now.lane + lanes);
}

const actions: Readonly<Record<string, () => void>> = {
  'zoom-in': () => {
    zoom(0.5);
  },
  'zoom-out': () => {
    zoom(2);
  },
  'all': () => {
    if (now !== undefined) ask(0, now.end, 0);
  },
  'current': () => {
    vscode.postMessage({ kind: 'current' });
  },
  'export': () => {
    vscode.postMessage({ kind: 'export' });
  },
};

/** In the order in which the arrow keys visit them: by lane, then time. */
function items(): SVGGElement[] {
  return [...picture.querySelectorAll<SVGGElement>('.item')].sort((a, b) => laneOf(a) - laneOf(b) || xOf(a) - xOf(b));
}

const keyOf = (item: SVGGElement): string => `${item.dataset['kind'] ?? ''} ${item.dataset['index'] ?? ''}`;
const xOf = (item: SVGGElement): number => Number(item.dataset['x']);
const laneOf = (item: SVGGElement): number => Number(item.dataset['lane']);

function focusOn(item: SVGGElement | undefined): void {
  if (item === undefined) return;
  for (const one of items()) one.setAttribute('tabindex', one === item ? '0' : '-1');
  focused = keyOf(item);
  item.focus({ preventScroll: true });
}

function show(message: TimelineShown): void {
  const hadFocus = picture.contains(document.activeElement);
  const parsed = new DOMParser().parseFromString(message.svg, 'image/svg+xml').documentElement;
  picture.replaceChildren(document.importNode(parsed, true));
  now = message;
  vscode.setState({ from: message.from, to: message.to, lane: message.lane });
  status.textContent = message.status;
  // Update only what changed: rewriting the list makes the picture jump.
  if (JSON.stringify(message.legend) !== legend.dataset['shown']) {
    legend.dataset['shown'] = JSON.stringify(message.legend);
    legend.replaceChildren(...message.legend.map(explain));
  }
  const all = items();
  const same = all.find((item) => keyOf(item) === focused) ?? all[0];
  same?.setAttribute('tabindex', '0');
  if (hadFocus) focusOn(same);
}

/** One item of the list: how the kind is drawn, and its name. */
function explain({ kind, name, shape }: TimelineLegendEntry): HTMLLIElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of [
    ['width', '14'],
    ['height', '14'],
    ['viewBox', '-7 -7 14 14'],
    ['aria-hidden', 'true'],
  ] as const)
    svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('class', kind);
  path.setAttribute('d', shape);
  svg.append(path);
  const item = document.createElement('li');
  item.append(svg, name);
  return item;
}

function go(item: Element | null): void {
  if (item instanceof SVGGElement) vscode.postMessage({ kind: 'go', index: Number(item.dataset['index']) });
}

/** The nearest item in the next lane that has any. */
function inLane(item: SVGGElement, direction: 1 | -1): SVGGElement | undefined {
  const beyond = items().filter((one) => (laneOf(one) - laneOf(item)) * direction > 0);
  const lane = direction > 0 ? Math.min(...beyond.map(laneOf)) : Math.max(...beyond.map(laneOf));
  return beyond.filter((one) => laneOf(one) === lane).sort((a, b) => Math.abs(xOf(a) - xOf(item)) - Math.abs(xOf(b) - xOf(item)))[0];
}

function press(event: KeyboardEvent): boolean {
  if (event.key === '+' || event.key === '=') return (zoom(0.5), true);
  if (event.key === '-') return (zoom(2), true);
  if (event.key === '0') return (actions['all']?.(), true);
  if (event.key === 'PageDown') return (pan(0, now?.lanes ?? 1), true);
  if (event.key === 'PageUp') return (pan(0, -(now?.lanes ?? 1)), true);
  const item = document.activeElement?.closest('.item');
  if (!(item instanceof SVGGElement)) return false;
  const lane = event.ctrlKey || event.metaKey ? items() : items().filter((one) => laneOf(one) === laneOf(item));
  const at = lane.indexOf(item);
  switch (event.key) {
    case 'Enter':
    case ' ':
      go(item);
      return true;
    case 'ArrowRight':
      if (at + 1 < lane.length) focusOn(lane[at + 1]);
      else pan(0.5);
      return true;
    case 'ArrowLeft':
      if (at > 0) focusOn(lane[at - 1]);
      else pan(-0.5);
      return true;
    case 'ArrowDown': {
      const next = inLane(item, 1);
      if (next === undefined) pan(0, 1);
      else focusOn(next);
      return true;
    }
    case 'ArrowUp': {
      const next = inLane(item, -1);
      if (next === undefined) pan(0, -1);
      else focusOn(next);
      return true;
    }
    case 'Home':
      focusOn(lane[0]);
      return true;
    case 'End':
      focusOn(lane.at(-1));
      return true;
    default:
      return false;
  }
}

picture.addEventListener('keydown', (event) => {
  if (press(event)) event.preventDefault();
});
picture.addEventListener('click', (event) => {
  const item = event.target instanceof Element ? event.target.closest('.item') : null;
  if (!(item instanceof SVGGElement)) return;
  focusOn(item);
  go(item);
});
picture.addEventListener(
  'wheel',
  (event) => {
    if (event.ctrlKey || event.metaKey)
      zoom(event.deltaY > 0 ? 1.25 : 0.8, (event.clientX - picture.getBoundingClientRect().left) / picture.clientWidth);
    else if (event.shiftKey || event.deltaX !== 0) pan(Math.sign(event.shiftKey ? event.deltaY : event.deltaX) * 0.1);
    else pan(0, Math.sign(event.deltaY));
    event.preventDefault();
  },
  { passive: false },
);
document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  if (button !== null) actions[button.id]?.();
});
window.addEventListener('message', (event: MessageEvent<TimelineAnswer>) => {
  if (event.data.kind === 'shown') show(event.data);
  else status.textContent = event.data.status;
});
new ResizeObserver(() => {
  const place = now ?? vscode.getState();
  ask(place?.from ?? 0, place?.to ?? Number.MAX_SAFE_INTEGER, place?.lane ?? 0);
}).observe(picture);
