import type { StackLedger } from './stackLedger.ts';

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

/* eslint-disable @typescript-eslint/unbound-method -- neither asks for `this` */
/** The ledger of a stack; undefined for anything else. */
export const readStamp = Stamp.read;
/** Gives a stack its first ledger: a third of what {@link writeStamp} costs. Throws when it had one. */
export const stamp = (stack: object, ledger: StackLedger): void => { new Stamp(stack, ledger); };
/** Gives a stack its ledger, or takes it away. */
export const writeStamp = Stamp.write;
/* eslint-enable @typescript-eslint/unbound-method */
