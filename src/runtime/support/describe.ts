/** Describes any value in a few plain words. It runs no code of the program, as far as the engine lets us tell. */

const MAX_TEXT_UNITS = 2000;

interface TypeChecks {
  isProxy(value: unknown): boolean;
  isNativeError(value: unknown): boolean;
}

const checks = findChecks();
const { getOwnPropertyDescriptor, getPrototypeOf, apply } = Reflect;
/* oxlint-disable typescript/unbound-method -- applied below, whatever the program does to the prototypes */
const functionText = Function.prototype.toString;
const symbolText = Symbol.prototype.toString;
/* oxlint-enable typescript/unbound-method */

/** Node's type checks look inside a value. Nothing in the language can recognize a Proxy without running its traps. */
function findChecks(): TypeChecks | undefined {
  try {
    const host = (globalThis as { readonly process?: { getBuiltinModule?(name: string): unknown } }).process;
    const util = host?.getBuiltinModule?.('node:util') as { readonly types?: TypeChecks } | undefined;
    return util?.types;
  } catch {
    // This is not Node, or a test has replaced the process object.
    return undefined;
  }
}

/** Node's checks themselves; `undefined` if there are none. */
export function findTypeChecks(): object | undefined {
  return checks;
}

/** Describes a thrown value: an error by its own message, a string as it is, anything else by its kind. Never throws. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return cut(value);
    case 'symbol':
      return apply(symbolText, value, []);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return `function ${nameFunction(value)}`;
    case 'object':
      return value === null ? 'null' : describeObject(value);
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value);
  }
}

function describeObject(value: object): string {
  if (isError(value)) return describeError(value);
  if (isProxy(value)) return 'a Proxy';
  if (Array.isArray(value)) return `an array of ${(value as readonly unknown[]).length}`;
  const maker = readData(value, 'constructor');
  const name = typeof maker === 'function' ? nameFunction(maker) : '';
  return name === '' || name === 'Object' ? 'an object' : `an object of class ${name}`;
}

/** As Go prints an error: its message, after the kind of error unless it is a plain one. */
function describeError(error: object): string {
  const message = readData(error, 'message');
  const name = readData(error, 'name');
  const text = typeof message === 'string' ? cut(message) : '';
  if (typeof name !== 'string' || name === 'Error' || name === '') return text === '' ? 'an error without a message' : text;
  return text === '' ? cut(name) : `${cut(name)}: ${text}`;
}

export function isError(value: unknown): value is object {
  if (checks !== undefined) return checks.isNativeError(value);
  try {
    return value instanceof Error;
  } catch {
    // We do not treat a Proxy whose traps throw as an error.
    return false;
  }
}

export function isProxy(value: object): boolean {
  return checks?.isProxy(value) ?? false;
}

/** Reads a data property of the object or of what it inherits from. Getters and proxies are left alone. */
export function readData(value: object, key: string): unknown {
  for (let at: object | null = value; at !== null && !isProxy(at); at = getPrototypeOf(at)) {
    const found = getOwnPropertyDescriptor(at, key);
    if (found !== undefined) return found.value as unknown;
  }
  return undefined;
}

/** The function's name, or else its first words. */
export function nameFunction(fn: unknown): string {
  if (typeof fn !== 'function') return describe(fn);
  const name = readData(fn, 'name');
  if (typeof name === 'string' && name !== '') return cut(name, 200);
  // Its first words are enough, because a function may be a megabyte long.
  return cut(apply(functionText, fn, []).slice(0, 500).replace(/\s+/g, ' '), 60);
}

function cut(text: string, longest = MAX_TEXT_UNITS): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`;
}
