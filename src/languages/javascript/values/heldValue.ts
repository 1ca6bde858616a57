import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { WireResource } from '../wire/bindingsReading.ts';
import { WIRE_LIMITS } from '../wire/javascriptReading.ts';

/** How a value that no expression reaches is found again while the program is paused: by the debugger's own numbers. */
export interface DebuggerHandle {
  readonly variablesReference: number;
  /** Where the method stands that disposes of it, where that is known: a `locationReference`. */
  readonly method?: number;
}

/** What a variable that the debugger lists holds; undefined where there is nothing to dispose of. */
export function readVariable({ value, type }: Dap.Variable): WireResource | undefined {
  if (value === 'undefined' || value === 'null' || value === '') return undefined;
  const text = requote(leaveOutMethod(value));
  return {
    value: {
      type: type === 'function' || value.startsWith('ƒ') ? 'function' : 'object',
      text: text.slice(0, WIRE_LIMITS.value * 2),
      cut: text.length > WIRE_LIMITS.value * 2,
    },
    method: '',
    running: false,
  };
}

/** A resource's preview without the method that makes it one: its row says that already, and the fields have better things to say. */
export function leaveOutMethod(text: string): string {
  return text.replace(DISPOSE_FIELD, '').replace(/\{(?:, )/, '{');
}

const DISPOSE_FIELD = /(?:, )?Symbol\((?:Symbol|nodejs)\.(?:asyncD|d)ispose\): ƒ(?: \[(?:Symbol|nodejs)\.(?:asyncD|d)ispose\])?(?=[,}])/g;

/** js-debug writes texts with single quotes. */
function requote(text: string): string {
  return text.replace(/'((?:[^'\\]|\\.)*)'/gs, (_, inner: string) => `"${inner.replace(/\\'/g, "'").replace(/"/g, '\\"')}"`);
}
