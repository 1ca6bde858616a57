import type { Snapshot } from '../core/snapshot.ts';
import type { Translate } from '../core/translate.ts';

/** A debug configuration as VS Code passes it around: anything may be in it. */
export type Configuration = Readonly<Record<string, unknown>>;

/** Something that programs load at their start so that more of them can be read. */
export interface LaunchAddition {
  /** The debug types whose configurations get it. */
  readonly debugTypes: readonly string[];
  /** Whether the snapshot would tell more with it. */
  readonly isMissed: (snapshot: Snapshot) => boolean;
  /** What it is for: the person is asked once. */
  readonly explain: (t: Translate) => string;
  /**
   * The configuration with it; as it is where nothing is launched, or where that is not known to work.
   *
   * @param dist the folder with the files that were built for programs to load
   * @param env the environment of the process that will start the program
   */
  readonly add: (configuration: Configuration, dist: string, env: NodeJS.ProcessEnv) => Configuration;
}
