import { functionText, globalValue, ownValue } from './genuine.ts';
import { isStackUntouched } from './errorStacks.ts';
import { listFields } from './fieldNames.ts';
import { getPrototype } from './intrinsics.ts';
import { add, newList } from './list.ts';
import { isNative } from './slots.ts';
import { inspection, isProxy } from './typeChecks.ts';

/**
 * Whether the debugger may be asked for the engine's own description of a value. The engine makes it without running the program's code,
 * with two exceptions: for an error it reads the stack, which the program may produce itself, and older engines ask a proxy among the
 * prototypes for the class. A value that involves either is described only by what the probe can see.
 */

/** How many prototypes are checked. */
const MAX_PROTOTYPES = 20;
/** How many own fields are checked; the engine shows the first few. */
const MAX_FIELDS = 100;
/** How many UTF-16 units of a class's text are searched; a longer text may say anything further down. */
const MAX_CLASS_LENGTH = 10_000;
/** How many classes have their answer kept. */
const MAX_CLASSES = 20;

/**
 * `more`: only if the engine has more to say than the object's own properties, which means private fields and the internal state of the
 * engine's own classes.
 */
export function canDescribe(value: unknown, when?: 'more'): boolean {
  if (!isStackUntouched() || !isRegistryUntouched()) return false;
  if (inspection === undefined) return true;
  if (typeof value !== 'object' || value === null || inspection.isProxy(value)) return true;
  if ((when !== undefined && !hasMore(value)) || hasProxyAbove(value)) return false;
  // The engine would list all fields again.
  const { names, isMany } = listFields(value);
  return !isMany && !holdsError(value, names);
}

/** js-debug itself looks up three symbols in the program before it describes anything. */
function isRegistryUntouched(): boolean {
  const made = globalValue('Symbol');
  return typeof made === 'function' && isNative(ownValue(made, 'for'), 'for');
}

function hasProxyAbove(value: object): boolean {
  let at = getPrototype(value);
  for (let step = 0; at !== null; step++) {
    if (step === MAX_PROTOTYPES || isProxy(at)) return true;
    at = getPrototype(at);
  }
  return false;
}

function holdsError(value: object, names: ArrayLike<string>): boolean {
  for (let at = 0; at < names.length && at < MAX_FIELDS; at++)
    if (inspection?.isNativeError(ownValue(value, names[at] as string)) === true) return true;
  return inspection?.isNativeError(value) === true;
}

/** Whether the object's class is one of the engine's, or may have private fields. */
function hasMore(value: object): boolean {
  let at = getPrototype(value);
  for (let step = 0; step < MAX_PROTOTYPES && at !== null && !isProxy(at); step++) {
    const made = ownValue(at, 'constructor');
    if (typeof made === 'function' && !isProxy(made)) {
      if (isNative(made)) return !isNative(made, 'Object');
      if (mentionsPrivate(made)) return true;
    }
    at = getPrototype(at);
  }
  return false;
}

const asked = newList<unknown>();
const answers = newList<boolean>();

/** The text of a class with private fields contains a `#`. */
function mentionsPrivate(made: unknown): boolean {
  for (let at = 0; at < asked.length; at++) if (asked[at] === made) return answers[at] === true;
  const text = functionText(made as object) ?? '#';
  let found = text.length > MAX_CLASS_LENGTH;
  for (let at = 0; at < text.length && !found; at++) found = text[at] === '#';
  if (asked.length < MAX_CLASSES) {
    add(asked, made);
    add(answers, found);
  }
  return found;
}
