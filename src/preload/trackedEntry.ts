import { type Entry, entryHow, type How, makeTag } from '../runtime/scopes/entry.ts';
import { Kind, State } from '../runtime/scopes/ledger.ts';
import type { Note } from '../runtime/scopes/note.ts';
import { isObserved } from '../runtime/door/observer.ts';
import { capture, CLEANUP_FRAMES } from '../runtime/door/trace.ts';
import { finishUnseen, takeDisposal } from './disposal.ts';
import type { StackLedger } from './stackLedger.ts';

/**
 * One entry of one of the language's stacks. It is also the handler of the proxy that the stack gets instead of the program's function. The
 * stack calls the proxy, the proxy asks its handler for `apply`, finds none, and calls the function. So we notice the call, and no call of
 * ours appears in any stack trace.
 */
export class TrackedEntry implements Entry {
  readonly ledger: StackLedger;
  readonly below: Entry | undefined;
  readonly fn: unknown;
  readonly arg: unknown;
  readonly tag: number;
  readonly note: Note | undefined;

  constructor(ledger: StackLedger, how: How, fn: unknown, arg: unknown) {
    const { head } = ledger;
    this.ledger = ledger;
    this.below = head;
    this.fn = fn;
    this.arg = arg;
    this.tag = makeTag(head, how);
    // The constructor and the stack's method are between here and the program.
    this.note = isObserved() ? { label: undefined, trace: capture(CLEANUP_FRAMES, 2) } : undefined;
  }

  get apply(): undefined {
    start(this);
    return undefined;
  }
}

// What a program puts on Object.prototype must not act as a trap of the proxy.
Reflect.setPrototypeOf(TrackedEntry.prototype, null);

function start(entry: TrackedEntry): void {
  const { ledger } = entry;
  if (ledger.state === State.open) {
    ledger.state = State.closing;
    takeDisposal(ledger, entryHow(entry));
  }
  ledger.running = entry;
  ledger.head = entry.below;
  if (ledger.kind === Kind.asyncObject && ledger.disposal === undefined && isLast(entry)) finishUnseen(ledger);
}

/** Whether nothing below an entry is called. */
function isLast({ below }: Entry): boolean {
  for (let entry = below; entry !== undefined; entry = entry.below) if (entry.fn !== undefined) return false;
  return true;
}
