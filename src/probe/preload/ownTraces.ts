const { getOwnPropertyDescriptor } = Reflect;
const RealError = Error;

// Node brings a function of its own in newer versions.
const initial: unknown = getOwnPropertyDescriptor(RealError, 'prepareStackTrace')?.value;

/** The property by which the program makes its stack traces itself; undefined where it leaves that to the engine. */
export function findOwnTraces(): PropertyDescriptor | undefined {
  const found = getOwnPropertyDescriptor(RealError, 'prepareStackTrace');
  return found === undefined || found.value === initial ? undefined : found;
}
