/** What decides whether launched programs are given what shows more of them. */
export interface LaunchWish {
  /** The workspace is trusted: in another one what is in it must not change what is run. */
  readonly isTrusted: boolean;
  /** The setting `deferscope.preload`. */
  readonly setting: string | undefined;
  /** What the person has answered in this workspace, if they were asked. */
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
