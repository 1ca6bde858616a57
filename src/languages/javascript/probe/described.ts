import { functionText, globalValue, ownValue } from './genuine.ts';
import { isStackUntouched } from './errorStacks.ts';
import { listFields } from './fieldNames.ts';
import { getPrototype } from './intrinsics.ts';
import { add, newList } from './list.ts';
import { isNative } from './slots.ts';
import { inspection, isProxy } from './typeChecks.ts';

/**
 * Whether the debugger may be asked for the engine's own description of a value. The engine makes it without running the program's code,
 * but
 * for two things: of an error it reads the stack, which the program may make itself, and older engines ask a proxy among the prototypes for
 * the class. A value that has either in sight is described from what can be seen from here.
 */

/** Prototypes that are looked at. */
const PROTOTYPES = 20;
/** Own fields that are looked at; the engine shows a few of the first. */
const FIELDS = 100;
/** UTF-16 units of a class's text that are looked through; a longer one may say anything further down. */
const CLASS_LENGTH = 10_000;
/** Classes of which the answer is kept. */
const CLASSES = 20;

/**
 * `more`: only where the engine has more to say than the object's own properties do, which are private fields and what it holds inside
 * objects of classes of its own.
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

/** js-debug itself asks for three symbols in the program before it describes anything. */
function isRegistryUntouched(): boolean {
  const made = globalValue('Symbol');
  return typeof made === 'function' && isNative(ownValue(made, 'for'), 'for');
}

function hasProxyAbove(value: object): boolean {
  let at = getPrototype(value);
  for (let step = 0; at !== null; step++) {
    if (step === PROTOTYPES || isProxy(at)) return true;
    at = getPrototype(at);
  }
  return false;
}

function holdsError(value: object, names: ArrayLike<string>): boolean {
  for (let at = 0; at < names.length && at < FIELDS; at++)
    if (inspection?.isNativeError(ownValue(value, names[at] as string)) === true) return true;
  return inspection?.isNativeError(value) === true;
}

/** Whether the object is of a class of the engine's own, or of one that may have private fields. */
function hasMore(value: object): boolean {
  let at = getPrototype(value);
  for (let step = 0; step < PROTOTYPES && at !== null && !isProxy(at); step++) {
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

/** The text of a class that has private fields has a `#` in it. */
function mentionsPrivate(made: unknown): boolean {
  for (let at = 0; at < asked.length; at++) if (asked[at] === made) return answers[at] === true;
  const text = functionText(made as object) ?? '#';
  let found = text.length > CLASS_LENGTH;
  for (let at = 0; at < text.length && !found; at++) found = text[at] === '#';
  if (asked.length < CLASSES) {
    add(asked, made);
    add(answers, found);
  }
  return found;
}
