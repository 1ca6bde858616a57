import { isObserved } from '../runtime/door/observer.ts';
import { Kind, State } from '../runtime/scopes/ledger.ts';
import { remember } from '../runtime/scopes/liveScopes.ts';
import { finish, watchDisposal } from './disposal.ts';
import type { NativeClass } from './nativeClass.ts';
import { StackLedger } from './stackLedger.ts';
import { ledgerOf, stampYoungest } from './stamp.ts';

const { apply } = Reflect;

/** The ledger of a stack on which something can be registered; undefined if the language's own method should report why not. */
export function findLedger(stack: unknown, native: NativeClass): StackLedger | undefined {
  if (typeof stack !== 'object' || stack === null) return undefined;
  const known = ledgerOf(stack);
  if (known !== undefined) return known.state === State.open ? known : undefined;
  return openLedger(stack, native);
}

function openLedger(stack: object, { original, isDisposedOf, isAsync }: NativeClass): StackLedger | undefined {
  const ledger = new StackLedger(isAsync ? Kind.asyncObject : Kind.object, stack);
  try {
    if (isAsync) {
      if (apply(isDisposedOf, stack, []) !== false) return undefined;
    } else apply(original.adopt, stack, [ledger, finish]);
  } catch {
    // Not a stack, or already disposed of: it stays unknown.
    return undefined;
  }
  stampYoungest();
  remember(ledger);
  // A debugger may also ask about a closed stack.
  if (isObserved()) {
    stampYoungest();
    watchDisposal(ledger);
  }
  return ledger;
}
