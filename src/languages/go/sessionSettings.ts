/** Where the program has another name for a folder than this machine, as in golang.go's `substitutePath`. */
export interface PathRule {
  /** The folder here. */
  readonly from: string;
  /** The folder as the program knows it. */
  readonly to: string;
}

/** What a launch configuration says that matters to a reading. */
export interface SessionSettings {
  /** The session has the old adapter of the Go extension, which is not Delve's own. */
  readonly isLegacy: boolean;
  readonly paths: readonly PathRule[];
}

export function readSessionSettings(configuration: Readonly<Record<string, unknown>> | undefined): SessionSettings {
  const rules: unknown = configuration?.['substitutePath'];
  return { isLegacy: configuration?.['debugAdapter'] === 'legacy', paths: Array.isArray(rules) ? rules.filter(isRule) : [] };
}

function isRule(rule: unknown): rule is PathRule {
  const { from, to } = (typeof rule === 'object' && rule !== null ? rule : {}) as Partial<Record<keyof PathRule, unknown>>;
  return typeof from === 'string' && typeof to === 'string' && to !== '';
}
