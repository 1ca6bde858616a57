import assert from 'node:assert/strict';
import {
  hasReceiver,
  isGoWrapper,
  isLiteral,
  isMethod,
  isPlumbing,
  isRuntime,
  isWrapper,
} from '../../../../../src/languages/go/symbols/symbolKinds.ts';

const KINDS = { isWrapper, isGoWrapper, isLiteral, isMethod, isRuntime, isPlumbing };

describe('what the symbol of a Go function says of it', () => {
  const table: readonly (readonly [symbol: string, kinds: readonly (keyof typeof KINDS)[]])[] = [
    ['main.work', []],
    ['main.work.func1', ['isLiteral', 'isMethod']],
    ['main.work.func1.2', ['isLiteral', 'isMethod']],
    ['main.glob..func1', ['isLiteral', 'isMethod']],
    ['main.work-range1.func2', ['isLiteral', 'isMethod']],
    ['main.work.deferwrap1', ['isWrapper', 'isMethod']],
    ['main.work·dwrap·12', ['isWrapper']],
    ['main.work.gowrap3', ['isGoWrapper', 'isLiteral', 'isMethod']],
    ['main.(*Pool).Get', ['isMethod']],
    ['main.Pool.Get', ['isMethod']],
    ['example.com/a.b/main.work', []],
    ['example.com/db.use[example.com/x.T]', []],
    ['runtime.gopanic', ['isRuntime', 'isPlumbing']],
    ['runtime.main_init_done', []],
    ['internal/poll.(*FD).Read', ['isMethod', 'isPlumbing']],
    ['sync.runtime_Semacquire', ['isPlumbing']],
    ['time.runtime_sleep', ['isPlumbing']],
    ['syncx.Wait', []],
  ];
  for (const [symbol, kinds] of table)
    it(`${symbol}: ${kinds.join(', ') || 'an ordinary function'}`, () => {
      const found = Object.entries(KINDS).flatMap(([name, is]) => (is(symbol) ? [name] : []));
      assert.deepEqual(found, kinds);
    });

  const receivers: readonly (readonly [callee: string, symbol: string, expected: boolean | undefined])[] = [
    ['work', 'main.work', false],
    ['r.Close', 'main.(*R).Close', true],
    ['R.Close', 'main.R.Close', undefined],
    ['(*R).Close', 'main.(*R).Close', undefined],
    ['box[int].Close', 'main.box[go.shape.int].Close', undefined],
  ];
  for (const [callee, symbol, expected] of receivers)
    it(`a call of ${symbol} as ${callee} has ${expected === undefined ? 'perhaps a' : expected ? 'a' : 'no'} receiver`, () => {
      assert.equal(hasReceiver(callee, symbol), expected);
    });
});
