import { LABEL_LENGTH, toDisplayText } from '../../core/displayText.ts';
import type { Argument } from '../../core/snapshot.ts';
import type { CallPart } from '../../syntax/goDefers.ts';
import { optional } from '../../wire/shape.ts';
import type { AlignedPart } from './alignment.ts';
import type { CapturedVariable } from './capturedVariable.ts';
import { readValue } from './goValues.ts';

/** A variable that a closure holds, as an argument of the cleanup. */
export function describeVariable(variable: CapturedVariable, name: string | undefined): Argument {
  const read = readValue(variable.type, variable.value);
  const { type } = read;
  // Delve writes a pointer to a nil like a nil pointer; but only of the first there is something to expand.
  const value = read.value === 'nil' && variable.type.startsWith('*') && variable.variablesReference > 0 ? '*nil' : read.value;
  return {
    ...optional('name', name === undefined ? undefined : toDisplayText(name, LABEL_LENGTH)), type, value, capture: value === '' ? 'unknown' : 'value',
    ...(variable.variablesReference > 0 ? { variablesReference: variable.variablesReference } : {}),
  };
}

/** An argument of the call: what was captured for it, else what the source says. `name` is the parameter's, where it is known. */
export function describePart({ part, captured }: AlignedPart, name: string | undefined): Argument {
  const text = toDisplayText(part.text, LABEL_LENGTH);
  const [only, ...more] = captured;
  if (only === undefined || (part.kind === 'literal' && !isShadowed(part, only))) {
    const shown = name ?? (part.kind === 'literal' || part.kind === 'composite' ? undefined : text);
    return { ...optional('name', shown), ...(only === undefined ? {} : { type: readValue(only.type, '').type }), value: text, capture: 'literal' };
  }
  // The elements of a composite literal, or the several results of a call.
  if (more.length > 0) return { name: name ?? text, value: captured.map((variable) => readValue(variable.type, variable.value).value).join(', '), capture: 'value' };
  const argument = describeVariable(only, name ?? text);
  // The address of a variable: what is in that may still change.
  const pointee = name === undefined && ADDRESS_OF.test(part.text) ? readPointee(argument) : undefined;
  return pointee === undefined ? argument : { ...argument, value: pointee, capture: 'reference' };
}

/** `&x`, `&x.field`, `&list[0]`: not `&T{}`, which is a new value. */
const ADDRESS_OF = /^&[\p{L}_][\p{L}\p{N}_.]*(?:\[[^\]]*\])?$/u;

function readPointee({ type, value }: Argument): string | undefined {
  return type?.startsWith('*') === true && /^[&*]/.test(value) ? value.slice(1) : undefined;
}

/** A variable that has one of the names which Go gives a meaning of its own: it holds something else. */
function isShadowed(part: CallPart, captured: CapturedVariable): boolean {
  return /^(?:nil|true|false|iota)$/.test(part.text) && readValue(captured.type, captured.value).value !== part.text;
}

/** `r` of `r.Close`. */
export function receiverName(callee: CallPart): string {
  return callee.text.replace(/\.[\p{L}\p{N}_]+(?:\[.*\])?$/u, '');
}
