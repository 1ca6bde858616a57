import assert from 'node:assert/strict';
import type { Argument } from '../../../../../src/core/snapshot.ts';
import type { WireValue } from '../../../../../src/languages/javascript/wire/javascriptReading.ts';
import { answer, at, sourceOver, stop, wireCleanup, wireScope, type Script } from '../scriptedPort.ts';

const { signal } = new AbortController();
const closed: WireValue = { type: 'object', text: 'Promise', cut: true, describable: true };
const open: WireValue = { type: 'object', text: '{a: 1}', cut: false };

async function argumentsBy(
  args: readonly (readonly WireValue[])[],
  more: Partial<Script>,
): Promise<{ readonly found: readonly Argument[]; readonly asked: readonly string[] }> {
  const cleanups = args.map((some, place) => wireCleanup(args.length - place, { args: some }));
  const { source, port } = sourceOver({
    frames: [{ name: 'work' }],
    evaluate: (_, __, context) =>
      context === 'watch'
        ? { variablesReference: 4 }
        : answer([{ scopes: [wireScope({ owner: 0, pending: cleanups.length, cleanups })] }], [at(1)]),
    ...more,
  });
  const result = await source.read(stop, signal);
  assert.equal(result.kind, 'stacks');
  return {
    found: result.stacks.flatMap(({ scopes }) => scopes.flatMap((scope) => scope.cleanups.flatMap((cleanup) => cleanup.arguments))),
    asked: port.asked.slice(2),
  };
}

describe('what the engine says of values', () => {
  it('takes two requests, and stands in place of what can be seen from the program', async () => {
    const { found, asked } = await argumentsBy([[open, closed], [closed]], {
      variables: () => [
        { name: '[[Scopes]]', value: 'Scopes[2]' },
        { name: '1', value: "Promise {[[PromiseState]]: 'fulfilled', [[PromiseResult]]: 42}" },
        { name: '0', value: 'Conn {#secret: 7}' },
      ],
    });
    assert.deepEqual(
      found.map(({ value }) => value),
      ['{a: 1}', 'Conn {#secret: 7}', 'Promise {<fulfilled>: 42}'],
    );
    assert.deepEqual(asked, [
      'evaluate {"do":"hold","values":[{"library":0,"scope":1,"cleanup":2,"at":1},{"library":0,"scope":1,"cleanup":1,"at":0}]} in 1000 for watch',
      'variables 4',
    ]);
  });

  it('is not asked for where no value needs it', async () => {
    const { asked } = await argumentsBy([[open], [open]], {});
    assert.deepEqual(asked, []);
  });

  it('is asked for a page of values only', async () => {
    const { asked } = await argumentsBy(
      Array.from({ length: 100 }, () => [closed, closed]),
      {},
    );
    assert.equal(asked[0]?.match(/"at":/g)?.length, 100);
  });

  it('is done without where the debugger refuses', async () => {
    const { found } = await argumentsBy([[closed]], {
      evaluate: (_, __, context) => {
        if (context === 'watch') throw new Error('no');
        return answer([{ scopes: [wireScope({ owner: 0, cleanups: [wireCleanup(1, { args: [closed] })] })] }], [at(1)]);
      },
    });
    assert.deepEqual(
      found.map(({ value }) => value),
      ['Promise'],
    );
  });

  const lines: readonly (readonly [string, string])[] = [
    [
      "Promise {[[PromiseState]]: 'pending', [[PromiseResult]]: undefined, Symbol(async_id_symbol): 287, Symbol(trigger_async_id_symbol): 36}",
      'Promise {<pending>}',
    ],
    ["Promise {[[PromiseState]]: 'fulfilled', [[PromiseResult]]: undefined}", 'Promise {<fulfilled>: undefined}'],
    [
      "Promise {[[PromiseState]]: 'rejected', [[PromiseResult]]: Error: no\\n    at file:///w/…kinds.mjs:20:33\\n    at Mod…, Symbol(async_id_symbol): 285, Symbol(trigger_async_id_symbol): 36}",
      'Promise {<rejected>: Error: no}',
    ],
    [
      "Promise {[[PromiseState]]: 'rejected', [[PromiseResult]]: Error: no\n    at file:///w/…kinds.mjs:20:33\n    at Mod…}",
      'Promise {<rejected>: Error: no}',
    ],
    ["Job {[[PromiseState]]: 'fulfilled', [[PromiseResult]]: {…}, id: 7}", 'Job {<fulfilled>: {…}, id: 7}'],
    ["work {[[GeneratorState]]: 'suspended'}", 'work {<suspended>}'],
    ['WeakRef {[[WeakRefTarget]]: {…}}', 'WeakRef {<target>: {…}}'],
    ["Conn {#secret: 7, name: 'a \"b\"', other: 'it\\'s'}", 'Conn {#secret: 7, name: "a \\"b\\"", other: "it\'s"}'],
    ["WeakMap {it's => 1, name: 'x'}", 'WeakMap {it\'s => 1, name: "x"}'],
    ["{text: '\u202e[[PromiseState]]'}", '{text: "\\u{202e}[[PromiseState]]"}'],
    ['x'.repeat(5000), `${'x'.repeat(999)}…`],
  ];
  for (const [said, shown] of lines)
    it(`is one line that a person reads: ${shown.slice(0, 40)}`, async () => {
      const { found } = await argumentsBy([[closed]], { variables: () => [{ name: '0', value: said }] });
      assert.equal(found[0]?.value, shown);
    });
});
