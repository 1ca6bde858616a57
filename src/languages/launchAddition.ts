import type { Snapshot } from '../core/snapshot.ts';
import type { Translate } from '../core/translate.ts';

/** A debug configuration as VS Code passes it around: anything may be in it. */
export type Configuration = Readonly<Record<string, unknown>>;

/** Something that programs load at startup so that more of them can be read. */
export interface LaunchAddition {
  /** The debug types whose configurations get it. */
  readonly debugTypes: readonly string[];
  /** Whether the snapshot would show more with it. */
  readonly isMissed: (snapshot: Snapshot) => boolean;
  /** What it is for; the person is asked once. */
  readonly explain: (t: Translate) => string;
  /**
   * The configuration with the addition; unchanged if it launches nothing, or is not known to work with it.
   *
   * @param dist the folder with the files that were built for programs to load
   * @param env the environment of the process that will start the program
   */
  readonly add: (configuration: Configuration, dist: string, env: NodeJS.ProcessEnv) => Configuration;
}
