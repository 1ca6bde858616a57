import { type Kind, Ledger } from '../runtime/scopes/ledger.ts';
import { isProxy } from '../runtime/support/words.ts';
import { describeOwn } from './ownProperty.ts';

/** The ledger of one of the language's stacks. It is named when somebody looks: a name for each costs the program too much. */
export class StackLedger extends Ledger {
  /** Whose it is. The stack keeps its ledger, and the ledger its stack: both live as long as somebody else has the stack. */
  stack: object;
  /** Whether `disposal` will be known. */
  isWatched: boolean;
  /** What `disposeAsync` gives, from the first cleanup on: the disposal is over when that has settled. */
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
 * Gives a ledger the name of its stack's class: `language` for the language's two and their stand-ins, whose prototypes are `known`. A
 * subclass has its own, where that is no secret of a getter or a proxy.
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
