import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { DEBUGGEES } from './delve.ts';

/** A place where a case is stopped, and the snapshot that is expected there. */
export interface GoStop {
  readonly line: number;
  /** Which time that the line is reached. */
  readonly hit: number;
  readonly want: string;
}

/** One program of the conformance suite: a file in `cases` with marked stops. The expected snapshots are at its end. */
export interface GoCase {
  readonly name: string;
  readonly file: string;
  readonly stops: readonly GoStop[];
}

/** The Go version that builds the programs, if `GOTOOLCHAIN` names a different one than their go.mod: 24 for 1.24. */
export const OLDER_GO = /^go1\.(\d+)/.exec(process.env['GOTOOLCHAIN'] ?? '')?.[1];
/** Before this Go version a program does not say what its deferred calls have captured. */
const FIRST_WITH_VALUES = 23;

/**
 * What is expected for the Go version in use: `want second go1.24` applies up to 1.24, where Go's packages or the lines of its frames
 * differ.
 */
function chooseWanted(wanted: readonly { readonly name: string; readonly upTo: number; readonly text: string }[], name: string): string {
  const version = OLDER_GO === undefined ? Infinity : Number(OLDER_GO);
  const fitting = wanted.filter((one) => one.name === name && one.upTo >= version).sort((a, b) => a.upTo - b.upTo);
  const text = fitting[0]?.text ?? '';
  return version < FIRST_WITH_VALUES ? withoutValues(text) : text;
}

/**
 * A snapshot's text without labels, which may show values, and without arguments: what is called, where, and in which order. A text without
 * them stays the same.
 */
export function withoutValues(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('        ') && !/^info: .*Go 1\.23/.test(line))
    .map((line) => line.replace(/^( {4}(?:\d+|now)) (?! ).*?((?: {2}\S+)? {2}calls )/, '$1$2'))
    .join('\n');
}

/** Whether the Go version in use says what was captured. */
export const HAS_VALUES = OLDER_GO === undefined || Number(OLDER_GO) >= FIRST_WITH_VALUES;

/** `// stop`, `// stop second`, `// stop last @3`. */
const MARK = /\/\/ stop(?: (\w+))?(?: @(\d+))?$/;

export function readCases(folder: string): GoCase[] {
  const root = path.join(DEBUGGEES, folder);
  return readdirSync(root)
    .filter((name) => name.endsWith('.go') && name !== 'main.go')
    .sort()
    .map((name) => {
      const file = path.join(root, name);
      const text = readFileSync(file, 'utf8');
      const wanted = [...text.matchAll(/^\/\* want(?: (?!go1\.)(\w+))?(?: go1\.(\d+))?\n([\s\S]*?)\n\*\/$/gm)].map((match) => ({
        name: match[1] ?? '',
        upTo: Number(match[2] ?? Infinity),
        text: match[3] ?? '',
      }));
      const stops = text.split('\n').flatMap((line, at) => {
        const mark = MARK.exec(line);
        return mark === null ? [] : [{ line: at + 1, hit: Number(mark[2] ?? 1), want: chooseWanted(wanted, mark[1] ?? '') }];
      });
      return { name: name.replace(/\.go$/, ''), file, stops };
    })
    .filter(({ stops }) => stops.length > 0);
}
