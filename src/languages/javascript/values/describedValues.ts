import { VALUE_LENGTH } from '../../../core/displayText.ts';
import { unlessRefused, type DapPort } from '../../../dap/port.ts';
import { WIRE_LIMITS as L, type WireCleanup, type WireReading, type WireValue } from '../wire/javascriptReading.ts';
import { optional } from '../../../core/optional.ts';
import type { LiveCommand } from './cleanups.ts';
import { holdExpression, type EvaluatePlace } from './expression.ts';

/**
 * The engine's description of values that cannot be inspected from within the program: the state of a promise, private fields, the target
 * of a proxy. VS Code's Variables view shows the same. Takes two requests for a page of values, and none if no value needs it.
 */

export interface DescribeQuery {
  readonly port: DapPort;
  readonly place: EvaluatePlace | undefined;
  readonly signal: AbortSignal;
}

/** The reading, with the engine's description where the probe's text says less. */
export async function describeValues(reading: WireReading, { port, place, signal }: DescribeQuery): Promise<WireReading> {
  const asked = findAsked(reading).slice(0, L.held);
  if (asked.length === 0 || place === undefined) return reading;
  const texts = await readTexts({ expression: holdExpression(asked), place, port, signal });
  const found = new Map(asked.map((command, at) => [keyOf(command), texts.get(at)]));
  const describe = (key: LiveCommand, value: WireValue): WireValue => describeValue(value, found.get(keyOf(key)));
  return {
    ...reading,
    libraries: reading.libraries.map((library) => ({
      ...library,
      scopes: library.scopes.map((scope) => ({
        ...scope,
        cleanups: scope.cleanups.map((cleanup): WireCleanup => {
          const key = { library: library.index, scope: scope.id, cleanup: cleanup.id };
          return {
            ...cleanup,
            ...optional('receiver', cleanup.receiver && describe({ ...key, at: 'receiver' }, cleanup.receiver)),
            args: cleanup.args.map((value, at) => describe({ ...key, at }, value)),
          };
        }),
      })),
    })),
  };
}

/** The value in the engine's words, if there are any. Otherwise it still says that it has more. */
export function describeValue(value: WireValue, said: string | undefined): WireValue {
  if (said !== undefined && said !== '') return { type: value.type, text: rewrite(said), cut: false };
  return value.describable === true ? { ...value, text: value.text.replace(/\{\}$/, '{…}').replace(/(?<![{…])\}$/, ', …}') } : value;
}

export interface TextsQuery {
  /** The expression's value is a holder of the values: see the probe's `holdValues`. */
  readonly expression: string;
  readonly place: EvaluatePlace;
  readonly port: DapPort;
  readonly signal: AbortSignal;
}

/** The debugger's line for each value in a holder, by place; empty if the debugger refuses. */
export async function readTexts(query: TextsQuery): Promise<ReadonlyMap<number, string>> {
  const { signal } = query;
  const variables = await unlessRefused(signal, readHeld(query));
  return new Map((variables ?? []).map(({ name, value }) => [Number(name), value]));
}

/** What a holder holds, as the debugger's variables, named by their places. */
export async function readHeld({
  expression,
  place,
  port,
  signal,
}: TextsQuery): Promise<readonly { readonly name: string; readonly value: string; readonly variablesReference: number }[]> {
  const { variablesReference } = await port.request('evaluate', { expression, ...place, context: 'watch' }, signal);
  if (variablesReference <= 0) return [];
  const { variables } = await port.request('variables', { variablesReference }, signal);
  return variables.filter(({ name }) => /^\d+$/.test(name));
}

function findAsked(reading: WireReading): LiveCommand[] {
  return reading.libraries.flatMap(({ index, scopes }) =>
    scopes.flatMap(({ id, cleanups }) =>
      cleanups.flatMap((cleanup) => {
        const key = { library: index, scope: id, cleanup: cleanup.id };
        const args = cleanup.args.flatMap((value, at): LiveCommand[] => (value.describable === true ? [{ ...key, at }] : []));
        // A scope that is shown has its own row.
        return cleanup.receiver?.describable === true && cleanup.holds === undefined
          ? [{ ...key, at: 'receiver' as const }, ...args]
          : args;
      }),
    ),
  );
}

function keyOf({ library, scope, cleanup, at }: LiveCommand): string {
  return `${library}:${scope}:${cleanup}:${at}`;
}

/**
 * js-debug writes out the engine's internal slots, Node's marks on promises and the stack of an error; a person wants to read the state.
 */
function rewrite(said: string): string {
  return (
    said
      .slice(0, VALUE_LENGTH + 1)
      .replace(/(?:, )?Symbol\((?:async_id_symbol|trigger_async_id_symbol)\): \d+/gu, '')
      .replace(/^(.*?) ?\{\[\[PromiseState\]\]: 'pending', \[\[PromiseResult\]\]: undefined/u, '$1 {<pending>')
      .replace(
        /^(.*?) ?\{\[\[PromiseState\]\]: '(\w+)', \[\[PromiseResult\]\]: (.*?)(?:(?:\\n|\n)\s+at .*?)?(?=\}$|, \w)/su,
        '$1 {<$2>: $3',
      )
      .replace(/^(.*?) ?\{\[\[GeneratorState\]\]: '(\w+)'/u, '$1 {<$2>')
      .replace(/\{\[\[WeakRefTarget\]\]: /u, '{<target>: ')
      // As everywhere else.
      .replace(/(?<=: )'((?:[^'\\]|\\.)*)'(?=[,}\]])/gu, (_, text: string) => `"${text.replace(/\\'/gu, "'").replace(/"/gu, '\\"')}"`)
  );
}
