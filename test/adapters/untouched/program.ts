/** A program that is run without the preload, with it, and with it while a debugger is attached. */
export interface Program {
  readonly title: string;
  /** Its files, by their names in a folder of its own. */
  readonly files: Readonly<Record<string, string>>;
  /** The arguments after `node`. */
  readonly args: readonly string[];
  /** What its output contains without the preload: a program that does not even start would always count as the same. */
  readonly says: string | RegExp;
  /** Makes the folder that it runs in, if it needs more than its files, and returns it. */
  readonly prepare?: (folder: string) => Promise<string>;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The versions of Node that it runs on; by default each of {@link MAJORS}. */
  readonly majors?: readonly number[];
  /** What differs between any two of its runs, in addition to what {@link normalise} knows. */
  readonly varies?: readonly RegExp[];
  /** It takes too long for every run of the tests: see {@link isLongRun}. */
  readonly isLong?: boolean;
}

export const MAJORS: readonly number[] = [20, 22, 24];

/** The versions that have `using` and the two stacks. */
export const NATIVE: readonly number[] = [24];

/**
 * `DEFERSCOPE_UNTOUCHED=all npm test -- adapters --grep "same with the preload"` also runs what takes minutes, and each program on each
 * Node.
 */
export const isLongRun = process.env['DEFERSCOPE_UNTOUCHED'] === 'all';
