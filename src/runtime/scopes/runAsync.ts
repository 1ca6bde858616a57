import { type AsyncRunScope, makeAsyncRunScope } from './asyncRunScope.ts';
import { findAsyncLedger } from './asyncScope.ts';
import { endAsync } from './closing.ts';
import { addFailure } from './failure.ts';
import { Kind, type Ledger, State } from './ledger.ts';
import { enter, leave } from './liveScopes.ts';
import { notAFunction } from './misuse.ts';
import { keepsSites } from '../door/observer.ts';
import { type AsyncScopeOptions, Opening, readOptions } from './opening.ts';
import { recorder } from './recorder.ts';

const plain = new Opening(Kind.asyncBody, undefined);

/** The function that `runAsync` runs. {@link Body} explains its type parameters. */
// oxlint-disable-next-line typescript/no-invalid-void-type -- a body without `return` is meant
export type AsyncBody<T, R = T> = (s: AsyncRunScope<R>) => PromiseLike<T | void> | T | void;

/**
 * Like {@link run}, for an asynchronous body: it awaits the body and each cleanup.
 *
 * @param options a label for the debugger, and a budget for all cleanups together
 * @param body gets the scope; starts at once
 * @returns a promise that resolves to `s.result`, also after a recovered failure. It rejects with a failure that was not recovered,
 * and with a TypeError if `body` is not a function
 * @see https://go.dev/ref/spec#Defer_statements
 *
 * @example
 * ```ts
 * import { runAsync } from 'deferscope';
 *
 * const text = await runAsync<string>(async (s) => {
 *   s.defer(async () => {
 *     const failure = s.recover();
 *     if (failure instanceof Error) s.result = `recovered: ${failure.message}`;
 *   });
 *   throw new Error('no text today');
 * });
 * console.log(text); // recovered: no text today
 * ```
 */
export function runAsync<T, R = T>(body: AsyncBody<T, R>): Promise<T>;
export function runAsync<T, R = T>(options: AsyncScopeOptions, body: AsyncBody<T, R>): Promise<T>;
export async function runAsync<T>(first: AsyncScopeOptions | AsyncBody<T>, second?: AsyncBody<T>): Promise<T> {
  const body = typeof first === 'function' ? first : second;
  if (typeof body !== 'function') throw notAFunction('runAsync(options, body)', second === undefined ? first : body);
  const s = makeAsyncRunScope<T>(
    typeof first === 'function' && !keepsSites()
      ? plain
      : new Opening(
          Kind.asyncBody,
          readOptions('runAsync(options, body)', typeof first === 'function' ? undefined : first, Kind.asyncBody, 1),
        ),
  );
  const ledger = findAsyncLedger(s, 'runAsync');
  try {
    const value = await startBody(s, ledger, body);
    if (value !== undefined) s.result = value;
  } catch (error) {
    ledger.failure = addFailure(ledger.failure, error);
    recorder?.thrown(ledger, error);
  }
  if (ledger.state === State.open) await endAsync(ledger);
  else if (ledger.failure !== undefined) throw ledger.failure.thrown;
  return s.result as T;
}

/** Until its first `await`, the body is the innermost scope. */
function startBody<T>(s: AsyncRunScope<T>, ledger: Ledger, body: AsyncBody<T>): ReturnType<AsyncBody<T>> {
  const outer = enter(ledger);
  try {
    return body(s);
  } finally {
    leave(outer);
  }
}
