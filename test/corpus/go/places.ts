import { readFileSync } from 'node:fs';
import type { RandomChoices } from '../../adapters/randomNumbers.ts';

/** Where a program is to stop: at the `hit`-th time that it comes to a line. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly hit: number;
}

/** How many of the places are behind a `defer` statement in its function; the others are anywhere. */
const SHARE_BEHIND_DEFER = 0.7;
/** The first hit is drawn more often than the later ones: many lines are reached only once. */
const HITS = [1, 1, 1, 2, 3, 7] as const;

/** Random places in the functions of some files. Not every line can be stopped at, and not every one is reached. */
export function drawPlaces(files: readonly string[], count: number, { choose, chance }: RandomChoices): readonly Place[] {
  const lines = files.map((file) => ({ file, ...findLines(file) }));
  const behind = lines.flatMap(({ file, behind: some }) => some.map((line) => ({ file, line })));
  const all = lines.flatMap(({ file, all: some }) => some.map((line) => ({ file, line })));
  if (all.length === 0) return [];
  const drawn = new Map<string, Place>();
  for (let n = 0; n < count; n += 1) {
    const { file, line } = choose(behind.length > 0 && chance(SHARE_BEHIND_DEFER) ? behind : all);
    drawn.set(`${file}:${line}`, { file, line, hit: choose(HITS) });
  }
  return [...drawn.values()];
}

/** Lines in functions that may hold a statement, and those of them that come after a `defer` in their function. */
function findLines(file: string): { readonly all: readonly number[]; readonly behind: readonly number[] } {
  const all: number[] = [];
  const behind: number[] = [];
  let inFunction = false;
  let hasDeferred = false;
  for (const [at, text] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (text.startsWith('func ')) {
      inFunction = true;
      hasDeferred = false;
      continue;
    }
    if (text.startsWith('}')) inFunction = false;
    if (!inFunction || /^\s*(?:\/\/|$|[)}\]]+,?$|var\b|case\b|default:)/.test(text)) continue;
    all.push(at + 1);
    if (hasDeferred) behind.push(at + 1);
    if (/^\s*defer\b/.test(text)) hasDeferred = true;
  }
  return { all, behind };
}
