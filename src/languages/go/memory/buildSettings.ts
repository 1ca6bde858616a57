import type { Evaluator } from './evaluator.ts';
import type { Memory } from './memory.ts';

/** What a program says about how it was built; the `go` command writes it into the program (`go version -m` shows it). */
export interface BuildSettings {
  /** No function was optimized, in any package. */
  readonly isPlain: boolean;
  /** `arm64`. */
  readonly architecture: string | undefined;
}

const TEXT = 'runtime.modinfo';
/** The settings are at the end, after the modules of the program: if the text is too long to be shown, this many bytes are read. */
const TAIL_BYTES = 4096n;

export async function readBuildSettings(evaluator: Evaluator, memory: Memory): Promise<BuildSettings> {
  const shown = (await evaluator.evaluate(TEXT, 'clipboard'))?.result ?? '';
  if (!/\.\.\.\+\d+ more$/.test(shown))
    return parseBuildSettings(shown.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\"', '"'));
  const [start, length] = await evaluator.numbers([`*(*uintptr)(uintptr(&${TEXT}))`, `len(${TEXT})`]);
  if (start === undefined || length === undefined || length < TAIL_BYTES) return parseBuildSettings('');
  return parseBuildSettings((await memory.bytes(start + length - TAIL_BYTES, Number(TAIL_BYTES)))?.toString('latin1') ?? '');
}

/** Parses the lines that `go version -m` shows, in the form in which the program has them. */
export function parseBuildSettings(text: string): BuildSettings {
  const flags = [...text.matchAll(/^build\t-gcflags="?(.*?)"?$/gm)].map((match) => match[1] ?? '');
  return {
    // Anything else may apply to some packages only.
    isPlain: flags.length === 1 && /^all=(?:-N(?: -l)?|-l -N)$/.test(flags[0] ?? ''),
    architecture: /^build\tGOARCH=(\w+)$/m.exec(text)?.[1],
  };
}
