/** What the probe says about the resources in variables of one paused frame, and its decoder. */

import type { WireValue } from './javascriptReading.ts';
import { WIRE_LIMITS as L, WIRE_VERSION } from './javascriptReading.ts';
import { asCalls, asScopeId, asValue, type Calls } from './decodeValues.ts';
import { optional } from '../../../core/optional.ts';
import { asCount, asFields, asList, asOneOf, asText, parseJson } from '../../../wire/shape.ts';

/** Limits that the probe keeps and the decoder enforces. */
export const BINDING_LIMITS = { bindings: 64, entries: 200 } as const;

const DISPOSE_KEYS = ['dispose', 'asyncDispose'] as const;

/** `Symbol.dispose` or `Symbol.asyncDispose`. */
export type DisposeKey = (typeof DISPOSE_KEYS)[number];

/** A resource: an object that will be disposed of. */
export interface WireResource {
  readonly value: WireValue;
  /** The property that has its method; missing if that is not known. */
  readonly key?: DisposeKey;
  /** The name of its method, if that can be found without running code; otherwise empty. */
  readonly method: string;
  /** It is the object whose method runs right above the frame. */
  readonly running: boolean;
  /** It is a scope that a library shows: `library:scope`. */
  readonly scope?: string;
}

/** An entry of a compiler's own list of resources. */
export interface WireEntry extends WireResource {
  readonly async: boolean;
  /** Its place in the list; missing if it was taken out. */
  readonly at?: number;
  /** Which of the requested bindings holds it. */
  readonly binding?: number;
}

export interface WireBindings {
  /** What each requested binding holds; absent if it is not initialised or holds nothing to dispose of. */
  readonly bindings: readonly (WireResource | undefined)[];
  /** The entries of each requested list, oldest first; absent if it is not such a list, `closed` if the variable cannot be read. */
  readonly lists: readonly (readonly WireEntry[] | 'closed' | undefined)[];
  /** The object whose method runs above the frame, if that was requested, or what a helper has taken from its list. */
  readonly running?: WireEntry;
}

/** Never throws: what comes out of a debugged program may be anything. */
export function decodeBindings(text: string): WireBindings | undefined {
  const fields = asFields(parseJson(text));
  if (fields?.['wire'] !== WIRE_VERSION) return undefined;
  return {
    bindings: asPlaces(fields['bindings'], asResource),
    lists: asPlaces(fields['lists'], (list) =>
      list === 'closed' ? list : Array.isArray(list) ? asList(list, BINDING_LIMITS.entries, asEntry) : undefined,
    ),
    ...optional('running', asEntry(fields['running'])),
  };
}

/** Where generators were found. */
export interface WireGenerators {
  /** The path to each: a variable, and what leads on from it. */
  readonly paths: readonly string[];
  /** Variables that hold more than was searched. */
  readonly cut: readonly string[];
}

/** Never throws either. */
export function decodeGenerators(text: string): WireGenerators | undefined {
  const fields = asFields(parseJson(text));
  if (fields?.['wire'] !== WIRE_VERSION) return undefined;
  const words = (value: unknown): string[] => asList(value, BINDING_LIMITS.bindings, (one) => asText(one, L.name));
  return { paths: words(fields['generators']), cut: words(fields['cut']) };
}

/** The call stack and the async functions that wait for it, in the positions of the running code. */
export function decodeCalls(text: string): Calls {
  const fields = asFields(parseJson(text));
  return fields?.['wire'] === WIRE_VERSION ? asCalls(fields) : { frames: [], waiting: [] };
}

/** A list in which places matter: an element that does not fit leaves its place empty. */
function asPlaces<T>(value: unknown, decode: (element: unknown) => T | undefined): (T | undefined)[] {
  return Array.isArray(value) ? value.slice(0, BINDING_LIMITS.bindings).map(decode) : [];
}

function asResource(value: unknown): WireResource | undefined {
  const fields = asFields(value);
  const held = asValue(fields?.['value']);
  if (fields === undefined || held === undefined) return undefined;
  return {
    value: held,
    method: asText(fields['method'], L.name) ?? '',
    running: fields['running'] === true,
    ...optional('key', asOneOf(fields['key'], DISPOSE_KEYS)),
    ...optional('scope', asScopeId(fields['scope'])),
  };
}

function asEntry(value: unknown): WireEntry | undefined {
  const resource = asResource(value);
  const fields = asFields(value);
  return (
    resource && {
      ...resource,
      async: fields?.['async'] === true,
      ...optional('at', asCount(fields?.['at'])),
      ...optional('binding', asCount(fields?.['binding'])),
    }
  );
}
