import assert from 'node:assert/strict';
import { findGap, findRegister } from '../../../../../src/languages/go/deferred/callUnderWay.ts';

describe('where Go may be about to call a deferred function', () => {
  const table: readonly (readonly [names: readonly string[], gap: ReturnType<typeof findGap>])[] = [
    [['runtime.gopanic', 'main.work'], { taker: undefined, runner: 0 }],
    [['runtime.popDefer', 'runtime.(*_panic).nextDefer', 'runtime.deferreturn', 'main.work'], { taker: 1, runner: 2 }],
    [['main.work.func1', 'runtime.gopanic', 'main.work'], undefined],
    [['runtime.fatalpanic', 'runtime.gopanic', 'main.work'], undefined],
    [['runtime.gopark', 'runtime.chanrecv', 'main.work'], undefined],
    [[], undefined],
  ];
  for (const [names, gap] of table)
    it(names.join(' from ') || 'nowhere', () => {
      assert.deepEqual(findGap(names), gap);
    });
});

describe('the register with the closure that Go calls next', () => {
  const find = (...instructions: readonly string[]): ReturnType<typeof findRegister> =>
    findRegister(instructions.map((instruction) => ({ instruction })));

  it('is the one that nextDefer has returned, until that is copied', () => {
    assert.deepEqual(find('MOVQ 0(AX), CX', 'MOVQ AX, DX', 'CALL CX'), { closure: 'RAX', isOpen: false });
    assert.deepEqual(find('CALL CX', 'NOPL 0(AX)'), { closure: 'RDX', isOpen: false });
  });

  it('is open before the test of whether there is one', () => {
    assert.deepEqual(find('TESTL BL, BL', 'JNE 0x4848a7', 'CALL runtime.traceEnabled(SB)'), { closure: 'RAX', isOpen: true });
  });

  it('is not known where something else is called, or nothing', () => {
    assert.equal(find('LEAQ 0x20(SP), AX', 'CALL runtime.(*_panic).nextDefer(SB)', 'TESTL BL, BL', 'JNE 0x4848a7'), undefined);
    assert.equal(find('ADDQ $0x28, SP', 'RET'), undefined);
  });
});
