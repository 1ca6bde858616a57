import assert from 'node:assert/strict';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { frameLocation, frameName, pairFrames, pausedFrames } from '../../../../../src/languages/javascript/frames/frames.ts';

const listed = (...names: readonly string[]): Dap.StackFrame[] =>
  names.map((name, at) => ({
    id: at + 1,
    name,
    line: 1,
    column: 1,
    ...(name.startsWith('--') ? { presentationHint: 'label' as const } : {}),
  }));
const seen = (...names: readonly string[]): { name: string; url: string; line: number; column: number }[] =>
  names.map((name) => ({ name, url: '/a.js', line: 1, column: 1 }));

describe('frames', () => {
  it('of a paused program end at the first async boundary', () => {
    assert.deepEqual(
      pausedFrames(listed('a', 'b', '-- await --', 'c', '-- await --', 'd')).map((frame) => frame.name),
      ['a', 'b'],
    );
    assert.deepEqual(
      pausedFrames(listed('a', 'b')).map((frame) => frame.name),
      ['a', 'b'],
    );
    assert.deepEqual(pausedFrames(listed('-- await --', 'c')), []);
    assert.deepEqual(pausedFrames([]), []);
  });

  const pairs: readonly (readonly [string, readonly string[], readonly string[], readonly (string | undefined)[]])[] = [
    ['both lists are the same', ['a', 'b'], ['a', 'b'], ['a', 'b']],
    ['names differ and the length does not', ['', 'Foo'], ['<anonymous>', 'new Foo'], ['<anonymous>', 'new Foo']],
    ['the debugger lists no more than a page', ['f', 'f', 'f', 'f'], ['f', 'f'], ['f', 'f', undefined, undefined]],
    ['the debugger lists a frame that the probe cannot see', ['a', 'b'], ['<eval>', 'a', 'b'], ['a', 'b']],
    ['the probe saw a frame that the debugger leaves out', ['a', 'hidden', 'b'], ['a', 'b'], ['a', undefined, 'b']],
    ['methods are listed with their class', ['close', 'open'], ['Pool.close', 'x', 'Pool.open'], ['Pool.close', 'Pool.open']],
    ['the probe saw none', [], ['a'], []],
    ['the debugger lists none', ['a'], [], [undefined]],
  ];
  for (const [name, fromProbe, fromDebugger, expected] of pairs) {
    it(`are paired where ${name}`, () => {
      assert.deepEqual(
        pairFrames(seen(...fromProbe), listed(...fromDebugger)).map((frame) => frame?.name),
        expected,
      );
    });
  }

  it('are named as a person knows them', () => {
    for (const [name, expected] of [
      ['work', 'work'],
      ['async work', 'work'],
      ['new Pool', 'Pool'],
      ['async new x', 'x'],
      ['global.work', 'work'],
      ['Module.work', 'work'],
      ['Object.', 'Object.'],
      ['Pool.close', 'Pool.close'],
      ['Pool extends base.Store.open', 'Pool.open'],
      ['asynchronous', 'asynchronous'],
      ['news', 'news'],
    ] as const) {
      const [frame] = listed(name);
      assert.equal(frame && frameName(frame), expected);
    }
  });

  it('have a place where their source has a path', () => {
    const frame = { id: 1, name: 'f', line: 3, column: 5 };
    assert.deepEqual(frameLocation({ ...frame, source: { path: '/a.ts' } }), { path: '/a.ts', line: 3, column: 5 });
    assert.equal(frameLocation({ ...frame, source: { name: 'x', sourceReference: 3 } }), undefined);
    assert.equal(frameLocation({ ...frame, line: 0, source: { path: '/a.ts' } }), undefined);
    assert.equal(frameLocation(frame), undefined);
    assert.equal(frameLocation(undefined), undefined);
  });

  it('have no column where the adapter does not know it', () => {
    assert.deepEqual(frameLocation({ id: 1, name: 'f', line: 3, column: 0, source: { path: '/a.ts' } }), { path: '/a.ts', line: 3 });
  });
});
