/** News that no caller is there to hear: a cleanup that failed behind the program's back, a lease that ran out. */

import { describe } from './words.ts';

/** One piece of news. */
export interface UnhandledNews {
  readonly kind: string;
  /** One sentence. */
  readonly message: string;
  readonly error?: unknown;
  readonly label?: string | undefined;
}

let reporter: (news: UnhandledNews) => void = print;

/** Has `fn` told instead of standard error. `undefined`: as at first. */
export function setReporter(fn: ((news: UnhandledNews) => void) | undefined): void {
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

function print({ kind, message, error }: UnhandledNews): void {
  const { console } = globalThis as unknown as { readonly console?: { error(text: string): void } };
  console?.error(`deferscope: ${kind}: ${message}${error === undefined ? '' : `: ${describe(error)}`}`);
}
