import { isBuiltIn } from './builtIn.ts';
import type { Method, NativeClass } from './nativeClass.ts';
import { defineOwn } from './ownProperty.ts';

const { apply, construct, setPrototypeOf } = Reflect;
// oxlint-disable-next-line typescript/unbound-method -- applied by the language
const { call } = Function.prototype;
const plainMethods = new WeakSet<object>();
const isPlain = plainMethods.has.bind(plainMethods);
const setPlain = plainMethods.add.bind(plainMethods);

/** Whether a stack accepts the method that a resource has under a name. */
export function isDisposer(name: symbol, method: unknown, native: NativeClass): method is Method {
  return typeof method === 'function' && !(isDoubtful(method) && isRefused(name, method, native));
}

/** A function without source text: a proxy, a bound function, or one of the engine's. V8 accepts only the last kind as a disposer. */
function isDoubtful(method: object): boolean {
  if (isPlain(method)) return false;
  if (isBuiltIn(method)) return true;
  setPlain(method);
  return false;
}

/** Whether the language's own `use` accepts no such method. It is tried on a stack of its own that nobody disposes of. */
function isRefused(name: symbol, method: unknown, { candidate, original }: NativeClass): boolean {
  try {
    apply(original.use, construct(candidate, []), [{ __proto__: null, [name]: method }]);
    return false;
  } catch {
    // Its answer is noticed when it is asked on behalf of the program.
    return true;
  }
}

/**
 * A function that is a resource, disposed of by calling it. V8 accepts no proxy as a disposer, but it accepts `Function.prototype.call`,
 * which leaves no trace of itself in a call stack.
 */
export function makeDisposable(bound: Method, key: symbol): Method {
  setPrototypeOf(bound, null);
  defineOwn(bound, key, { value: call });
  return bound;
}

/** An entry notices a call through its getter `apply`, which returns nothing. */
export function asHandler(entry: { readonly apply: undefined }): ProxyHandler<Method> {
  return entry as object;
}
