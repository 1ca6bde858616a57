import { listFields } from './fieldNames.ts';
import { ownValue, realm } from './genuine.ts';
import { isArray } from './intrinsics.ts';
import { add, newList, type List } from './list.ts';
import { begin } from './preview.ts';
import { readSlots } from './slots.ts';
import { inspection } from './typeChecks.ts';

/**
 * Searches what variables hold for generators: the values, their fields, elements and entries, and further down, as far as that runs none
 * of the program's code. Private fields and the variables of closures are out of reach.
 */

/** How many objects are searched for one frame, and to which depth. */
const MAX_OBJECTS = 200;
const MAX_DEPTH = 3;
/** How many fields, elements or entries of each object are searched. */
const MAX_PARTS = 50;
/** How many generators are listed. */
const MAX_GENERATORS = 12;
/** UTF-16 units of a key. */
const MAX_KEY_LENGTH = 40;

export interface FoundGenerators {
  readonly values: List<unknown>;
  /** The path to each from a variable: `pool.items[2]`. */
  readonly paths: List<string>;
  /** The variables that were not searched completely. */
  readonly cut: List<string>;
}

interface Step {
  readonly value: unknown;
  readonly path: string;
  readonly name: string;
  readonly depth: number;
}

interface Search extends FoundGenerators {
  readonly steps: List<Step>;
  readonly seen: List<object>;
}

/** If Node cannot be asked what values are, the variables' own values are listed if they are objects: only the debugger can tell more. */
export function findGenerators(names: ArrayLike<string>, values: List<unknown>): FoundGenerators {
  const search: Search = { values: newList(), paths: newList(), cut: newList(), steps: newList(), seen: newList() };
  for (let at = 0; at < values.length; at++) {
    const name = names[at] as string;
    add(search.steps, { value: values[at], path: name, name, depth: 0 });
  }
  for (let at = 0; at < search.steps.length; at++) look(search, search.steps[at] as Step);
  return search;
}

function look(search: Search, step: Step): void {
  const { value, path, name } = step;
  if (typeof value !== 'object' || value === null || value === realm || isSeen(search.seen, value)) return;
  if (inspection !== undefined && !inspection.isGeneratorObject(value)) {
    if (inspection.isProxy(value)) return;
    try {
      lookInto(search, step, value);
    } catch {
      // A module namespace with bindings that are not initialised yet.
      cut(search, name);
    }
    return;
  }
  if (search.values.length >= MAX_GENERATORS) {
    cut(search, name);
    return;
  }
  add(search.seen, value);
  add(search.values, value);
  add(search.paths, path);
}

function lookInto(search: Search, step: Step, value: object): void {
  if (search.seen.length >= MAX_OBJECTS || step.depth >= MAX_DEPTH) {
    if (holdsObjects(value)) cut(search, step.name);
    return;
  }
  add(search.seen, value);
  const slots = inspection === undefined ? undefined : readSlots(value, inspection, MAX_PARTS);
  if (slots?.kind === 'map' || slots?.kind === 'set') {
    for (let at = 0; at < slots.entries.length; at++) {
      const [key, held] = [
        (slots.entries[at] as readonly unknown[])[0],
        (slots.entries[at] as readonly unknown[])[slots.kind === 'map' ? 1 : 0],
      ];
      go(search, step, held, slots.kind === 'map' ? `${step.path}.get(${writeKey(key)})` : `${step.path}.values()`);
    }
    if (slots.size > slots.entries.length) cut(search, step.name);
    return;
  }
  // Nobody keeps a generator in the fields of a date, a promise or a typed array.
  if (slots !== undefined) return;
  if (isArray(value)) {
    for (let at = 0; at < value.length && at < MAX_PARTS; at++) go(search, step, ownValue(value, at), `${step.path}[${at}]`);
    if (value.length > MAX_PARTS) cut(search, step.name);
    return;
  }
  const { names, isMany } = listFields(value);
  for (let at = 0; at < names.length && at < MAX_PARTS; at++)
    go(search, step, ownValue(value, names[at] as string), `${step.path}.${begin(names[at] as string, MAX_KEY_LENGTH)}`);
  if (isMany || names.length > MAX_PARTS) cut(search, step.name);
}

function go(search: Search, { name, depth }: Step, value: unknown, path: string): void {
  if (typeof value === 'object' && value !== null) add(search.steps, { value, path, name, depth: depth + 1 });
}

/** Whether there is anything further down: an object with only plain values has been searched completely. */
function holdsObjects(value: object): boolean {
  if (inspection === undefined || isArray(value)) return isArray(value) && value.length > 0;
  if (readSlots(value, inspection, 1) !== undefined) return false;
  const { names, isMany } = listFields(value);
  for (let at = 0; at < names.length && at < MAX_PARTS; at++) {
    const held = ownValue(value, names[at] as string);
    if (typeof held === 'object' && held !== null) return true;
  }
  return isMany;
}

function writeKey(key: unknown): string {
  if (typeof key === 'string') return `"${begin(key, MAX_KEY_LENGTH)}"`;
  return typeof key === 'number' ? `${key}` : '…';
}

function isSeen(seen: List<object>, value: object): boolean {
  for (let at = 0; at < seen.length; at++) if (seen[at] === value) return true;
  return false;
}

function cut({ cut: names }: Search, name: string): void {
  for (let at = 0; at < names.length; at++) if (names[at] === name) return;
  add(names, name);
}
