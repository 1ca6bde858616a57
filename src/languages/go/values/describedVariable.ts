import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import type { Argument } from '../../../core/snapshot.ts';
import { optional } from '../../../core/optional.ts';
import type { CapturedVariable } from './capturedVariable.ts';
import { readValue } from './goValues.ts';

/** A variable that a closure holds, as an argument of the cleanup. */
export function describeVariable(variable: CapturedVariable, name: string | undefined): Argument {
  const read = readValue(variable.type, variable.value, variable.words);
  const { type } = read;
  // Delve writes a pointer to a nil value like a nil pointer, but only the first can be expanded.
  const value = read.value === 'nil' && variable.type.startsWith('*') && variable.variablesReference > 0 ? '&nil' : read.value;
  return {
    ...optional('name', name === undefined ? undefined : toDisplayText(name, LABEL_LENGTH)),
    type,
    value,
    capture: value === '' ? 'unknown' : variable.isLive === true ? 'reference' : 'value',
    ...(variable.variablesReference > 0 ? { variablesReference: variable.variablesReference } : {}),
  };
}
