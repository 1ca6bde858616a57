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

/** What `runAsync` runs. See {@link Body} about its parameters. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a body without `return` is meant
export type AsyncBody<T, R = T> = (s: AsyncRunScope<R>) => PromiseLike<T | void> | T | void;

/**
 * {@link run} for an asynchronous body: the body and each cleanup are awaited.
 *
 * @param options a label for the debugger, and a budget for all cleanups together
 * @param body gets the scope; starts at once
 * @returns resolves to `s.result`, also after a recovered failure; rejects with what nobody recovered, and with a TypeError
 * when `body` is not a function
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

/** Until its first `await` the body is the innermost one. */
function startBody<T>(s: AsyncRunScope<T>, ledger: Ledger, body: AsyncBody<T>): ReturnType<AsyncBody<T>> {
  const outer = enter(ledger);
  try {
    return body(s);
  } finally {
    leave(outer);
  }
}
