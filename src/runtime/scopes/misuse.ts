/** The errors for wrong use: each names the call, and says what was wrong with it and what to write instead. */

import { describe } from '../support/describe.ts';

export function notAFunction(call: string, got: unknown): TypeError {
  return new TypeError(
    `${call}: expected a function, got ${describe(got)}. Pass the function itself and its arguments after it, as in defer(close, file), not the result of calling it.`,
  );
}

export function notThisClass(className: string, call: string): TypeError {
  return new TypeError(
    `${className}.${call} was called on something that is not a ${className}. Call it as a method, as in s.${call}(…); to pass it on, wrap it: (...args) => s.${call}(...args).`,
  );
}

export function notDisposable(call: string, got: unknown, symbols: string): TypeError {
  return new TypeError(
    `${call}: expected an object with a ${symbols} method, null or undefined, got ${describe(got)}. For a resource without one, say how to release it: adopt(resource, (r) => …).`,
  );
}

export function methodNotCallable(call: string, symbol: string, got: unknown): TypeError {
  return new TypeError(
    `${call}: the resource's ${symbol} is not a function but ${describe(got)}. Make it a method, or say how to release the resource: adopt(resource, (r) => …).`,
  );
}

export function notOptions(call: string, got: unknown): TypeError {
  return new TypeError(`${call}: expected options such as { label: 'request' }, got ${describe(got)}.`);
}

export function notALabel(call: string, got: unknown): TypeError {
  return new TypeError(`${call}: a label must be a string, got ${describe(got)}. Write the words to show, as in label('flush logs').`);
}

/** TC39 DisposableStack.prototype.defer and its neighbours, step 3: a ReferenceError. */
export function alreadyDisposed(call: string): ReferenceError {
  return new ReferenceError(
    `${call}: this scope was already disposed or moved, so nothing can be registered in it. In a cleanup, open a scope of its own: run((s) => …).`,
  );
}

export function madeByRun(className: string, maker: string): TypeError {
  return new TypeError(
    `new ${className}() is not for programs: it is what ${maker}((s) => …) passes to its body. For a scope that you end yourself write new ${className.replace('Run', '')}().`,
  );
}
