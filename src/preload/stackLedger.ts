import { type Kind, Ledger } from '../runtime/scopes/ledger.ts';
import { isProxy } from '../runtime/support/describe.ts';
import { describeOwn } from './ownProperty.ts';

/** The ledger of one of the language's stacks. It gets its name when somebody looks, because naming each one costs the program too much. */
export class StackLedger extends Ledger {
  /**
   * The stack that the ledger belongs to. The stack keeps its ledger and the ledger its stack: both live as long as somebody else holds the
   * stack.
   */
  stack: object;
  /** Whether `disposal` will be known. */
  isWatched: boolean;
  /** The result of `disposeAsync`, known from the first cleanup on: the disposal is over when it has settled. */
  disposal: object | undefined;

  constructor(kind: Kind, stack: object) {
    super(kind, undefined);
    this.stack = stack;
    this.isWatched = false;
    this.disposal = undefined;
  }
}

const { getPrototypeOf } = Reflect;

/**
 * Names a ledger after its stack's class: `language` for the language's two classes and their stand-ins, whose prototypes are `known`. A
 * subclass has its own name, unless a getter or a proxy hides it.
 */
export function nameLedger(ledger: StackLedger, language: string, known: (prototype: object) => boolean): void {
  if (ledger.note !== undefined) return;
  const prototype = getPrototypeOf(ledger.stack);
  const label = (prototype === null || known(prototype) ? undefined : className(prototype)) ?? language;
  ledger.note = { label, trace: undefined, nextLabel: undefined, budget: undefined, budgetMs: undefined };
}

function className(prototype: object): string | undefined {
  const made = ownValue(prototype, 'constructor');
  const name = typeof made === 'function' ? ownValue(made, 'name') : undefined;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function ownValue(object: object, key: string): unknown {
  return isProxy(object) ? undefined : describeOwn(object, key)?.value;
}
