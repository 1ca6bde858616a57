import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import type { Argument } from '../../../core/snapshot.ts';
import type { DeferStatement } from '../syntax/goDefers.ts';

/** A value longer than this stays out of the label: it is in the description. */
const SHORT = 24;

/** The call with the captured values in the place of the expressions where that stays short, else as it stands in the source. */
export function writeLabel(statement: DeferStatement, values: readonly (Argument | undefined)[]): string {
  const given = statement.arguments.map((part, at) => {
    const spread = statement.isSpread && at === statement.arguments.length - 1 ? '...' : '';
    const argument = values[at];
    // An address stands as it is written: what it is the address of is another thing.
    return (
      (argument !== undefined && argument.value !== '' && argument.capture !== 'reference' && isPlain(argument.value)
        ? argument.value
        : part.text) + spread
    );
  });
  const callee = statement.literal === undefined ? statement.callee.text : `${statement.literal.signature} { … }`;
  if (statement.literal?.isShort === true && given.length === 0 && statement.call.length <= LABEL_LENGTH)
    return toDisplayText(statement.call, LABEL_LENGTH);
  const withValues = `${callee}(${given.join(', ')})`;
  if (withValues.length <= LABEL_LENGTH) return toDisplayText(withValues, LABEL_LENGTH);
  const asWritten =
    statement.literal === undefined ? statement.call : `${callee}(${statement.arguments.map((part) => part.text).join(', ')})`;
  return toDisplayText(asWritten, LABEL_LENGTH);
}

/** A number, a string, a truth value, `nil`: what could stand in a source. */
function isPlain(value: string): boolean {
  return value.length <= SHORT && /^(?:".*"|-?[\d.]+(?:e[+-]?\d+)?|true|false|nil)$/.test(value);
}
