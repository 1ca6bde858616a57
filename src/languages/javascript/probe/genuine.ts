import { INTRINSICS_NAME, type Intrinsics } from '../../../runtime/support/intrinsics.ts';
import { callOn } from './callOn.ts';
import { add, newList } from './list.ts';
import { ownFields } from './ownFields.ts';

/**
 * Tells which functions are the engine's own. A program may have replaced any of them, before the library was loaded or a moment ago, and
 * none of its functions may be called. So each function is checked to be the engine's before its first use, without calling anything of the
 * program's. There are two sources: what the library or the preload saved at the program's start, and what the realm has now. If neither is
 * the engine's, whatever needed the function is not known, and `replaced` says why.
 */

export type Fn = (...args: never) => unknown;
type Properties = Readonly<Record<PropertyKey, unknown>>;

/** The global object, which the expression gets through `this`: the name `globalThis` is a property that may be replaced. */
declare const __deferscope_realm: Properties;
export const realm: object = __deferscope_realm;

/** What the library or the preload hands over on request: see runtime/intrinsics.ts. */
export const handed = ((): Partial<Intrinsics> => {
  const asked: { readonly [INTRINSICS_NAME]: Partial<Intrinsics> } = { __proto__: realm, [INTRINSICS_NAME]: {} } as never;
  try {
    return ownFields(asked instanceof (asked as never) ? {} : asked[INTRINSICS_NAME]);
  } catch {
    // Nothing was handed over: the global object is not a class.
    return ownFields({});
  }
})();

/** Names of functions that were needed and are no longer the engine's. */
export const replaced = newList<string>();

/** Notes that something is not known because this function is missing; returns the fallback. */
export function missing<T>(name: string, instead: T): T {
  for (let at = 0; at < replaced.length; at++) if (replaced[at] === name) return instead;
  add(replaced, name);
  return instead;
}

/** How the engine writes one of its own functions. A program cannot contain this text, because it does not parse. */
function nativeText(name: string): string {
  return `function ${name}() { [native code] }`;
}

/**
 * Whether the engine identifies this function as its own in an error message. The engine writes the function into the message without
 * calling anything of the program's. A proxy of such a function looks the same, see `isGenuine`; classes are not covered.
 */
function looksGenuine(fn: unknown, name: string): fn is Fn {
  if (typeof fn !== 'function') return false;
  try {
    return typeof class extends (fn as new () => object) {} === 'string';
  } catch (error) {
    return (error as { readonly message: unknown }).message === `Class extends value ${nativeText(name)} is not a constructor or null`;
  }
}

/** A property of the realm, read directly. Used only for the one function through which everything else is read. */
function readReflect(): unknown {
  const found = __deferscope_realm['Reflect'];
  return typeof found === 'object' && found !== null ? (found as Properties)['getOwnPropertyDescriptor'] : undefined;
}

const describeOwn = ((): ((target: object, key: PropertyKey) => Property | undefined) | undefined => {
  const given = handed.getOwnPropertyDescriptor;
  const found = looksGenuine(given, 'getOwnPropertyDescriptor') ? given : readReflect();
  return looksGenuine(found, 'getOwnPropertyDescriptor') ? (found as never) : undefined;
})();

/** A descriptor. The getter is never called. */
export interface Property {
  readonly value?: unknown;
  readonly get?: unknown;
  readonly set?: unknown;
  readonly writable?: boolean;
  readonly enumerable?: boolean;
  readonly configurable?: boolean;
}

/** The descriptor of an own property; the descriptor itself inherits nothing. */
export function describeProperty(target: object, key: PropertyKey): Property | undefined {
  if (describeOwn === undefined) return missing<Property | undefined>('Reflect.getOwnPropertyDescriptor', undefined);
  const own = describeOwn(target, key);
  return own === undefined ? undefined : ownFields(own);
}

/** Whether properties can be read at all. */
export const canLook = describeOwn !== undefined;

/** The value of an own data property. Never calls a getter; the value of an accessor is not known. */
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

/** Has `Reflect.apply` once it is known to be the engine's. */
const engine: { apply: Apply | undefined } = { apply: undefined };

/**
 * Calls one of the engine's functions on any value. If `Reflect.apply` is replaced, this works for objects only and returns undefined for
 * anything else.
 */
export function call(fn: unknown, self: unknown, first?: unknown, second?: unknown): unknown {
  if (engine.apply !== undefined) return engine.apply(fn, self, [first, second]);
  return isObject(self) ? callOn(fn, self, first, second) : missing<unknown>('Reflect.apply', undefined);
}

/** The text of a function; undefined if the engine cannot be asked for it. */
export function functionText(fn: object): string | undefined {
  return textOf === undefined ? missing<string | undefined>('Function.prototype.toString', undefined) : (call(textOf, fn) as string);
}

/** Whether a function is the engine's own of that name. The texts of proxies and bound functions contain no name. */
export function isGenuine(fn: unknown, name: string): fn is Fn {
  if (typeof fn !== 'function') return false;
  return textOf === undefined ? looksGenuine(fn, name) : call(textOf, fn) === nativeText(name);
}

/** The engine's own function behind a property of one of its objects, or behind its getter; undefined if the program has replaced it. */
export function genuine(holder: object | undefined, key: string, kind: 'value' | 'get' = 'value'): Fn | undefined {
  const own = holder === undefined ? undefined : describeProperty(holder, key);
  return kind === 'get' ? takeGenuine(own?.get, `get ${key}`) : takeGenuine(own?.value, key);
}

function takeGenuine(fn: unknown, name: string): Fn | undefined {
  return isGenuine(fn, name) ? fn : undefined;
}

/** What was handed over, otherwise what the realm has; only if it is the engine's. */
export function take(given: unknown, holder: unknown, key: string): Fn | undefined {
  return takeGenuine(given, key) ?? (isObject(holder) ? genuine(holder, key) : undefined);
}

engine.apply = take(handed.apply, globalValue('Reflect'), 'apply') as Apply | undefined;
