// What really is pending in a program, and what is disposed of: told by the program's own lists, not by what a debugger reads.
//
// Of code that a compiler has written, the helper's list is the truth (looker.ts finds it in the paused frames), and a breakpoint that
// never pauses notes each call that the helper makes. Of the drivers' own `using` declarations a Frame says what it has declared.

const ids = new WeakMap();
let lastId = 0;

/** The number of an object or function: the same object, the same number. */
export function idOf(value) {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return 0;
  if (!ids.has(value)) ids.set(value, ++lastId);
  return ids.get(value);
}

/** What has been disposed of, in order: numbers of resources, and of functions that were deferred. */
export const begun = [];
const lists = new Map();

/** A list was pushed to; see looker.ts. Its entries have what is held in the property `key`. */
function know(list, key) {
  if (!lists.has(list)) lists.set(list, key);
}
const Stacks = [globalThis.DisposableStack, globalThis.AsyncDisposableStack];
/** A stack has no row of its own: what it holds stands in its place. */
const isStack = (value) => Stacks.some((Stack) => value instanceof Stack);
const held = (list) =>
  list
    .map((entry) => entry?.[lists.get(list)])
    .filter((value) => !isStack(value))
    .map(idOf)
    .filter((id) => id > 0);

const truth = {
  idOf,
  know,
  begin(value) {
    begun.push(idOf(value));
  },
  position: () => begun.length,
  /** What is pending on a list, what runs next first; nothing of an array that is no such list. */
  pendingOn: (list) => (lists.has(list) ? held(list).reverse() : undefined),
  /** Of the same how many stacks, which are not told. */
  stacksOn: (list) => list.filter((entry) => isStack(entry?.[lists.get(list)])).length,
  everywhere: () => [...lists.keys()].flatMap(held),
  isFrame: (value) => value instanceof Frame,
};
globalThis.deferscopeTruth = truth;

/** One call of a driver's function, as a variable of it, with what it has declared. */
export class Frame {
  list = [];
  #made;

  constructor() {
    know(this.list, 'value');
  }

  /** The initializer of a declaration: `using a = frame.held(open()); frame.ok();`. */
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

/** Has the disposers that an object has itself, or its class has for all, say when they are called. */
export function watch(owner) {
  for (const key of [Symbol.dispose, Symbol.asyncDispose]) {
    const real = Object.getOwnPropertyDescriptor(owner, key);
    if (typeof real?.value !== 'function') continue;
    Object.defineProperty(owner, key, {
      ...real,
      value: {
        [key](...given) {
          begin(this);
          return Reflect.apply(real.value, this, given);
        },
      }[key],
    });
  }
}

/** A function that a driver defers: what it holds is told with its call. */
export function cleanup(fn = () => {}) {
  const told = () => {
    begin(told);
    return fn();
  };
  return told;
}
