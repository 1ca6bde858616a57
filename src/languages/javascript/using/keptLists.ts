import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { VariableReader } from '../frames/variableReader.ts';
import { BINDING_LIMITS, type WireResource } from '../wire/bindingsReading.ts';
import { optional } from '../../../core/optional.ts';
import { readVariable, type DebuggerHandle } from '../values/heldValue.ts';

/** How many scopes of a helper's function are searched: the list is in its own scope or the one right around it. */
const MAX_SCOPES_READ = 2;

/** What a compiler's helper has registered, and where the debugger has it. */
export interface KeptEntry {
  readonly resource: WireResource;
  readonly awaited: boolean;
  readonly handle: DebuggerHandle;
  /** The name of the method, if it is the resource's own. */
  readonly method?: string;
}

/**
 * The list that the helpers of Babel and rolldown keep private, oldest first. It is a variable of the function that disposes of it, and the
 * engine shows it under `[[Scopes]]`. Takes five requests, one after the other; none of them runs code. Undefined if the list cannot be
 * told from other variables.
 */
export async function readKeptList(disposer: number, reader: VariableReader): Promise<readonly KeptEntry[] | undefined> {
  const scopes = (await reader.children(disposer)).find(({ name }) => name === '[[Scopes]]');
  const outer = (await reader.children(scopes?.variablesReference ?? 0)).filter(({ name }) => /^\d/.test(name)).slice(0, MAX_SCOPES_READ);
  for (const scope of await Promise.all(outer.map(({ variablesReference }) => reader.children(variablesReference)))) {
    const lists = await Promise.all(scope.filter(isArray).map((one) => readEntries(one.variablesReference, reader)));
    const found = lists.filter((list) => list !== undefined);
    // An empty list looks like an empty array in a variable of the program.
    const [first, ...others] = found.some((list) => list.length > 0) ? found.filter((list) => list.length > 0) : found;
    if (first !== undefined) return others.every((list) => list.length === 0) ? first : undefined;
  }
  return undefined;
}

/** The same for a list that a variable holds: `{ stack: [{ value, dispose, async }, …] }`, or the array itself. */
export async function readHeldList(variable: Dap.Variable, reader: VariableReader): Promise<readonly KeptEntry[] | undefined> {
  if (isArray(variable)) return readEntries(variable.variablesReference, reader);
  const stack = (await reader.children(variable.variablesReference)).find(({ name }) => name === 'stack');
  return stack !== undefined && isArray(stack) ? readEntries(stack.variablesReference, reader) : undefined;
}

function isArray({ value, variablesReference }: Dap.Variable): boolean {
  return variablesReference > 0 && /^\(\d+\) \[|^Array\(\d+\)$|^\[\]$/.test(value);
}

/** Undefined for an array of other things. */
async function readEntries(list: number, reader: VariableReader): Promise<readonly KeptEntry[] | undefined> {
  const elements = (await reader.children(list, { filter: 'indexed', start: 0, count: BINDING_LIMITS.entries })).filter(({ name }) =>
    /^\d+$/.test(name),
  );
  const entries = await Promise.all(elements.map(async ({ variablesReference }) => asEntry(await reader.children(variablesReference))));
  return entries.every((entry) => entry !== undefined) ? entries.flat() : undefined;
}

/**
 * `{ v, d, a }` of Babel, `{ value, dispose, async }` of TypeScript, `[async, dispose, value]` of esbuild; an empty list for the await of a
 * null resource.
 */
function asEntry(fields: readonly Dap.Variable[]): readonly KeptEntry[] | undefined {
  const field = (...names: readonly string[]): Dap.Variable | undefined => fields.find(({ name }) => names.includes(name));
  const isAsync = field('a', 'async', '0')?.value;
  if (isAsync !== 'true' && isAsync !== 'false' && isAsync !== 'undefined') return undefined;
  const value = field('v', 'value', '2');
  const resource = value && readVariable(value);
  if (value === undefined || resource === undefined) return [];
  const method = field('d', 'dispose', '1');
  const name = /^(?:async )?ƒ\*? ?([^(]+)\(/.exec(method?.value ?? '')?.[1]?.trim();
  const awaited = isAsync === 'true';
  // The helper wraps a method that is not awaited by itself in its own function.
  const isOwn = !awaited || /^\[.*dispose\]$/i.test(name ?? '');
  return [
    {
      resource,
      awaited,
      handle: { variablesReference: value.variablesReference, ...optional('method', isOwn ? method?.valueLocationReference : undefined) },
      ...optional('method', isOwn ? name : undefined),
    },
  ];
}
