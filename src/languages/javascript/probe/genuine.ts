import { INTRINSICS_NAME, type Intrinsics } from '../../../runtime/support/intrinsics.ts';
import { callOn } from './callOn.ts';
import { add, newList } from './list.ts';
import { ownFields } from './ownFields.ts';

/**
 * Which functions are the engine's own. A program may have replaced any of them, before the library was loaded or a moment ago, and none of
 * its functions is to be called: so each is checked to be the engine's before it is used for the first time, without asking
 * anything of the program's. Two sources: what the library or the preload handed over at the program's start, and what the realm
 * has now. Where neither is the engine's there is none; what would have needed it is not known then, and `replaced` says why.
 */

export type Fn = (...args: never) => unknown;
type Properties = Readonly<Record<PropertyKey, unknown>>;

/** The global object, which the expression gets through `this`: the name `globalThis` is a property that may be replaced. */
declare const __deferscope_realm: Properties;
export const realm: object = __deferscope_realm;

/** What the library or the preload has for the asking: see runtime/intrinsics.ts. */
export const handed = ((): Partial<Intrinsics> => {
  const asked: { readonly [INTRINSICS_NAME]: Partial<Intrinsics> } = { __proto__: realm, [INTRINSICS_NAME]: {} } as never;
  try {
    return ownFields(asked instanceof (asked as never) ? {} : asked[INTRINSICS_NAME]);
  } catch {
    // Nobody has anything to hand over: the global object is no class.
    return ownFields({});
  }
})();

/** Names of functions that were needed and that are not the engine's own any more. */
export const replaced = newList<string>();

/** Notes that something is not known for the want of this one; gives what is said in its place. */
export function missing<T>(name: string, instead: T): T {
  for (let at = 0; at < replaced.length; at++) if (replaced[at] === name) return instead;
  add(replaced, name);
  return instead;
}

/** How the engine writes a function of its own. It cannot be written in a program: it does not parse. */
function nativeText(name: string): string {
  return `function ${name}() { [native code] }`;
}

/**
 * Whether the engine says in an error of its own that this is a function of the engine's. It writes the function into the message
 * without asking anything. A proxy of such a function looks the same, see `isGenuine`; of a class nothing is said.
 */
function looksGenuine(fn: unknown, name: string): fn is Fn {
  if (typeof fn !== 'function') return false;
  try {
    return typeof class extends (fn as new () => object) {} === 'string';
  } catch (error) {
    return (error as { readonly message: unknown }).message === `Class extends value ${nativeText(name)} is not a constructor or null`;
  }
}

/**
 * A property of what is in the realm, read as it is: used for the one function by which everything else is looked at, and for nothing else.
 */
function readReflect(): unknown {
  const found = __deferscope_realm['Reflect'];
  return typeof found === 'object' && found !== null ? (found as Properties)['getOwnPropertyDescriptor'] : undefined;
}

const describeOwn = ((): ((target: object, key: PropertyKey) => Property | undefined) | undefined => {
  const given = handed.getOwnPropertyDescriptor;
  const found = looksGenuine(given, 'getOwnPropertyDescriptor') ? given : readReflect();
  return looksGenuine(found, 'getOwnPropertyDescriptor') ? (found as never) : undefined;
})();

/** A descriptor. What is behind a getter is asked nothing. */
export interface Property {
  readonly value?: unknown;
  readonly get?: unknown;
  readonly set?: unknown;
  readonly writable?: boolean;
  readonly enumerable?: boolean;
  readonly configurable?: boolean;
}

/** The descriptor of an own property, which inherits nothing. */
export function describeProperty(target: object, key: PropertyKey): Property | undefined {
  if (describeOwn === undefined) return missing<Property | undefined>('Reflect.getOwnPropertyDescriptor', undefined);
  const own = describeOwn(target, key);
  return own === undefined ? undefined : ownFields(own);
}

/** Whether properties can be looked at at all. */
export const canLook = describeOwn !== undefined;

/** The value of an own data property; never calls a getter, for which the value is not known. */
export function ownValue(target: object, key: PropertyKey): unknown {
  return describeProperty(target, key)?.value;
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** An own data property of the global object. */
export function globalValue(name: PropertyKey): unknown {
  return ownValue(realm, name);
}

/** The prototype of one of the engine's classes. */
export function prototypeOf(name: string): object | undefined {
  const made = globalValue(name);
  const found = isObject(made) ? ownValue(made, 'prototype') : undefined;
  return isObject(found) ? found : undefined;
}

const textOf = ((): Fn | undefined => {
  const base = prototypeOf('Function');
  return takeToString(handed.functionToString) ?? takeToString(base === undefined ? undefined : ownValue(base, 'toString'));
})();

function takeToString(fn: unknown): Fn | undefined {
  return looksGenuine(fn, 'toString') && callOn(fn, fn) === nativeText('toString') ? fn : undefined;
}

type Apply = (fn: unknown, self: unknown, args: readonly unknown[]) => unknown;

/** Has `Reflect.apply` once it is found to be the engine's. */
const engine: { apply: Apply | undefined } = { apply: undefined };

/**
 * Calls a function of the engine's on any value. Where `Reflect.apply` is replaced that can be done on objects only: on others it gives
 * undefined.
 */
export function call(fn: unknown, self: unknown, first?: unknown, second?: unknown): unknown {
  if (engine.apply !== undefined) return engine.apply(fn, self, [first, second]);
  return isObject(self) ? callOn(fn, self, first, second) : missing<unknown>('Reflect.apply', undefined);
}

/** The text of a function; undefined where the engine cannot be asked for it. */
export function functionText(fn: object): string | undefined {
  return textOf === undefined ? missing<string | undefined>('Function.prototype.toString', undefined) : (call(textOf, fn) as string);
}

/** Whether a function is the engine's own of that name. The text of a proxy and that of a bound function have no name. */
export function isGenuine(fn: unknown, name: string): fn is Fn {
  if (typeof fn !== 'function') return false;
  return textOf === undefined ? looksGenuine(fn, name) : call(textOf, fn) === nativeText(name);
}

/**
 * The engine's own function behind a property of one of its objects, or behind its getter; undefined where the program has put another
 * there.
 */
export function genuine(holder: object | undefined, key: string, kind: 'value' | 'get' = 'value'): Fn | undefined {
  const own = holder === undefined ? undefined : describeProperty(holder, key);
  return kind === 'get' ? takeGenuine(own?.get, `get ${key}`) : takeGenuine(own?.value, key);
}

function takeGenuine(fn: unknown, name: string): Fn | undefined {
  return isGenuine(fn, name) ? fn : undefined;
}

/** What was handed over, else what the realm has; only if it is the engine's. */
export function take(given: unknown, holder: unknown, key: string): Fn | undefined {
  return takeGenuine(given, key) ?? (isObject(holder) ? genuine(holder, key) : undefined);
}

engine.apply = take(handed.apply, globalValue('Reflect'), 'apply') as Apply | undefined;
