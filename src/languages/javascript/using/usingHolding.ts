import type { UsingDeclaration } from '../syntax/usingDeclarations.ts';
import type { WireEntry, WireResource } from '../wire/bindingsReading.ts';
import { optional } from '../../../core/optional.ts';
import { nameEntries, type Candidate } from './entryNames.ts';
import type { DebuggerHandle } from '../values/heldValue.ts';
import type { UsingPlace } from './usingBlocks.ts';

/** One resource that waits, or is being disposed of. */
export interface Held {
  /** Missing if only the object is known. */
  readonly declaration: UsingDeclaration | undefined;
  readonly resource: WireResource;
  readonly awaited: boolean;
  /** How the debugger reaches the value, if no expression does. */
  readonly handle?: DebuggerHandle;
  /** The name of the method that a compiler's list has: that method runs, whatever the object has now. */
  readonly method?: string;
  /** Its place in a compiler's list, and the variable that has the list. */
  readonly entry?: ListedEntry;
}

export interface ListedEntry {
  readonly list: string;
  readonly at: number;
}

/** An entry of a compiler's list. */
export interface HeldEntry extends Omit<Held, 'declaration'> {
  /** The place of the declaration whose variable holds the same, in run order. */
  readonly declared?: number;
}

/** What the variable of a declaration holds: a resource, nothing, or something that cannot be read. */
export type Bound = WireResource | 'nothing' | 'unread';

/** For a variable that cannot be reached. */
export const UNKNOWN: WireResource = { value: { type: 'object', text: '', cut: true }, method: '', running: false };

/** A block's declarations if there is no list: those that the paused position has passed, last first. */
export function holdDeclared(
  { declarations, reached }: UsingPlace,
  bound: readonly Bound[],
  handles: ReadonlyMap<UsingDeclaration, DebuggerHandle>,
): Held[] {
  return declarations.flatMap((declaration, at): Held[] => {
    const held = bound[at];
    if (at < declarations.length - reached || held === undefined || held === 'nothing') return [];
    const handle = handles.get(declaration);
    return [
      {
        declaration,
        resource: held === 'unread' ? UNKNOWN : held,
        awaited: declaration.awaited,
        ...(handle === undefined ? {} : { handle }),
      },
    ];
  });
}

/** A block's list, last first: the list decides what is registered, and the variables give the names. */
export function holdListed(
  { declarations, reached, isListOnly }: UsingPlace,
  entries: readonly HeldEntry[],
  bound: readonly Bound[],
): Held[] {
  const written = [...declarations].reverse();
  const known = [...bound].reverse();
  const isMore =
    entries.length > reached || entries.some(({ declared }) => declared !== undefined && declared < declarations.length - reached);
  const candidates = written.slice(0, isMore ? written.length : reached).map((declaration, at): Candidate => {
    const entry = entries.findIndex(({ declared }) => declared === declarations.length - 1 - at);
    const held = known[at];
    if (entry >= 0) return { known: 'something', entry };
    // A variable behind the position may still hold the value from an earlier turn of a loop.
    if (isListOnly === true) return { known: held === 'nothing' || declaration.known === 'nothing' ? 'nothing' : undefined };
    return { known: held === 'nothing' ? 'nothing' : held === undefined || held === 'unread' ? declaration.known : 'something' };
  });
  const names = nameEntries({ candidates, entries: entries.length, isEmptied: false });
  return entries
    .map((entry, at): Held => {
      const place = names[at];
      const declaration = place === undefined ? undefined : written[place];
      const held = place === undefined ? undefined : known[place];
      // A variable that can be named says more than the debugger says about the entry.
      if (entry.handle !== undefined && typeof held === 'object' && isListOnly !== true)
        return { declaration, resource: held, awaited: entry.awaited, ...optional('method', entry.method) };
      return { ...entry, declaration };
    })
    .reverse();
}

/** What is left of a block whose variables are gone: its list no longer has the resources that are done or are being disposed of. */
export function holdLeft({ declarations }: UsingPlace, entries: readonly HeldEntry[], running: WireEntry | undefined): Held[] {
  const written = [...declarations].reverse();
  const all: readonly HeldEntry[] =
    running === undefined
      ? entries
      : [...entries, { resource: { ...running, running: true }, awaited: running.async, method: running.method }];
  const names = nameEntries({ candidates: written.map(({ known }) => ({ known })), entries: all.length, isEmptied: true });
  return all
    .map((entry, at): Held => {
      const place = names[at];
      return { ...entry, declaration: place === undefined ? undefined : written[place] };
    })
    .reverse();
}
