import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import type { Argument } from '../../../core/snapshot.ts';
import type { DeferStatement } from '../syntax/goDefers.ts';

/** A longer value is left out of the label: it is in the description. */
const MAX_SHORT_LENGTH = 24;

/** The call with the captured values in place of the expressions if that stays short, otherwise as it is in the source. */
export function writeLabel(statement: DeferStatement, values: readonly (Argument | undefined)[]): string {
  const given = statement.arguments.map((part, at) => {
    const spread = statement.isSpread && at === statement.arguments.length - 1 ? '...' : '';
    const argument = values[at];
    // An address is shown as written: its target is something else.
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

/** A number, a string, a boolean, `nil`: what could appear in a source. */
function isPlain(value: string): boolean {
  return value.length <= MAX_SHORT_LENGTH && /^(?:".*"|-?[\d.]+(?:e[+-]?\d+)?|true|false|nil)$/.test(value);
}
