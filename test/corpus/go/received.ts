import type { DapRequests } from '../../../src/dap/port.ts';
import type { Argument } from '../../../src/core/snapshot.ts';
import { readValue } from '../../../src/languages/go/values/goValues.ts';
import type { DapClient } from '../../../src/dap/client.ts';
import { writeArgument } from './lists.ts';
import type { Verdict } from './look.ts';
import { agree } from './sameText.ts';

/** A variable as the debugger shows it in a frame. */
export interface Shown {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly reference: number;
}

/** The variables of the innermost frame of a goroutine: parameters, and what its closure has captured. */
export async function readVariables(client: DapClient, goroutine: number): Promise<readonly Shown[]> {
  const { stackFrames } = await client.request('stackTrace', { threadId: goroutine, startFrame: 0, levels: 1 });
  const frame = stackFrames[0];
  if (frame === undefined) return [];
  const { scopes } = await client.request('scopes', { frameId: frame.id });
  const scope = scopes[0];
  if (scope === undefined) return [];
  const { variables }: DapRequests['variables']['body'] = await client.request('variables', {
    variablesReference: scope.variablesReference,
  });
  return variables.map(({ name, type, value, variablesReference }) => ({
    name: name.replace(/^\((.*)\)$/, '$1'),
    type: type ?? '',
    value,
    reference: variablesReference,
  }));
}

/** Pairs the arguments of a row with what its function has received. */
export function compareReceived(
  row: readonly Argument[],
  {
    parameters,
    shown,
    isLiteral,
  }: { readonly parameters: readonly string[]; readonly shown: readonly Shown[]; readonly isLiteral: boolean },
): readonly Verdict[] {
  const byName = new Map(shown.map((variable) => [variable.name, variable]));
  const told = parameters.filter((name) => name !== '.dict' && !name.startsWith('~r')).flatMap((name) => byName.get(name) ?? []);
  return row.map((argument, at) => {
    if (argument.capture === 'unknown') return { kind: 'unknown', why: 'the row says so' };
    const variable = isLiteral ? byName.get(argument.name ?? '') : row.length === told.length ? told[at] : undefined;
    if (variable === undefined) return { kind: 'unknown', why: 'nothing to compare it with' };
    return compareValue(argument, variable);
  });
}

function compareValue(argument: Argument, { type, value }: Shown): Verdict {
  if (/optimized|unreadable|^\(unread/.test(value))
    return { kind: 'unknown', why: `Delve does not show it: ${writeArgument(argument)} ${value}` };
  const received = readValue(type, value).value;
  if (agree(argument.value, received)) return { kind: 'right', why: '' };
  const difference = `${writeArgument(argument)}, received ${type} = ${received}`;
  if (argument.capture === 'literal') return { kind: 'unknown', why: `written in the source: ${difference}` };
  if (argument.capture === 'reference') return { kind: 'unknown', why: `may have changed: ${difference}` };
  if (/[&[{]/.test(received) && /[&[{]/.test(argument.value)) return { kind: 'unknown', why: `contents may have changed: ${difference}` };
  return { kind: 'wrong', why: difference };
}
