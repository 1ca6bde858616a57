/** News that has no caller to go to: a cleanup that failed in the background, a lease that expired. */

import { describe } from './describe.ts';

/** One piece of news. */
export interface UnhandledNews {
  /** What it is about, e.g. `lease-expired`, `cleanup-timeout`, `background-failed`. */
  readonly kind: string;
  /** One sentence. */
  readonly message: string;
  readonly error?: unknown;
  readonly label?: string | undefined;
  /** Where the thing was registered or made, as `file:line:column`, if that was recorded. */
  readonly site?: string | undefined;
}

let reporter: (news: UnhandledNews) => void = print;

/**
 * Sends news that has no caller to go to `fn`, instead of standard error: a cleanup that failed in the background or after its
 * scope had gone on, a limit that passed, a lease that expired. There is one such function for the whole program.
 *
 * @param fn is called at once with each piece of news; what it throws is printed. `undefined` restores the default
 * @throws TypeError if `fn` is neither a function nor `undefined`
 *
 * @example
 * ```ts
 * import { setReporter } from 'deferscope';
 * import { Background } from 'deferscope/background';
 *
 * setReporter(({ kind, label }) => { console.log(kind, label); });
 * const background = new Background();
 * background.run(() => { throw new Error('disk full'); }, { label: 'flush the log' });
 * await background.drain(); // prints: background-failed flush the log
 * ```
 */
export function setReporter(fn: ((news: UnhandledNews) => void) | undefined): void {
  const given: unknown = fn;
  if (given !== undefined && typeof given !== 'function')
    throw new TypeError(
      `setReporter(fn): expected a function or undefined, got ${describe(given)}. Pass one, as in setReporter((news) => { log(news.message); }).`,
    );
  reporter = fn ?? print;
}

export function report(news: UnhandledNews): void {
  try {
    reporter(news);
  } catch (error) {
    print(news);
    print({ kind: 'reporter', message: 'The reporter itself threw', error });
  }
}

function print({ kind, message, error, site }: UnhandledNews): void {
  const { console } = globalThis as unknown as { readonly console?: { error(text: string): void } };
  console?.error(
    `deferscope: ${kind}: ${message}${error === undefined ? '' : `: ${describe(error)}`}${site === undefined ? '' : ` (registered at ${site})`}`,
  );
}
