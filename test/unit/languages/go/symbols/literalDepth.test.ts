import assert from 'node:assert/strict';
import { literalDepth } from '../../../../../src/languages/go/symbols/symbolKinds.ts';

describe('in how many function literals a Go symbol stands', () => {
  const table: readonly (readonly [symbol: string, depth: number | undefined])[] = [
    ['main.work', 0],
    ['main.(*Pool).Get', 0],
    ['example.com/a.func1/b.init.0', 0],
    ['main.work-range1', 0],
    ['main.work.func1', 1],
    ['main.(*Pool).Get.func2', 1],
    ['main.glob..func1', 1],
    ['main.work-range1.func2', 1],
    ['main.work[go.shape.struct { main.x.func1 int }].func3', 1],
    ['main.work[...].func1', 1],
    ['main.work.func1-range2', 1],
    ['main.work.func1.2', 2],
    ['main.work.func10.2.13', 3],
    ['main.work.func1.deferwrap1', undefined],
    ['main.work.gowrap1', undefined],
    ['main.(*Pool).Get-fm', undefined],
  ];
  for (const [symbol, depth] of table)
    it(`${symbol}: ${depth ?? 'made by the compiler'}`, () => {
      assert.equal(literalDepth(symbol), depth);
    });
});
