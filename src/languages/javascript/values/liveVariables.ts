import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { LABEL_LENGTH, toDisplayText, VALUE_LENGTH } from '../../../core/displayText.ts';
import type { Translate } from '../../../core/translate.ts';
import type { LiveValue } from '../../cleanupSource.ts';

/** A variable as the debugger lists it, as one line of visible text. */
export function describeVariable(variable: Dap.Variable, t: Translate): LiveValue {
  const name = toDisplayText(variable.name, LABEL_LENGTH);
  // The value is the getter's function; asking for its children would call the getter.
  if (variable.presentationHint?.lazy === true) return { name, type: t('getter, not called'), value: '(…)', variablesReference: 0 };
  return {
    name,
    ...(variable.type === undefined ? {} : { type: toDisplayText(variable.type, LABEL_LENGTH) }),
    value: toDisplayText(variable.value, VALUE_LENGTH),
    variablesReference: variable.variablesReference,
    ...(variable.evaluateName === undefined ? {} : { evaluateName: variable.evaluateName }),
  };
}
