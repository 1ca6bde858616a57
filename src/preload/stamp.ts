import { hasGrown, setOutliving, youngestScope } from '../runtime/scopes/liveScopes.ts';
import { StackLedger } from './stackLedger.ts';

/**
 * Ties a ledger to a stack through a private field. Unlike a symbol, reflection does not find it; unlike an entry in a WeakMap, it costs
 * next to nothing; and it keeps the ledger alive exactly as long as the stack.
 */
// oxlint-disable-next-line typescript/no-extraneous-class -- its constructor is what is wanted of it
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

// This copy of the runtime makes only ledgers of stacks.
const youngest = youngestScope as () => StackLedger | undefined;

/** How many of the job's stacks are compared before the field is read. */
const MAX_COMPARED_STACKS = 4;

/**
 * The ledger of a stack, undefined for anything else; the ledger of a closed stack may be forgotten. Adding a private field later costs a
 * third of what registering on the stack does, and so does looking for one in vain. Most stacks are disposed of while they are the
 * youngest, in programs that have few at a time: those stacks need neither.
 */
export function ledgerOf(value: object): StackLedger | undefined {
  let ledger = youngest();
  for (let seen = 0; ledger !== undefined && seen < MAX_COMPARED_STACKS; seen++) {
    if (ledger.stack === value) return ledger;
    ledger = ledger.older as StackLedger | undefined;
  }
  return ledger === undefined && !hasGrown() ? undefined : Stamp.read(value);
}

/** The same, including the ledger of a closed stack if a debugger was attached when it was opened. */
export function anyLedgerOf(value: object): StackLedger | undefined {
  return ledgerOf(value) ?? Stamp.read(value);
}

/** Makes the youngest ledger findable when it is no longer the youngest. Call it before another one is made. */
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

/** Transfers what a stack had to another stack. */
export function moveLedger(ledger: StackLedger, from: object, to: object): void {
  Stamp.write(from, undefined);
  Stamp.write(to, ledger);
  ledger.stack = to;
}
