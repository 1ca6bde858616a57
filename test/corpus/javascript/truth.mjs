// What is really pending in a program, and what is disposed of, according to the program's own lists, not to a debugger.
//
// For compiled code the helper's list is the truth (looker.ts finds it in the paused frames), and a breakpoint that never pauses notes
// each call that the helper makes. For the drivers' own `using` declarations a Frame says what it has declared.

/** @type {WeakMap<WeakKey, number>} */
const ids = new WeakMap();
let lastId = 0;

/** The number of an object or function: the same object, the same number. @param {unknown} value */
function idOf(value) {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return 0;
  const known = ids.get(value);
  if (known !== undefined) return known;
  ids.set(value, ++lastId);
  return lastId;
}

/** What has been disposed of, in order: numbers of resources, and of functions that were deferred. @type {number[]} */
export const begun = [];
/** @typedef {Record<string, unknown>} Entry @typedef {(Entry | undefined)[]} List */
/** @type {Map<List, string>} */
const lists = new Map();

/** A list was pushed to; see looker.ts. Its entries have what is held in the property `key`. @param {List} list @param {string} key */
function know(list, key) {
  if (!lists.has(list)) lists.set(list, key);
}
const Stacks = [globalThis.DisposableStack, globalThis.AsyncDisposableStack];
/** A stack has no row of its own: what it holds is listed instead. @param {unknown} value */
const isStack = (value) => Stacks.some((Stack) => value instanceof Stack);
/** @param {List} list @param {Entry | undefined} entry */
const heldIn = (list, entry) => entry?.[lists.get(list) ?? ''];
/** @param {List} list */
const held = (list) =>
  list
    .map((entry) => heldIn(list, entry))
    .filter((value) => !isStack(value))
    .map(idOf)
    .filter((id) => id > 0);

const truth = {
  idOf,
  know,
  begin(/** @type {unknown} */ value) {
    begun.push(idOf(value));
  },
  position: () => begun.length,
  /** What is pending on a list, in run order; nothing for an array that is not such a list. */
  pendingOn: (/** @type {List} */ list) => (lists.has(list) ? held(list).reverse() : undefined),
  /** How many stacks are among these; they are not reported. */
  stacksOn: (/** @type {List} */ list) => list.filter((entry) => isStack(heldIn(list, entry))).length,
  everywhere: () => [...lists.keys()].flatMap(held),
  isFrame: (/** @type {unknown} */ value) => value instanceof Frame,
};
Object.assign(globalThis, { deferscopeTruth: truth });

/** One call of a driver's function, held in one of its variables, with what it has declared. */
export class Frame {
  /** @type {List} */
  list = [];
  /** @type {unknown} */
  #made;

  constructor() {
    know(this.list, 'value');
  }

  /**
   * The initializer of a declaration: `using a = frame.held(open()); frame.ok();`.
   * @template T
   * @param {T} value
   */
  held(value) {
    this.ok();
    this.#made = value;
    return value;
  }

  /** The declaration before this statement is over. */
  ok() {
    if (this.#made !== undefined && this.#made !== null) this.list.push({ value: this.#made });
    this.#made = undefined;
  }
}

/** @param {unknown} value */
function begin(value) {
  begun.push(idOf(value));
  for (const list of lists.keys()) {
    const at = list.findLastIndex((entry) => entry instanceof Object && entry.value === value && Object.keys(entry).length === 1);
    if (at >= 0) {
      list.splice(at, 1);
      return;
    }
  }
}

/** Makes the disposers of an object, its own or those of its class, report when they are called. @param {object} owner */
export function watch(owner) {
  for (const key of [Symbol.dispose, Symbol.asyncDispose]) {
    const real = Object.getOwnPropertyDescriptor(owner, key);
    if (typeof real?.value !== 'function') continue;
    /** @type {Function} */
    const dispose = real.value;
    Object.defineProperty(owner, key, {
      ...real,
      value: {
        [key](/** @type {unknown[]} */ ...given) {
          begin(this);
          return Reflect.apply(dispose, this, given);
        },
      }[key],
    });
  }
}

/** A function that a driver defers: what it holds is reported with its call. @param {() => unknown} [fn] */
export function cleanup(fn = () => {}) {
  const told = () => {
    begin(told);
    return fn();
  };
  return told;
}
