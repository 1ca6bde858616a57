import { describeProperty, isObject, type Property } from './genuine.ts';
import { languageSymbol } from './intrinsics.ts';
import { describeFunction, findProperty, head } from './preview.ts';
import { isProxy } from './typeChecks.ts';

/** How many UTF-16 units of a method's text are needed to tell how it was written. */
const METHOD_HEAD_LENGTH = 10;
const ASYNC = 'async ';

/** The method that disposes of the value; a getter is not called. */
export function findMethod(value: unknown, isAsync = false): unknown {
  if (!isObject(value) || isProxy(value)) return undefined;
  const first = languageSymbol(isAsync ? 'asyncDispose' : 'dispose');
  const second = languageSymbol(isAsync ? 'dispose' : 'asyncDispose');
  const found: unknown = first === undefined ? undefined : findProperty(value, first)?.value;
  return found !== undefined || second === undefined ? found : findProperty(value, second)?.value;
}

/** Which of the two methods an `await using` of the value calls. */
export function findKey(value: unknown): string | undefined {
  if (!isObject(value) || isProxy(value)) return undefined;
  const asyncDispose = languageSymbol('asyncDispose');
  const dispose = languageSymbol('dispose');
  if (asyncDispose !== undefined && findProperty(value, asyncDispose) !== undefined) return 'asyncDispose';
  return dispose !== undefined && findProperty(value, dispose) !== undefined ? 'dispose' : undefined;
}

/**
 * The method that disposes of the value, if it can be trusted to be the one from the time of the declaration, when the engine read it. The
 * engine does not reveal which one it read. An object's own method may have been replaced since, unless it cannot be replaced or was
 * written as the method of that name.
 */
export function findSureMethod(value: unknown, isAsync: boolean): unknown {
  const found = findMethod(value, isAsync);
  if (typeof found !== 'function' || !isObject(value)) return undefined;
  const own = ownProperty(value, languageSymbol('asyncDispose'), found) ?? ownProperty(value, languageSymbol('dispose'), found);
  if (own === undefined || (own.writable === false && own.configurable === false)) return found;
  return isMethodText(describeFunction(found, METHOD_HEAD_LENGTH).source) ? found : undefined;
}

function ownProperty(value: object, key: symbol | undefined, held: unknown): Property | undefined {
  const own = key === undefined ? undefined : describeProperty(value, key);
  return own?.value === held ? own : undefined;
}

/**
 * `[Symbol.dispose]() {`, also with `await`. Compares by index and not beyond the end, because the program may have replaced the methods of
 * strings.
 */
function isMethodText(text: string): boolean {
  const start = head(text, ASYNC.length) === ASYNC ? ASYNC.length : 0;
  return start < text.length && text[start] === '[';
}
