import { call, describeProperty, functionText, handed, isGenuine, isObject, missing, ownValue, prototypeOf, realm } from './genuine.ts';
import { getPrototype, languageSymbol, mayBeView } from './intrinsics.ts';
import { standsAt } from './standsAt.ts';

const NAMES = [
  'isProxy',
  'isNativeError',
  'isDate',
  'isRegExp',
  'isMap',
  'isSet',
  'isWeakMap',
  'isWeakSet',
  'isPromise',
  'isGeneratorObject',
  'isMapIterator',
  'isSetIterator',
  'isAnyArrayBuffer',
  'isSharedArrayBuffer',
  'isArgumentsObject',
  'isBoxedPrimitive',
  'isNumberObject',
  'isStringObject',
  'isBooleanObject',
  'isSymbolObject',
] as const;

/** What Node tells about the kind of a value without touching it. */
export type Inspection = Readonly<Record<(typeof NAMES)[number] | 'isTypedArray' | 'isDataView', (value: unknown) => boolean>>;

/** Node's own type checks, if available: those handed over at the program's start, otherwise those that Node provides now. */
export const inspection = takeChecks(handed.types) ?? takeChecks(findNodeTypes());

/** Whether the value is known to be a proxy; any inspection of a proxy runs code of the program. */
export function isProxy(value: unknown): boolean {
  return inspection?.isProxy(value) === true;
}

function takeChecks(given: unknown): Inspection | undefined {
  // In a browser, and in a context without `process`, there was nothing to hand over: nobody has replaced anything.
  if (!isObject(given) || ownValue(given, 'isProxy') === undefined) return undefined;
  const checks: Record<string, unknown> = { __proto__: null };
  for (let at = 0; at < NAMES.length; at++) {
    const name = NAMES[at] as string;
    const check = ownValue(given, name);
    // From Node 22 on the texts of these functions contain no name. Neither does that of a bound function, but it is named `bound …`.
    if (!isGenuine(check, name) && !(isGenuine(check, '') && isNameless(check, name)))
      return missing<Inspection | undefined>(`util.types.${name}`, undefined);
    checks[name] = check;
  }
  // Node implements these in JavaScript.
  checks['isTypedArray'] = isTypedArray;
  checks['isDataView'] = (value: unknown) => mayBeView(value) && !isTypedArray(value);
  return checks as Inspection;
}

function isNameless(check: object, name: string): boolean {
  const own = ownValue(check, 'name');
  return own === '' || own === name;
}

/** Only the engine's getter on the prototype of all typed arrays can tell; it returns undefined for anything else. */
function isTypedArray(value: unknown): boolean {
  const one = prototypeOf('Uint8Array');
  const tag = languageSymbol('toStringTag');
  const own = one === undefined || tag === undefined ? undefined : describeProperty(getPrototype(one) ?? one, tag);
  return isGenuine(own?.get, 'get [Symbol.toStringTag]') && call(own.get, value) !== undefined;
}

/** `node:util` is reached through two functions that Node itself has written in JavaScript; each is recognised by its text. */
function findNodeTypes(): unknown {
  const node = describeProperty(realm, 'process');
  const getter: unknown = node?.get;
  const host: unknown =
    getter === undefined ? node?.value : hasText(getter, 'get(){return_process;}', '') ? call(getter, realm) : undefined;
  if (!isObject(host)) return undefined;
  const load = ownValue(host, 'getBuiltinModule');
  // A sandbox such as Jest's has its own `process`: there the engine says what values are.
  if (!hasText(load, 'functiongetBuiltinModule(id){', 'BuiltinModule.')) return undefined;
  const util = call(load, host, 'node:util');
  return isObject(util) ? ownValue(util, 'types') : undefined;
}

/** More than the length of those functions' texts. */
const MAX_TEXT_LENGTH = 400;

/** Whether the text of a function, without its white space, begins with the first and contains the second. */
function hasText(fn: unknown, start: string, part: string): boolean {
  const text = typeof fn === 'function' ? functionText(fn) : undefined;
  if (text === undefined || text.length > MAX_TEXT_LENGTH) return false;
  let dense = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (character !== ' ' && character !== '\n' && character !== '\r') dense += character;
  }
  if (!standsAt(dense, start, 0)) return false;
  for (let at = 0; at < dense.length; at++) if (standsAt(dense, part, at)) return true;
  return false;
}
