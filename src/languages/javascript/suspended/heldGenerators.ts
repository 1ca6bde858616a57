import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { SourceLocation } from '../../../core/snapshot.ts';
import { unlessRefused, type DapPort } from '../../../dap/port.ts';
import { decodeGenerators } from '../wire/bindingsReading.ts';
import { generatorsExpression } from '../values/bindingsExpression.ts';

/** How many generators are inspected at one stop. */
const MAX_GENERATORS = 12;
/** How many scopes of one generator are inspected: its function's own, and the blocks that it is in. */
const MAX_SCOPES = 8;

/** A suspended generator, as the engine shows it. */
export interface HeldGenerator {
  /** The path to it: a variable, and what leads on from there. */
  readonly holder: string;
  /** Where its function is in the source. */
  readonly location: SourceLocation;
  /** The values of its own variables by name, innermost scope first; undefined if the engine does not tell. */
  readonly variables: ReadonlyMap<string, Dap.Variable> | undefined;
}

/** What was found in the variables of a frame. */
export interface HeldGenerators {
  readonly generators: readonly HeldGenerator[];
  /** Variables that hold more than was searched. */
  readonly cut: readonly string[];
  /** The debugger refused to describe some. */
  readonly isUnread: boolean;
}

export interface GeneratorQuery {
  readonly frame: Dap.StackFrame;
  /** Variables of the frame. */
  readonly names: readonly string[];
  readonly port: DapPort;
  readonly signal: AbortSignal;
}

/**
 * The suspended generators that can be reached from variables of a frame. For each, the engine knows the function, the position in it, and
 * the variables, as for a paused frame; js-debug passes on everything except the position.
 */
export async function readHeldGenerators({ frame, names, port, signal }: GeneratorQuery): Promise<HeldGenerators> {
  const ask = (what: 'generators' | 'hold-generators', context: string): Promise<Dap.EvaluateResponse['body']> =>
    port.request('evaluate', { expression: generatorsExpression(names, what), frameId: frame.id, context }, signal);
  const found = decodeGenerators((await unlessRefused(signal, ask('generators', 'copy')))?.result ?? '');
  if (found === undefined) return { generators: [], cut: [], isUnread: true };
  const { paths, cut } = found;
  if (paths.length === 0) return { generators: [], cut, isUnread: false };
  const holder = await unlessRefused(signal, ask('hold-generators', 'watch'));
  const held = holder && (await childrenOf(holder.variablesReference, port, signal));
  const suspended = (held ?? []).filter(
    ({ name, value, variablesReference }) =>
      /^\d+$/.test(name) && variablesReference > 0 && /\[\[GeneratorState\]\]: ['"]suspended['"]/.test(value),
  );
  const read = await Promise.all(
    suspended.slice(0, MAX_GENERATORS).map(async (variable) => {
      const path = paths[Number(variable.name)];
      return path === undefined ? 'unread' : readGenerator(path, await childrenOf(variable.variablesReference, port, signal), port, signal);
    }),
  );
  const generators = read.flatMap((one) => (one === 'unread' ? [] : [one]));
  return { generators, cut, isUnread: held === undefined || generators.length < read.length };
}

async function readGenerator(
  holder: string,
  inner: readonly Dap.Variable[] | undefined,
  port: DapPort,
  signal: AbortSignal,
): Promise<HeldGenerator | 'unread'> {
  const locationReference = inner?.find(({ name }) => name === '[[GeneratorFunction]]')?.valueLocationReference;
  if (inner === undefined || locationReference === undefined) return 'unread';
  const [at, variables] = await Promise.all([
    unlessRefused(signal, port.request('locations', { locationReference }, signal)),
    readVariables(inner.find(({ name }) => name === '[[Scopes]]')?.variablesReference ?? 0, port, signal),
  ]);
  if (at?.source.path === undefined) return 'unread';
  return {
    holder,
    location: { path: at.source.path, line: at.line, ...(at.column === undefined ? {} : { column: at.column }) },
    variables,
  };
}

/** If only some of the scopes can be read, nobody knows which variables there are. */
async function readVariables(reference: number, port: DapPort, signal: AbortSignal): Promise<Map<string, Dap.Variable> | undefined> {
  const scopes = (await childrenOf(reference, port, signal))?.filter(
    ({ name, value }) => /^\d+$/.test(name) && /^(?:Local|Block|Catch)\b/.test(value),
  );
  const all =
    scopes &&
    (await Promise.all(scopes.slice(0, MAX_SCOPES).map(({ variablesReference }) => childrenOf(variablesReference, port, signal))));
  if (all === undefined) return undefined;
  const variables = new Map<string, Dap.Variable>();
  for (const one of all) {
    if (one === undefined) return undefined;
    for (const variable of one) if (!variables.has(variable.name)) variables.set(variable.name, variable);
  }
  return variables;
}

/** Undefined if the debugger refuses. */
async function childrenOf(variablesReference: number, port: DapPort, signal: AbortSignal): Promise<readonly Dap.Variable[] | undefined> {
  if (variablesReference <= 0) return undefined;
  return (await unlessRefused(signal, port.request('variables', { variablesReference }, signal)))?.variables;
}
