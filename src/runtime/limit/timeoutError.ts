/** The failure of a cleanup that did not finish in time. */

/**
 * What happens when the limit passes before the cleanup has finished:
 * - `wait`: the cleanup is reported, its signal aborts, and the scope keeps waiting
 * - `abandon`: the cleanup's signal aborts, and the scope goes on with the rest and fails with a {@link CleanupTimeoutError};
 *   what the cleanup fails with later is reported
 * - `background`: the scope goes on with the rest, and the cleanup goes on under a supervisor
 */
export type LimitPolicy = 'wait' | 'abandon' | 'background';

/** Which limit passed. */
export type PassedLimit =
  | { readonly kind: 'own'; readonly ms: number }
  | { readonly kind: 'budget'; readonly ms: number }
  | { readonly kind: 'signal'; readonly reason: unknown };

/** A cleanup did not finish within its limit. */
export class CleanupTimeoutError extends Error {
  override readonly name = 'CleanupTimeoutError';
  /** The cleanup's label, or else the name or the first words of its function. */
  readonly label: string;
  /** Where it was registered, as `file:line:column`, if that was recorded. */
  readonly site: string | undefined;
  /** The limit that passed, in milliseconds; `undefined` if a signal aborted, whose reason is then in `cause`. */
  readonly limitMs: number | undefined;
  readonly policy: LimitPolicy;

  constructor(label: string, site: string | undefined, policy: LimitPolicy, passed: PassedLimit) {
    super(
      `The cleanup '${label}' did not finish ${describePassed(passed)}${site === undefined ? '' : ` (registered at ${site})`}. ${ADVICE[policy]}`,
      passed.kind === 'signal' ? { cause: passed.reason } : undefined,
    );
    this.label = label;
    this.site = site;
    this.limitMs = passed.kind === 'signal' ? undefined : passed.ms;
    this.policy = policy;
  }
}

function describePassed(passed: PassedLimit): string {
  switch (passed.kind) {
    case 'own':
      return `within ${passed.ms} ms`;
    case 'budget':
      return `within the ${passed.ms} ms that its scope has for all its cleanups`;
    case 'signal':
      return 'before its signal aborted';
  }
}

const ADVICE: Readonly<Record<LimitPolicy, string>> = {
  wait: 'Its scope is still waiting; make the cleanup stop when its signal aborts, or choose the policy abandon or background.',
  abandon: 'Its scope went on without it; make the cleanup stop when its signal aborts, or give it more time.',
  background: 'Its scope went on, and the cleanup goes on in the background.',
};
