import { hasGrown, setOutliving, youngestScope } from '../runtime/scopes/liveScopes.ts';
import { StackLedger } from './stackLedger.ts';

/**
 * Ties a ledger to a stack in a private field: unlike a symbol no reflection finds it, unlike an entry in a WeakMap it costs next
 * to nothing, and it keeps the ledger alive exactly as long as the stack.
 */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- its constructor is what is wanted of it
class Stack {
  constructor(stack: object) {
    return stack;
  }
}

class Stamp extends Stack {
  #deferscope: StackLedger | undefined;

  constructor(stack: object, ledger: StackLedger) {
    super(stack);
    this.#deferscope = ledger;
  }

  static read(value: object): StackLedger | undefined {
    return #deferscope in value ? value.#deferscope : undefined;
  }

  static write(value: object, ledger: StackLedger | undefined): void {
    if (#deferscope in value) value.#deferscope = ledger;
    else if (ledger !== undefined) new Stamp(value, ledger);
  }
}

// Only ledgers of stacks are made in this copy of the runtime.
const youngest = youngestScope as () => StackLedger | undefined;

/** So many of the job's stacks are looked through before the field is asked. */
const FEW = 4;

/**
 * The ledger of a stack, undefined for anything else; that of a closed one may be forgotten. A private field that comes late costs
 * a stack a third of what registering on it does, and so does to look in vain for one. Most stacks are disposed of while they are
 * the youngest, in programs that have few at a time: neither is needed for them.
 */
export function ledgerOf(value: object): StackLedger | undefined {
  let ledger = youngest();
  for (let seen = 0; ledger !== undefined && seen < FEW; seen++) {
    if (ledger.stack === value) return ledger;
    ledger = ledger.older as StackLedger | undefined;
  }
  return ledger === undefined && !hasGrown() ? undefined : Stamp.read(value);
}

/** The same, and that of a closed one where a debugger looked on when it was opened. */
export function anyLedgerOf(value: object): StackLedger | undefined {
  return ledgerOf(value) ?? Stamp.read(value);
}

/** Has the youngest ledger found when it is that no more: to be called before another is made. */
export function stampYoungest(): void {
  const ledger = youngest();
  if (ledger !== undefined) stamp(ledger);
}

function stamp(ledger: StackLedger): void {
  try {
    if (Stamp.read(ledger.stack) === undefined) new Stamp(ledger.stack, ledger);
  } catch {
    // An engine may refuse it to a frozen stack: what is registered from now on is in a ledger of its own.
  }
}

setOutliving((ledger) => {
  if (ledger instanceof StackLedger) stamp(ledger);
});

/** What a stack had is another's. */
export function moveLedger(ledger: StackLedger, from: object, to: object): void {
  Stamp.write(from, undefined);
  Stamp.write(to, ledger);
  ledger.stack = to;
}
