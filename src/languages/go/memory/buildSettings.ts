import type { Evaluator } from './evaluator.ts';
import type { Memory } from './memory.ts';

/** What a program says about how it was built, which the `go` command writes into it (`go version -m` shows it). */
export interface BuildSettings {
  /** No function was optimized, whatever package it is of. */
  readonly isPlain: boolean;
  /** `arm64`. */
  readonly architecture: string | undefined;
}

const TEXT = 'runtime.modinfo';
/**
 * The settings stand at the end, behind the modules that the program consists of: so many bytes are read of what is too long to be shown.
 */
const TAIL = 4096n;

export async function readBuildSettings(evaluator: Evaluator, memory: Memory): Promise<BuildSettings> {
  const shown = (await evaluator.evaluate(TEXT, 'clipboard'))?.result ?? '';
  if (!/\.\.\.\+\d+ more$/.test(shown))
    return parseBuildSettings(shown.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\"', '"'));
  const [start, length] = await evaluator.numbers([`*(*uintptr)(uintptr(&${TEXT}))`, `len(${TEXT})`]);
  if (start === undefined || length === undefined || length < TAIL) return parseBuildSettings('');
  return parseBuildSettings((await memory.bytes(start + length - TAIL, Number(TAIL)))?.toString('latin1') ?? '');
}

/** Of the lines that `go version -m` shows, in the form in which the program has them. */
export function parseBuildSettings(text: string): BuildSettings {
  const flags = [...text.matchAll(/^build\t-gcflags="?(.*?)"?$/gm)].map((match) => match[1] ?? '');
  return {
    // Anything else may be for some packages only.
    isPlain: flags.length === 1 && /^all=(?:-N(?: -l)?|-l -N)$/.test(flags[0] ?? ''),
    architecture: /^build\tGOARCH=(\w+)$/m.exec(text)?.[1],
  };
}
