import type { ChartItem } from './scopeChart.ts';

/** The tones of bars and marks: several kinds with similar meanings share a tone. */
type Tone = 'bar' | 'openBar' | 'hollow' | 'good' | 'quiet' | 'warning' | 'bad';

/** The tone of each kind; a new kind joins here. */
const TONES: Readonly<Record<ChartItem['kind'], Tone>> = {
  'scope': 'bar',
  'open-scope': 'openBar',
  'registered': 'hollow',
  'done': 'good',
  'recovered': 'good',
  'skipped': 'quiet',
  'stop': 'quiet',
  'exit': 'quiet',
  'timed-out': 'warning',
  'abandoned': 'warning',
  'gap': 'warning',
  'unreadable': 'warning',
  'thrown': 'bad',
  'failed': 'bad',
  'leaked': 'bad',
};

/** The declarations of each tone. */
export type ChartColors = Readonly<Record<Tone, string>>;

/** The rules of a style sheet that colour all kinds of bars and marks. */
export function writeItemRules(colors: ChartColors): string {
  return Object.entries(TONES)
    .map(([kind, tone]) => `.${kind}{${colors[tone]}}`)
    .join('\n');
}
