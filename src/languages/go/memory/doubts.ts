import { toDisplayText, VALUE_LENGTH } from '../../../core/displayText.ts';
import type { Problem, Stack } from '../../../core/snapshot.ts';
import type { Translate } from '../../../core/translate.ts';
import { isRefusal } from '../../../dap/port.ts';
import { optional } from '../../../core/optional.ts';

/**
 * Notes that something could not be read because the debugger refused a request that it usually answers. Whatever depends on the answer is
 * left out or said to be unknown, and the stop says that it is not whole.
 */
export class Doubts {
  readonly #asking: { readonly signal: AbortSignal };
  #reason: string | undefined;

  /** `asking` has the signal of the present caller: later requests at the same stop have their own. */
  constructor(asking: { readonly signal: AbortSignal }) {
    this.#asking = asking;
  }

  /** Whether something could not be read. */
  get any(): boolean {
    return this.#reason !== undefined;
  }

  /** The result of the work; undefined if the debugger refused a request that it needed. */
  async attempt<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      if (!isRefusal(error, this.#asking.signal)) throw error;
      this.#reason ??= error.message;
      return undefined;
    }
  }

  /** Says that a stack, or the list of all of them, is not whole. */
  explain(stack: Pick<Stack, 'id' | 'name'> | undefined, t: Translate): Problem[] {
    if (this.#reason === undefined) return [];
    const reason = toDisplayText(this.#reason, VALUE_LENGTH);
    return [
      {
        code: 'incomplete',
        severity: 'warning',
        ...optional('stack', stack?.id),
        message:
          stack === undefined
            ? t('Some goroutines could not be read, because the debugger refused a request: {0}', reason)
            : t('Part of {0} could not be read, because the debugger refused a request: {1}', stack.name, reason),
      },
    ];
  }
}
