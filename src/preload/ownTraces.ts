import { defineOwn, describeOwn } from './ownProperty.ts';

const { deleteProperty } = Reflect;
const RealError = Error;

/** One call of a stack trace, as V8 gives it. */
export interface CallSite {
  getFileName(): string | null | undefined;
  toString(): string;
}

export type Prepare = (this: unknown, error: unknown, calls: readonly CallSite[]) => unknown;

// Newer versions of Node set a function of their own.
const initial: unknown = describeOwn(RealError, 'prepareStackTrace')?.value;

/** The function with which the program makes its stack traces; undefined if it leaves that to the engine. */
export function findOwnPrepare(): Prepare | undefined {
  const found: unknown = describeOwn(RealError, 'prepareStackTrace')?.value;
  return typeof found === 'function' && found !== initial ? (found as Prepare) : undefined;
}

/** The calls that are recorded with an error, obtained by reading its trace if nobody has read it before; otherwise undefined. */
export function takeCalls(read: () => unknown): readonly CallSite[] | undefined {
  const own = describeOwn(RealError, 'prepareStackTrace');
  let taken: readonly CallSite[] | undefined;
  const take: Prepare = (_, calls) => {
    taken = calls;
    return '';
  };
  if (!defineOwn(RealError, 'prepareStackTrace', { value: take, ...(own === undefined ? { configurable: true } : {}) })) return undefined;
  try {
    read();
  } finally {
    if (own === undefined) deleteProperty(RealError, 'prepareStackTrace');
    else defineOwn(RealError, 'prepareStackTrace', own);
  }
  return taken;
}
