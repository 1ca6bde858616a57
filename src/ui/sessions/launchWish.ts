/** What decides whether launched programs get the addition that lets more of them be shown. */
export interface LaunchWish {
  /** Whether the workspace is trusted: the contents of an untrusted one must not change what is run. */
  readonly isTrusted: boolean;
  /** The setting `deferscope.preload`. */
  readonly setting: string | undefined;
  /** The person's answer in this workspace, if they were asked. */
  readonly answer: boolean | undefined;
}

/** Whether the person wants it. */
export function isWanted({ isTrusted, setting, answer }: LaunchWish): boolean {
  return isTrusted && (setting === 'on' || (setting === 'ask' && answer === true));
}

/** Whether the person may be asked. */
export function mayAsk({ isTrusted, setting, answer }: LaunchWish): boolean {
  return isTrusted && setting === 'ask' && answer === undefined;
}
