import type { DapRequests } from '../../../src/dap/port.ts';
import type { Argument } from '../../../src/core/snapshot.ts';
import { readValue } from '../../../src/languages/go/values/goValues.ts';
import type { DapClient } from '../../../src/dap/client.ts';
import { placeOf, writeArgument, type Row } from './lists.ts';
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
  return stackFrames[0] === undefined ? [] : readFrame(client, stackFrames[0].id);
}

async function readFrame(client: DapClient, frameId: number): Promise<readonly Shown[]> {
  const { scopes } = await client.request('scopes', { frameId });
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

/** Compares the variables that rows share with the program with those of the frames that have deferred them. */
export async function compareShared(client: DapClient, rows: readonly Row[]): Promise<readonly Verdict[]> {
  const frames = new Map<number, readonly Shown[]>();
  const verdicts: Verdict[] = [];
  for (const { cleanup, scope } of rows) {
    const shared = cleanup.arguments.filter(({ capture }) => capture === 'reference');
    if (shared.length === 0 || scope.frameId === undefined) continue;
    const variables = frames.get(scope.frameId) ?? (await readFrame(client, scope.frameId));
    frames.set(scope.frameId, variables);
    for (const argument of shared) {
      // One that is hidden by another one of its name may be meant.
      const alike = variables.filter(({ name }) => name === argument.name?.replace(/^&/, ''));
      const all = alike.map((variable) => compareNow(argument, variable));
      const best = all.find(({ kind }) => kind === 'right') ?? all.find(({ kind }) => kind === 'unknown') ?? all[0];
      verdicts.push(
        best === undefined
          ? { kind: 'unknown', why: `its frame has no ${argument.name ?? 'such variable'}` }
          : {
              ...best,
              why: best.why === '' ? '' : `${cleanup.label} (${placeOf(cleanup)}): ${best.why.replace('received', 'its frame has')}`,
            },
      );
    }
  }
  return verdicts;
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

/** Compares two texts of one value that were taken at the same stop. */
function compareNow(argument: Argument, variable: Shown): Verdict {
  const verdict = compareValue({ ...argument, capture: 'value' }, variable);
  return verdict.kind === 'changed' ? { ...verdict, kind: 'wrong' } : verdict;
}

function compareValue(argument: Argument, { type, value }: Shown): Verdict {
  if (/optimized|unreadable|^\(unread/.test(value))
    return { kind: 'unknown', why: `Delve does not show it: ${writeArgument(argument)} ${value}` };
  const received = readValue(type, value).value;
  if (agree(argument.value, received)) return { kind: 'right', why: '' };
  if (/^[&[{]/.test(received) && !/^[&[{]/.test(argument.value) && argument.value !== 'nil')
    return { kind: 'unknown', why: `in words: ${writeArgument(argument)}, Delve has ${received}` };
  const difference = `${writeArgument(argument)}, received ${type} = ${received}`;
  if (argument.capture === 'literal') return { kind: 'unknown', why: `written in the source: ${difference}` };
  if (argument.capture === 'reference') return { kind: 'changed', why: `may have changed: ${difference}` };
  if (/[&[{]/.test(received) && /[&[{]/.test(argument.value)) return { kind: 'changed', why: `contents may have changed: ${difference}` };
  return { kind: 'wrong', why: difference };
}
