import { How } from '../runtime/scopes/entry.ts';
import { asHandler, isDisposer, makeDisposable } from './disposers.ts';
import type { Method, NativeClass, StackMethods } from './nativeClass.ts';
import { findLedger } from './openStacks.ts';
import { ledgerOf, moveLedger } from './stamp.ts';
import { TrackedEntry } from './trackedEntry.ts';
import { callUnseen, showAsUse } from './unseen.ts';

const { apply } = Reflect;
// oxlint-disable-next-line typescript/unbound-method -- applied below
const { bind, call } = Function.prototype;
const RealProxy = Proxy;

/**
 * The methods that replace those of one of the language's two classes. The program's getters run in `use`: a function between them and it
 * would appear in the program's stack traces. {@link callUnseen} and {@link TrackedEntry} count on being called by the methods themselves.
 */
export function makeMethods(native: NativeClass): StackMethods {
  const { original, isDisposedOf, isAsync, key, syncKey } = native;
  const { use: nativeUse, adopt: nativeAdopt, defer: nativeDefer, move: nativeMove } = original;
  const methods: StackMethods = {
    use(value) {
      if ((typeof value !== 'object' || value === null) && typeof value !== 'function') {
        const given = callUnseen(nativeUse, this, [value], methods.use);
        const empty = isAsync ? findLedger(this, native) : undefined;
        if (empty !== undefined) empty.head = new TrackedEntry(empty, How.useNothing, undefined, value);
        return given;
      }
      const ledger = findLedger(this, native);
      if (ledger === undefined || (isAsync && apply(isDisposedOf, this, []) !== false))
        return callUnseen(nativeUse, this, [value], methods.use);
      let how = How.use;
      let method: unknown;
      try {
        method = (value as Record<symbol, unknown>)[key];
        if (isAsync && (method === undefined || method === null)) {
          how = How.useSync;
          method = (value as Record<symbol, unknown>)[syncKey];
        }
      } catch (error) {
        return showAsUse(error);
      }
      const name = how === How.useSync ? syncKey : key;
      // The language reports what is wrong with it; the value must not be asked a second time.
      if (!isDisposer(name, method, native)) {
        callUnseen(nativeUse, this, [{ __proto__: null, [name]: method }], methods.use);
        return value;
      }
      const entry = new TrackedEntry(ledger, how, method, value);
      const bound = apply(bind, call, [method, value]) as Method;
      try {
        if (how === How.useSync) apply(nativeUse, this, [new RealProxy(makeDisposable(bound, syncKey), asHandler(entry))]);
        else apply(nativeDefer, this, [new RealProxy(bound, asHandler(entry))]);
      } catch {
        // Reading the value's method has disposed of the stack: the language still accepts the resource, and forgets it.
        return value;
      }
      ledger.head = entry;
      return value;
    },
    adopt(value, fn) {
      const ledger = typeof fn === 'function' ? findLedger(this, native) : undefined;
      if (ledger === undefined) return callUnseen(nativeAdopt, this, [value, fn], methods.adopt);
      const entry = new TrackedEntry(ledger, How.adopt, fn, value);
      try {
        apply(nativeAdopt, this, [value, new RealProxy(fn as Method, asHandler(entry))]);
      } catch {
        return callUnseen(nativeAdopt, this, [value, fn], methods.adopt);
      }
      ledger.head = entry;
      return value;
    },
    defer(fn) {
      const ledger = typeof fn === 'function' ? findLedger(this, native) : undefined;
      if (ledger === undefined) {
        callUnseen(nativeDefer, this, [fn], methods.defer);
        return;
      }
      const entry = new TrackedEntry(ledger, How.defer, fn, undefined);
      try {
        apply(nativeDefer, this, [new RealProxy(fn as Method, asHandler(entry))]);
      } catch {
        callUnseen(nativeDefer, this, [fn], methods.defer);
        return;
      }
      ledger.head = entry;
    },
    move() {
      const moved = callUnseen(nativeMove, this, [], methods.move) as object;
      const ledger = ledgerOf(this);
      if (ledger === undefined) return moved;
      moveLedger(ledger, this, moved);
      ledger.note = undefined;
      return moved;
    },
  };
  return methods;
}
