import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { DEBUGGEES } from './delve.ts';

/** A place in a case where it is stopped, and the snapshot that is expected there. */
export interface GoStop {
  readonly line: number;
  /** At which time that the line is reached. */
  readonly hit: number;
  readonly want: string;
}

/** One program of the conformance suite: a file in `cases`, with its stops marked and what is expected written at its end. */
export interface GoCase {
  readonly name: string;
  readonly file: string;
  readonly stops: readonly GoStop[];
}

/** `// stop`, `// stop second`, `// stop last @3`. */
const MARK = /\/\/ stop(?: (\w+))?(?: @(\d+))?$/;

export function readCases(folder: string): GoCase[] {
  const root = path.join(DEBUGGEES, folder);
  return readdirSync(root).filter((name) => name.endsWith('.go') && name !== 'main.go').sort().map((name) => {
    const file = path.join(root, name);
    const text = readFileSync(file, 'utf8');
    const wanted = new Map([...text.matchAll(/^\/\* want(?: (\w+))?\n([\s\S]*?)\n\*\/$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']));
    const stops = text.split('\n').flatMap((line, at) => {
      const mark = MARK.exec(line);
      return mark === null ? [] : [{ line: at + 1, hit: Number(mark[2] ?? 1), want: wanted.get(mark[1] ?? '') ?? '' }];
    });
    return { name: name.replace(/\.go$/, ''), file, stops };
  }).filter(({ stops }) => stops.length > 0);
}
