import assert from 'node:assert/strict';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { debugToStop, javascript, repository } from './debuggee.ts';

/**
 * What a line of the Variables view says and ours need not: how often the engine counts the same thing, accessors of typed arrays and
 * buffers, Node's marks, the names of the engine's internal slots, and those of an error's header.
 */
const NOT_TOLD = new Set([
  'accessor',
  'size',
  'buffer',
  'byteLength',
  'byteOffset',
  'maxByteLength',
  'resizable',
  'growable',
  'detached',
  'length',
  'callee',
  'Symbol',
  'Symbol.toStringTag',
  'Symbol.iterator',
  'message',
  'stack',
  'PromiseState',
  'PromiseResult',
  'GeneratorState',
  'WeakRefTarget',
  'async_id_symbol',
  'trigger_async_id_symbol',
]);
/** Kinds for which our text uses other words. */
const OTHERWISE: Readonly<Record<string, string>> = {
  badDate: 'Date (invalid)',
  control: '"\\u{1b}[31mred"',
  pending: 'Promise {<pending>}',
  arguments: 'Arguments(2) [1, "b"]',
  url: 'URL {href: "https://example.org/a?b=c"}',
  domException: 'DOMException [AbortError]: gone',
  namedError: 'NamedError: n',
  errorsInMap: 'Map(1) {"e" => NamedError: in a map}',
  bound: 'ƒ bound work()',
  stackError: 'StackError: s',
};

/** The words of a line of the Variables view, without the stacks of errors. A long one is identified by its beginning. */
function wordsOf(line: string): string[] {
  const plain = line
    .replace(/(?:\\n|\n)\s+at .*?(?=, \w+: |\}$|$)/gsu, '')
    .replace(/(\w{3} \w{3} \d\d \d{4} [\d:]+ GMT[+-]\d{4}) \([^)]*\)/gu, (_, date: string) => new Date(date).toISOString().slice(0, 19))
    .replace(
      /(?:, )?(?:buffer|byteLength|byteOffset|maxByteLength|resizable|growable|detached|length|size|Symbol\(Symbol\.toStringTag\)|Symbol\((?:trigger_)?async_id_symbol\)): (?:\w+\(\d+\)|'[^']*'|[\w-]+)/gu,
      '',
    );
  return (plain.match(/[\p{L}\p{N}_$#.:-]+/gu) ?? [])
    .map((word) => word.replace(/^[.:-]+(?!\d)|:+$/gu, '').slice(0, 100))
    .filter((word) => word !== '' && !NOT_TOLD.has(word));
}

describe('values of every kind', () => {
  for (const major of [20, 24])
    it(`say at least what VS Code's Variables view says, and are not touched, on Node ${major}`, async () => {
      const { nodeBinary } = (await import(pathToFileURL(path.join(repository, 'test/runtime/nodes.mjs')).href)) as {
        readonly nodeBinary: (major: number) => string;
      };
      const debuggee = await debugToStop(`${javascript}/values/deferred.mjs`, { configuration: { runtimeExecutable: nodeBinary(major) } });
      try {
        const { session, threadId } = debuggee;
        const { stackFrames } = (await session.customRequest('stackTrace', { threadId })) as {
          stackFrames: readonly { readonly id: number }[];
        };
        const evaluate = async (
          expression: string,
          context: string,
        ): Promise<{ readonly result: string; readonly variablesReference: number }> =>
          (await session.customRequest('evaluate', { expression, frameId: stackFrames[0]?.id, context })) as {
            readonly result: string;
            readonly variablesReference: number;
          };
        const { stacks } = await debuggee.snapshot();
        const ours = new Map(
          stacks.flatMap(({ scopes }) =>
            scopes.flatMap(({ cleanups }) =>
              cleanups.map((cleanup) => [cleanup.label.replace(/:.*$/s, ''), cleanup.arguments[0]?.value ?? '']),
            ),
          ),
        );
        assert.equal((await evaluate('touched.join()', 'copy')).result, '');

        const { variablesReference } = await evaluate('kinds', 'watch');
        const { variables } = (await session.customRequest('variables', { variablesReference })) as {
          variables: readonly { readonly name: string; readonly value: string }[];
        };
        const theirs = variables.filter(({ name }) => !name.startsWith('[['));
        assert.deepEqual([...ours.keys()].sort(), theirs.map(({ name }) => name).sort());
        const missing = theirs.flatMap(({ name, value }) => {
          const line = ours.get(name) ?? '';
          const lacks =
            OTHERWISE[name] === undefined
              ? wordsOf(value).filter((word) => !line.includes(word))
              : line === OTHERWISE[name]
                ? []
                : [`not ${OTHERWISE[name]}`];
          return lacks.length === 0 ? [] : [`${name}: ${line} lacks ${lacks.join(' ')} of ${value.slice(0, 200)}`];
        });
        assert.deepEqual(missing, []);
      } finally {
        await debuggee.end();
      }
    });
});
