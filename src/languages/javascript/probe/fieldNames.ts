import { ownKeys, ownSymbols } from './intrinsics.ts';
import { add, newList } from './list.ts';

/**
 * The engine lists an object's fields all at once and needs a second for a million of them. An object with more fields than this is not
 * asked for anything that would list them again: neither its symbols nor the engine's own description.
 */
export const MANY_FIELDS = 10_000;

export interface FieldNames {
  /** The enumerable names; only the first if there are very many. */
  readonly names: ArrayLike<string>;
  readonly symbols: readonly symbol[];
  /** There are so many that not all were read. */
  readonly isMany: boolean;
}

/** How many names are kept if there are very many. */
const MAX_NAMES = 100;
/** How many objects have their names kept while the expression is evaluated. */
const MAX_OBJECTS = 100;

const listed = newList<object>();
const known = newList<FieldNames>();

/** The names of an object's own fields, listed once for everyone who asks while the expression is evaluated. */
export function listFields(value: object): FieldNames {
  for (let at = 0; at < listed.length; at++) if (listed[at] === value) return known[at] as FieldNames;
  const found = walkFields(value);
  if (listed.length < MAX_OBJECTS) {
    add(listed, value);
    add(known, found);
  }
  return found;
}

function walkFields(value: object): FieldNames {
  const names = ownKeys(value) ?? [];
  if (names.length <= MANY_FIELDS) return { names, symbols: ownSymbols(value), isMany: false };
  const first = newList<string>();
  for (let at = 0; at < MAX_NAMES; at++) add(first, names[at] as string);
  return { names: first, symbols: [], isMany: true };
}
