import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { WireResource } from '../wire/bindingsReading.ts';
import { WIRE_LIMITS } from '../wire/javascriptReading.ts';

/** How to find a value that no expression reaches while the program is paused: by the debugger's own numbers. */
export interface DebuggerHandle {
  readonly variablesReference: number;
  /** The `locationReference` of the method that disposes of it, if known. */
  readonly method?: number;
}

/** What a variable that the debugger lists holds; undefined if there is nothing to dispose of. */
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

/** A resource's preview without its disposal method: the row already says that it has one, and the other fields are more useful. */
export function leaveOutMethod(text: string): string {
  return text.replace(DISPOSE_FIELD, '').replace(/\{(?:, )/, '{');
}

const DISPOSE_FIELD = /(?:, )?Symbol\((?:Symbol|nodejs)\.(?:asyncD|d)ispose\): ƒ(?: \[(?:Symbol|nodejs)\.(?:asyncD|d)ispose\])?(?=[,}])/g;

/** js-debug quotes texts with single quotes. */
function requote(text: string): string {
  return text.replace(/'((?:[^'\\]|\\.)*)'/gs, (_, inner: string) => `"${inner.replace(/\\'/g, "'").replace(/"/g, '\\"')}"`);
}
