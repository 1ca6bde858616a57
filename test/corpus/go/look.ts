/** What is to be debugged, and how. */
export interface Plan {
  readonly name: string;
  readonly build: string;
  readonly binary: string;
  readonly folder: string;
  /** The folder of the module. */
  readonly sources: string;
  readonly args: readonly string[];
  readonly dlv: string;
  readonly looks: number;
  readonly seed: number;
  readonly seconds: number;
  /** Stop only here: `FILE:LINE@HIT`. */
  readonly at?: string;
}

/** What became of one value that a row has shown. */
export interface Verdict {
  /** `changed`: shared with the program, which may have changed it since. */
  readonly kind: 'right' | 'changed' | 'unknown' | 'wrong';
  readonly why: string;
}

/** What became of one row. */
export interface Outcome {
  readonly label: string;
  readonly place: string;
  /** The runtime has called it. */
  readonly ran: boolean;
  readonly verdicts: readonly Verdict[];
}

/** What was found at one stop. */
export interface Look {
  readonly at: string;
  /** Compared with Delve's lists, all goroutines together. */
  readonly goroutines: number;
  readonly calls: number;
  /** Rows that Delve does not list. */
  readonly unlisted: number;
  /** Values that rows share with the program, compared at the stop itself. */
  readonly shared: readonly Verdict[];
  readonly outcomes: readonly Outcome[];
  readonly wrong: readonly string[];
  readonly unknown: readonly string[];
  /** What both say where they differ. */
  readonly told: readonly string[];
  readonly milliseconds: number;
}
