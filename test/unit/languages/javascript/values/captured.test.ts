import assert from 'node:assert/strict';
import { namesIn, readCaptured } from '../../../../../src/languages/javascript/values/captured.ts';
import type { LiveValue } from '../../../../../src/languages/cleanupSource.ts';

function value(name: string, text: string, variablesReference = 0): LiveValue {
  return { name, value: text, variablesReference };
}

/** A closure as js-debug shows it: its scopes, innermost first. */
const closure: Readonly<Record<number, readonly LiveValue[]>> = {
  1: [value('length', '0'), value('[[Scopes]]', 'Scopes[4]', 2)],
  2: [value('0', 'Block (work)', 3), value('1', 'Closure (outer)', 4), value('2', 'Module', 5), value('3', 'Global', 6)],
  3: [value('connection', 'Connection {id: 7}'), value('unused', '1')],
  4: [value('connection', 'hidden by the inner one'), value('retries', '3')],
  5: [value('config', "the module's")],
  6: [value('console', 'the global one')],
};

describe('captured variables', () => {
  const read = (names: string): Promise<LiveValue[]> =>
    readCaptured(namesIn(names), (reference) => Promise.resolve(closure[reference] ?? []), 1);

  it('are those that the text names, the inner one first', async () => {
    assert.deepEqual(
      (await read('() => connection.close(retries)')).map((found) => [found.name, found.value]),
      [
        ['connection', 'Connection {id: 7}'],
        ['retries', '3'],
      ],
    );
  });

  it('are not those of the module or the global scope', async () => {
    assert.deepEqual(await read('() => console.log(config)'), []);
  });

  it('are none where the engine shows no scopes', async () => {
    assert.deepEqual(await readCaptured(namesIn('() => a'), () => Promise.resolve([]), 1), []);
  });

  it('have names in any script', () => {
    assert.deepEqual([...namesIn('async (größe) => { await 関閉($a, _b); }')], ['async', 'größe', 'await', '関閉', '$a', '_b']);
  });
});
