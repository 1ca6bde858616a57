import { call, functionText } from './genuine.ts';
import { findProperty } from './preview.ts';

/**
 * Objects of classes that Node has written in JavaScript; the engine cannot say what they hold, but Node's own getters can. A getter is
 * called only if its text is exactly Node's: the same text anywhere else does no more than Node's does.
 */

const HREF = `get href() {
    // Updates to URLSearchParams are lazily propagated to URL, so we need to check we're in sync.
    this.#ensureSearchParamsUpdated();
    return this.#context.href;
  }`;

const INTERNAL = (name: string): string => `get ${name}() {
    const internals = internalsMap.get(this);
    if (internals === undefined) {
      throwInvalidThisError(TypeError, 'DOMException');
    }
    return internals.${name};
  }`;

/** The address of a URL; undefined for anything else. */
export function readAddress(value: object): string | undefined {
  return askNode(value, 'href', HREF);
}

/** The name and the message of a DOMException; undefined for anything else. */
export function readDomException(value: object): { readonly name: string; readonly message: string } | undefined {
  const name = askNode(value, 'name', INTERNAL('name'));
  const message = askNode(value, 'message', INTERNAL('message'));
  return name === undefined || message === undefined ? undefined : { name, message };
}

function askNode(value: object, key: string, text: string): string | undefined {
  const getter: unknown = findProperty(value, key)?.get;
  if (typeof getter !== 'function' || functionText(getter) !== text) return undefined;
  try {
    const said: unknown = call(getter, value);
    return typeof said === 'string' ? said : undefined;
  } catch {
    // It only looks like one: made with Object.create.
    return undefined;
  }
}
