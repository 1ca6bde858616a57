import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { WireResource } from '../../wire/bindingsReading.ts';
import { WIRE_LIMITS } from '../../wire/javascriptReading.ts';

/** How a value that no expression reaches is found again while the program is paused: by the debugger's own numbers. */
export interface DebuggerHandle {
  readonly variablesReference: number;
  /** Where the method stands that disposes of it, where that is known: a `locationReference`. */
  readonly method?: number;
}

/** What a variable that the debugger lists holds; undefined where there is nothing to dispose of. */
export function readVariable({ value, type }: Dap.Variable): WireResource | undefined {
  if (value === 'undefined' || value === 'null' || value === '') return undefined;
  const text = requote(value.replace(DISPOSE_FIELD, '').replace('{, ', '{'));
  return {
    value: { type: type === 'function' || value.startsWith('ƒ') ? 'function' : 'object', text: text.slice(0, WIRE_LIMITS.value * 2), cut: text.length > WIRE_LIMITS.value * 2 },
    method: '', running: false,
  };
}

/** That it has such a method is known of every resource; the first fields of a preview have better things to say. */
const DISPOSE_FIELD = /(?:, )?Symbol\((?:Symbol|nodejs)\.(?:asyncD|d)ispose\): ƒ[^,}]*/g;

/** js-debug writes texts with single quotes. */
function requote(text: string): string {
  return text.replace(/'((?:[^'\\]|\\.)*)'/gs, (_, inner: string) => `"${inner.replace(/\\'/g, "'").replace(/"/g, '\\"')}"`);
}
