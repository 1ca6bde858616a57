/** What a handle holds, and what became of it. This is the same for handles whose deleters are awaited and for others. */

import { requireFunction, requireOptions, requireTextIfAny } from '../support/argumentChecks.ts';
import { systemClock } from '../support/clock.ts';
import type { DoorResource } from '../door/doorContract.ts';
import { leakWatch } from '../support/leakWatch.ts';
import { recorder } from '../scopes/recorder.ts';
import { announceResource, type ReadableResource, withdrawResource } from '../door/resourceRegistry.ts';
import { notOwned, sameValue } from './ownError.ts';

/** Options for owning a value. */
export interface OwnOptions {
  /** What the value is, in the program's own words; a debugger shows it. */
  readonly label?: string | undefined;
}

type State = 'held' | 'empty' | 'moved' | 'released' | 'disposed';

const CODES = { empty: 'EMPTY', moved: 'MOVED', released: 'RELEASED', disposed: 'DISPOSED' } as const;

/** @internal Checks the arguments for a handle. */
export function readOwn(call: string, deleter: unknown, options: OwnOptions): string | undefined {
  requireFunction(call, 'deleter', deleter, '(value) => value.close()');
  const { label } = requireOptions<OwnOptions>(call, options, "{ label: 'upload' }");
  requireTextIfAny(call, 'label', label, 'upload');
  return options.label;
}

/** @internal The value of one handle. The handle keeps it alive, and a debugger finds it for as long as it holds something. */
export class Holding<T> implements ReadableResource {
  #value: T | undefined;
  #state: State = 'held';
  #since = systemClock.now();
  #id: number;

  /** The functions that programs call make this, so two library calls lie between the announcement and the program. */
  constructor(
    readonly className: string,
    value: T,
    readonly label: string | undefined,
  ) {
    this.#value = value;
    this.#id = announceResource(this, 2);
    leakWatch?.opened(this, 'owned value', label);
    recorder?.changed(this, { form: 'owned', name: label, state: 'held' });
  }

  get isHeld(): boolean {
    return this.#state === 'held';
  }

  /** The value. */
  peek(call: string): T {
    this.#requireHeld(call);
    return this.#value as T;
  }

  /** Returns the value, which this handle no longer owns. */
  give(call: string, how: 'moved' | 'released' | 'disposed'): T {
    this.#requireHeld(call);
    return this.#leave(how) as T;
  }

  /**
   * Replaces the value, if there is one. As in C++, it takes the new one first, so that the new one is owned whatever the deleter
   * of the old one does.
   *
   * @returns the old value
   */
  exchange(call: string, next: { readonly value: T } | undefined): { readonly old: T } | undefined {
    if (this.#state === 'empty') {
      if (next !== undefined) this.#hold(next.value);
      return undefined;
    }
    this.#requireHeld(call);
    const old = this.#value as T;
    if (next === undefined) this.#leave('empty');
    else {
      if (Object.is(next.value, old)) throw sameValue(`${this.className}.${call}`);
      this.#value = next.value;
      this.#since = systemClock.now();
    }
    return { old };
  }

  readForDoor(): Omit<DoorResource, 'id'> {
    return {
      kind: 'owned',
      ...(this.label === undefined ? {} : { label: this.label }),
      state: this.#state,
      facts: [
        { name: 'value', value: this.#value },
        { name: 'for ms', value: Math.round(systemClock.now() - this.#since) },
      ],
      entries: [],
      entryCount: 0,
    };
  }

  #hold(value: T): void {
    this.#value = value;
    this.#state = 'held';
    this.#since = systemClock.now();
    this.#id = announceResource(this, 3);
    leakWatch?.opened(this, 'owned value', this.label);
    recorder?.changed(this, { form: 'owned', name: this.label, state: 'held' });
  }

  #leave(how: State): T | undefined {
    const value = this.#value;
    this.#value = undefined;
    this.#state = how;
    withdrawResource(this.#id);
    leakWatch?.closed(this);
    recorder?.changed(this, { form: 'owned', name: this.label, state: how, gone: true });
    return value;
  }

  #requireHeld(call: string): void {
    if (this.#state === 'held') return;
    throw notOwned(`${this.className}.${call}`, CODES[this.#state], this.label);
  }
}
