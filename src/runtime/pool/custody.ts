/** Tracks who has which object, for a pool in debug mode. */

import { listSet } from '../door/doorLists.ts';
import { keepsSites } from '../door/observer.ts';
import { capture, CLEANUP_FRAMES, type Trace } from '../door/trace.ts';
import { doublePut, foreignObject, usedWhilePooled } from './poolError.ts';
import { findChange, takePrint, type Print } from './print.ts';

/** Below this number of lendings, tidying does not pay. */
const MIN_TIDY_SIZE = 64;

/** One object that is lent. It is held weakly: an object that its holder has forgotten is garbage, and is only counted. */
export interface Lending {
  readonly object: WeakRef<object>;
  readonly at: number;
  readonly trace: Trace | undefined;
}

/** Knows for each object whether it is lent, idle, or does not belong to the pool. */
export class Custody {
  readonly #lent = new WeakMap<object, Lending>();
  readonly #idle = new WeakMap<object, Print>();
  #lendings = new Set<Lending>();
  #tidyAt = MIN_TIDY_SIZE;

  /** @throws PoolError `USED_WHILE_POOLED` */
  giveOut(object: object, now: number): void {
    const print = this.#idle.get(object);
    this.#idle.delete(object);
    const change = print === undefined ? undefined : findChange(print, takePrint(object));
    if (change !== undefined) throw usedWhilePooled(change);
    const lending: Lending = { object: new WeakRef(object), at: now, trace: keepsSites() ? capture(CLEANUP_FRAMES, 2) : undefined };
    if (this.#lendings.size >= this.#tidyAt) this.#tidy();
    this.#lent.set(object, lending);
    this.#lendings.add(lending);
  }

  /** @throws PoolError `DOUBLE_PUT`, `FOREIGN_OBJECT` */
  takeBack(call: string, object: object): void {
    const lending = this.#lent.get(object);
    if (lending === undefined) throw this.#idle.has(object) ? doublePut(call) : foreignObject(call);
    this.#lent.delete(object);
    this.#lendings.delete(lending);
  }

  /** Notes that the object is in the pool now, in its present state. */
  keep(object: object): void {
    this.#idle.set(object, takePrint(object));
  }

  /** Notes that the pool has let go of an idle object, which belongs to nobody now. */
  letGo(object: object): void {
    this.#idle.delete(object);
  }

  /** The lent objects, for the door. */
  list(): readonly Lending[] {
    return listSet(this.#lendings);
  }

  #tidy(): void {
    this.#lendings = new Set([...this.#lendings].filter(({ object }) => object.deref() !== undefined));
    this.#tidyAt = Math.max(MIN_TIDY_SIZE, this.#lendings.size * 2);
  }
}
