import assert from 'node:assert/strict';
import { asWrapper, isNamelessWrapper } from '../../../../../src/languages/go/statements/olderPrograms.ts';
import { useDefers } from './deferredCalls.ts';

describe('wrappers of programs that older versions of Go have built', () => {
  const read = useDefers();

  it('get the name that they have today', () => {
    assert.deepEqual(['main.work.func2', 'main.work.func1.3', 'main.(*R).Close'].map(asWrapper), [
      'main.work.deferwrap2',
      'main.work.func1.deferwrap3',
      'main.(*R).Close',
    ]);
  });

  const table: readonly (readonly [line: string, name: string, literals: number, expected: boolean])[] = [
    ['defer a(x)', 'main.work.func1', 0, true],
    ['a()', 'main.work.func1', 0, false],
    ['defer func() {}()', 'main.work.func1', 1, false],
    ['defer func(k int) {}(1)', 'main.work.func2', 1, true],
    ['defer func(k int) {}(1)', 'main.work.func1.2', 2, false],
  ];
  for (const [line, name, literals, expected] of table)
    it(`${line}: ${name}, with ${literals} literals in the function, is ${expected ? 'one' : 'none'}`, async () => {
      assert.equal(isNamelessWrapper(name, await read(line), literals), expected);
    });
});
