import type { Cleanup, CleanupScope, HistoryEntry, SourceLocation, Stack } from '../../../core/snapshot.ts';

/** How many entries are kept; the newest stay. */
const MAX_ENTRIES = 100;

/** A deferred call that was listed, and the id of its scope. */
interface Listed {
  readonly cleanup: Cleanup;
  readonly scope: string;
}

/** What a goroutine held when it was last read, in run order, by the activation that owes it. */
type Held = ReadonlyMap<string, readonly Listed[]>;

/**
 * What ran between the stops at which a goroutine was read. Go keeps no record of finished deferred calls. But calls leave their list from
 * the top, in the order in which they run, so whatever was above a call that is still there has run. A call that was both deferred and run
 * between two stops was seen by nobody.
 */
export class RanBetween {
  readonly #held = new Map<string, Held>();
  #entries: readonly HistoryEntry[] = [];

  /** Newest first. */
  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }

  /**
   * Takes a goroutine as it is now. `isWhole`: activations that are not listed owe nothing. `isBetween`: the call that would count as the
   * last to run may only be about to run.
   */
  note(stack: Stack, { isWhole, isBetween }: { readonly isWhole: boolean; readonly isBetween: boolean }): void {
    const before = isWhole ? this.#held.get(stack.id) : undefined;
    const now = groupByOwner(stack.scopes);
    const cut = new Set(stack.scopes.filter(({ total, cleanups }) => total > cleanups.filter(isPending).length).map(ownerOf));
    // Inner activations end before those around them.
    const innermost = findInnermost(stack.scopes);
    const ran = [...(before ?? [])].map(([owner, listed]) =>
      findRan(listed, { now: now.get(owner) ?? [], isCut: cut.has(owner), innermost }),
    );
    if (isBetween) ran.findLast((some) => some.length > 0)?.pop();
    for (const some of ran) this.#add(some);
    this.#held.set(stack.id, now);
  }

  /**
   * Takes the goroutines that still have something in their lists. All others have run what they held, except for the last call of a
   * goroutine that is still `alive`: it may be running that call.
   */
  keep(stackIds: ReadonlySet<string>, alive: ReadonlySet<string>): void {
    for (const [id, held] of this.#held) {
      if (stackIds.has(id)) continue;
      const owners = [...held].filter(([, listed]) => listed.length > 0);
      const last = alive.has(id) ? owners.at(-1) : undefined;
      for (const [owner, listed] of owners) this.#add(owner === last?.[0] ? listed.slice(0, -1) : listed);
      if (last === undefined) this.#held.delete(id);
      else this.#held.set(id, new Map([[last[0], last[1].slice(-1)]]));
    }
  }

  /** `ran` is in the order in which the calls ran. Nobody knows how they ended. */
  #add(ran: readonly Listed[]): void {
    if (ran.length === 0) return;
    const entries = ran.map(({ cleanup: { id, label, registeredAt }, scope }): HistoryEntry => ({
      id,
      scope,
      state: 'done',
      label,
      ...(registeredAt === undefined ? {} : { registeredAt }),
    }));
    this.#entries = [...entries.reverse(), ...this.#entries].slice(0, MAX_ENTRIES);
  }
}

function groupByOwner(scopes: readonly CleanupScope[]): Held {
  const owners = new Map<string, readonly Listed[]>();
  for (const scope of scopes)
    owners.set(ownerOf(scope), [...(owners.get(ownerOf(scope)) ?? []), ...scope.cleanups.map((cleanup) => ({ cleanup, scope: scope.id }))]);
  return owners;
}

/** The goroutine and the frame of a scope: where the stack was when it deferred is known only as long as something is pending. */
function ownerOf({ id }: CleanupScope): string {
  return id.slice(0, id.lastIndexOf(':'));
}

/** An activation as it is now. */
interface Now {
  readonly now: readonly Listed[];
  /** It owes more than is listed. */
  readonly isCut: boolean;
  /** The most recently started call of the goroutine, if one runs. */
  readonly innermost: Cleanup | undefined;
}

function findRan(before: readonly Listed[], { now, isCut, innermost }: Now): Listed[] {
  const pending = new Map(now.filter(({ cleanup }) => isPending(cleanup)).map(({ cleanup }) => [cleanup.id, cleanup]));
  const first = before.findIndex(({ cleanup }) => isPending(cleanup) && isStill(cleanup, pending.get(cleanup.id)));
  if (first < 0 && isCut) return [];
  const gone = before.slice(0, first < 0 ? before.length : first);
  for (const { cleanup: running } of now) {
    if (isPending(running)) continue;
    // The list has already lost it. Where it was deferred is not always known, neither while it waited nor now.
    const isIt = ({ cleanup: { registeredAt } }: Listed): boolean =>
      running.registeredAt === undefined || isSameLine(registeredAt, running.registeredAt);
    const same = gone.filter(isIt);
    const open = same.length > 0 ? same : gone.filter(({ cleanup }) => cleanup.registeredAt === undefined);
    const alike = open.filter(({ cleanup }) => mayBe(cleanup, running));
    // If several match, it is the last one, provided that none was started after it. Otherwise any of them may have run since, so nothing
    // is said about them.
    const taken = running === innermost ? [alike.at(-1) ?? open.at(-1)] : alike.length > 0 ? alike : open;
    for (const one of taken) if (one !== undefined) gone.splice(gone.indexOf(one), 1);
  }
  return gone;
}

/** The ids of running calls end with the number of their frame, innermost first. */
function findInnermost(scopes: readonly CleanupScope[]): Cleanup | undefined {
  const frameOf = ({ id }: Cleanup): number => Number(/:running:(\d+)$/.exec(id)?.[1] ?? Infinity);
  return scopes.flatMap(({ cleanups }) => cleanups.filter((cleanup) => !isPending(cleanup))).sort((a, b) => frameOf(a) - frameOf(b))[0];
}

/** Numbers, strings and booleans keep the value that they had when the call was deferred. */
const FROZEN = /^(?:-?[\d.]+|".*"|true|false)$/;

/** Whether a call that waited may be one that runs: not if it has different values. */
function mayBe(waiting: Cleanup, running: Cleanup): boolean {
  return running.arguments.every(({ name, value, capture }) => {
    if (name === undefined || capture !== 'value' || !FROZEN.test(value)) return true;
    const before = waiting.arguments.find(
      (argument) => argument.name === name && argument.capture === 'value' && FROZEN.test(argument.value),
    );
    return before === undefined || before.value === value;
  });
}

function isPending({ state }: Cleanup): boolean {
  return state === 'pending';
}

/** The memory of a record is reused: the statement tells two calls in the same place apart, if it is known for both. */
function isStill({ registeredAt }: Cleanup, now: Cleanup | undefined): boolean {
  if (now === undefined) return false;
  return (
    registeredAt === undefined ||
    now.registeredAt === undefined ||
    (isSameLine(registeredAt, now.registeredAt) && registeredAt.column === now.registeredAt.column)
  );
}

function isSameLine(a: SourceLocation | undefined, b: SourceLocation | undefined): boolean {
  return a?.path === b?.path && a?.line === b?.line;
}
