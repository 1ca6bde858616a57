import { LABEL_LENGTH, toDisplayText, VALUE_LENGTH } from '../../../core/displayText.ts';
import type { Argument } from '../../../core/snapshot.ts';
import { optional } from '../../../core/optional.ts';
import type { AlignedPart } from './alignment.ts';
import type { CapturedVariable } from '../values/capturedVariable.ts';
import { readValue } from '../values/goValues.ts';
import type { CallPart } from '../syntax/callParts.ts';
import { describeVariable } from '../values/describedVariable.ts';

/** An argument of the call: what was captured for it, otherwise what the source says. `name` is the parameter's, if known. */
export function describePart(aligned: AlignedPart, name: string | undefined): Argument {
  const { part, captured, elements } = aligned;
  const text = toDisplayText(part.text, LABEL_LENGTH);
  const [only, ...more] = captured;
  if (only === undefined || (part.kind === 'literal' && !isShadowed(part, only))) {
    const shown = name ?? (part.kind === 'literal' || part.kind === 'composite' ? undefined : text);
    return {
      ...optional('name', shown),
      ...(only === undefined ? {} : { type: readValue(only.type, '').type }),
      value: text,
      capture: 'literal',
    };
  }
  if (elements !== undefined) {
    const told = captured.some((variable) => variable.value === '') ? '' : toDisplayText(writeComposite(aligned), VALUE_LENGTH);
    return {
      name: name ?? text,
      ...(part.type === undefined || part.type === '' ? {} : { type: part.type }),
      value: told,
      capture: told === '' ? 'unknown' : 'value',
    };
  }
  // The several results of a call.
  if (more.length > 0)
    return {
      name: name ?? text,
      value: captured.map((variable) => readValue(variable.type, variable.value, variable.words).value).join(', '),
      capture: 'value',
    };
  const argument = describeVariable(only, name ?? text);
  // The address of a variable: the variable's value may still change.
  if (only.isLive === true) return argument;
  const isAddress = name === undefined && ADDRESS_OF.test(part.text);
  // Words for what an interface holds stand for the variable itself, without the mark of a pointer.
  if (isAddress && only.words !== undefined && /^\*interface \{/.test(only.type) && argument.value !== '')
    return { ...argument, value: argument.value.replace(/^&(?=nil$)/, ''), capture: 'reference' };
  const pointee = isAddress ? readPointee(argument) : undefined;
  return pointee === undefined ? argument : { ...argument, value: pointee, capture: 'reference' };
}

/** `&x`, `&x.field`, `&list[0]`, but not `&T{}`, which is a new value. */
const ADDRESS_OF = /^&[\p{L}_][\p{L}\p{N}_.]*(?:\[[^\]]*\])?$/u;

function readPointee({ type, value }: Argument): string | undefined {
  return type?.startsWith('*') === true && /^[&*]/.test(value) ? value.slice(1) : undefined;
}

/** A composite literal with the captured values in place of the expressions: `file{"a.txt", nil}`. */
function writeComposite({ part, captured, elements }: AlignedPart): string {
  if (elements === undefined)
    return captured[0] === undefined ? part.text : readValue(captured[0].type, captured[0].value, captured[0].words).value;
  const values = elements.map((element, at) => {
    const key = part.elements[at]?.key;
    return `${key === undefined ? '' : `${key}: `}${writeComposite(element)}`;
  });
  const type = part.type !== undefined && part.text.startsWith(part.type) ? part.type : '';
  return `${type}{${values.join(', ')}}`;
}

/** A variable with a name that is predeclared in Go: it holds something else. */
function isShadowed(part: CallPart, captured: CapturedVariable): boolean {
  return /^(?:nil|true|false|iota)$/.test(part.text) && readValue(captured.type, captured.value).value !== part.text;
}

/** `r` of `r.Close`. */
export function receiverName(callee: CallPart): string {
  return callee.text.replace(/\.[\p{L}\p{N}_]+(?:\[.*\])?$/u, '');
}
