import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { SourceLocation } from '../../core/snapshot.ts';
import { unlessRefused, type DapPort } from '../../dap/port.ts';
import { holdBindingsExpression } from './bindingsExpression.ts';
import { readHeld } from './describedValues.ts';

/** Generators that are looked into at one stop. */
const GENERATORS = 12;
/** Scopes of one that are looked into: its function's own, and the blocks that it is in. */
const SCOPES = 8;

/** A suspended generator, as the engine shows it. */
export interface HeldGenerator {
  /** The variable that holds it. */
  readonly holder: string;
  /** Where its function stands in the source. */
  readonly location: SourceLocation;
  /** What its own variables hold, by name, innermost first; undefined where the engine does not tell. */
  readonly variables: ReadonlyMap<string, Dap.Variable> | undefined;
}

export interface GeneratorQuery {
  readonly frame: Dap.StackFrame;
  /** Variables of the frame. */
  readonly names: readonly string[];
  readonly port: DapPort;
  readonly signal: AbortSignal;
}

/**
 * The suspended generators that variables of a frame hold. The engine tells of each where it stands in which function, and its
 * variables as at a paused frame; js-debug passes on all of that but the place.
 */
export async function readHeldGenerators({ frame, names, port, signal }: GeneratorQuery): Promise<HeldGenerator[]> {
  const held = await unlessRefused(signal, readHeld({ expression: holdBindingsExpression(names), place: { frameId: frame.id }, port, signal }));
  const suspended = (held ?? []).filter(({ value, variablesReference }) => variablesReference > 0 && /\[\[GeneratorState\]\]: ['"]suspended['"]/.test(value));
  const found = await Promise.all(suspended.slice(0, GENERATORS).map(async (variable) => {
    const holder = names[Number(variable.name)];
    return holder === undefined ? undefined : readGenerator(holder, await childrenOf(variable.variablesReference, port, signal), port, signal);
  }));
  return found.flatMap((one) => one ?? []);
}

async function readGenerator(holder: string, inner: readonly Dap.Variable[], port: DapPort, signal: AbortSignal): Promise<HeldGenerator | undefined> {
  const locationReference = inner.find(({ name }) => name === '[[GeneratorFunction]]')?.valueLocationReference;
  if (locationReference === undefined) return undefined;
  const [at, variables] = await Promise.all([
    unlessRefused(signal, port.request('locations', { locationReference }, signal)),
    readVariables(inner.find(({ name }) => name === '[[Scopes]]')?.variablesReference ?? 0, port, signal),
  ]);
  if (at?.source.path === undefined) return undefined;
  return { holder, location: { path: at.source.path, line: at.line, ...(at.column === undefined ? {} : { column: at.column }) }, variables };
}

async function readVariables(reference: number, port: DapPort, signal: AbortSignal): Promise<Map<string, Dap.Variable> | undefined> {
  if (reference <= 0) return undefined;
  const scopes = (await childrenOf(reference, port, signal)).filter(({ name, value }) => /^\d+$/.test(name) && /^(?:Local|Block|Catch)\b/.test(value));
  const all = await Promise.all(scopes.slice(0, SCOPES).map(({ variablesReference }) => childrenOf(variablesReference, port, signal)));
  const variables = new Map<string, Dap.Variable>();
  for (const variable of all.flat()) if (!variables.has(variable.name)) variables.set(variable.name, variable);
  return variables;
}

async function childrenOf(variablesReference: number, port: DapPort, signal: AbortSignal): Promise<readonly Dap.Variable[]> {
  if (variablesReference <= 0) return [];
  return (await unlessRefused(signal, port.request('variables', { variablesReference }, signal)))?.variables ?? [];
}
