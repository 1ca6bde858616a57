import { describeProperty, functionText, globalValue, isGenuine } from './genuine.ts';
import { isProxy } from './typeChecks.ts';

/** Whether the engine or Node produces the stack of an error. */
export function isStackUntouched(): boolean {
  const made = globalValue('Error');
  const prepare = typeof made === 'function' && !isProxy(made) ? describeProperty(made, 'prepareStackTrace') : undefined;
  if (prepare === undefined) return typeof made === 'function';
  const value: unknown = prepare.value;
  return value === undefined ? prepare.get === undefined && prepare.set === undefined : typeof value === 'function' && isNodes(value);
}

/** Whether that is so and `Error` is still the engine's. */
export function isErrorUntouched(): boolean {
  return isGenuine(globalValue('Error'), 'Error') && isStackUntouched();
}

/** Node's own function only delegates to another one of Node's. */
function isNodes(prepare: object): boolean {
  const text = isProxy(prepare) ? '' : functionText(prepare);
  return (
    text === 'function ErrorPrepareStackTrace(error, trace) {\n  return internalPrepareStackTrace(error, trace);\n}' ||
    text === 'function ErrorPrepareStackTrace(error, trace) {\n  return defaultPrepareStackTrace(globalThis, error, trace);\n}'
  );
}
