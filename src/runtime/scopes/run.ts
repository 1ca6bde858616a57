import { close } from './closing.ts';
import { addFailure } from './failure.ts';
import { Kind, type Ledger, State } from './ledger.ts';
import { enter, forget, leave } from './liveScopes.ts';
import { notAFunction } from './misuse.ts';
import { keepsSites } from '../door/observer.ts';
import { Opening, readOptions, type ScopeOptions } from './opening.ts';
import { recorder } from './recorder.ts';
import { makeRunScope, type RunScope } from './runScope.ts';
import { findLedger } from './scope.ts';

const plain = new Opening(Kind.body, undefined);

/**
 * The function that `run` runs. It may return nothing; then the result is what it put into `s.result`, as with Go's bare return.
 *
 * `R` is what `s.result` may hold, and is the same as `T`. It is a separate parameter only because TypeScript settles the type of
 * `s` before it has seen what the body returns: if `T` is not written out, as in `run<number>(…)`, it is inferred and `R` is
 * unknown.
 */
// oxlint-disable-next-line typescript/no-invalid-void-type -- a body without `return` is meant
export type Body<T, R = T> = (s: RunScope<R>) => T | void;

/**
 * Runs a function body as Go does: whatever it defers runs when it ends, last in, first out, on every way out.
 *
 * The value that the body returns becomes `s.result`; if it returns `undefined`, `s.result` keeps what was set before. A cleanup
 * may change `s.result`, and may call `s.recover()` to stop a failure. If a cleanup throws while a failure is on its way out, its
 * error replaces the failure: `run` then throws a SuppressedError whose message is the chain as Go prints it.
 *
 * @param options a label for the debugger
 * @param body gets the scope; must be synchronous ({@link runAsync} awaits)
 * @returns `s.result`, also after a recovered failure. It is then `undefined` unless somebody set it, so let `T` include
 * `undefined` if your body recovers without setting it
 * @throws what the body or a cleanup threw, unless it was recovered
 * @throws TypeError if `body` is not a function
 * @see https://go.dev/ref/spec#Defer_statements
 * @see https://go.dev/ref/spec#Handling_panics
 *
 * @example
 * ```ts
 * import { run } from 'deferscope';
 *
 * const sum = run<number>((s) => {
 *   s.defer(() => {
 *     if (s.recover() !== undefined) s.result = -1;
 *   });
 *   throw new Error('no sum today');
 * });
 * console.log(sum); // -1
 * ```
 */
export function run<T, R = T>(body: Body<T, R>): T;
export function run<T, R = T>(options: ScopeOptions, body: Body<T, R>): T;
export function run<T>(first: ScopeOptions | Body<T>, second?: Body<T>): T {
  const body = typeof first === 'function' ? first : second;
  if (typeof body !== 'function') throw notAFunction('run(options, body)', second === undefined ? first : body);
  const s = makeRunScope<T>(
    typeof first === 'function' && !keepsSites()
      ? plain
      : new Opening(Kind.body, readOptions('run(options, body)', typeof first === 'function' ? undefined : first, Kind.body, 1)),
  );
  const ledger = findLedger(s, 'run');
  runBody(s, ledger, body);
  const { failure } = ledger;
  if (failure !== undefined) {
    ledger.failure = undefined;
    throw failure.thrown;
  }
  return s.result as T;
}

function runBody<T>(s: RunScope<T>, ledger: Ledger, body: Body<T>): void {
  const outer = enter(ledger);
  try {
    try {
      const value = body(s);
      if (value !== undefined) s.result = value;
    } catch (error) {
      ledger.failure = addFailure(ledger.failure, error);
      recorder?.thrown(ledger, error);
    }
    close(ledger);
  } finally {
    ledger.state = State.closed;
    recorder?.closed(ledger);
    forget(ledger);
    leave(outer);
  }
}
