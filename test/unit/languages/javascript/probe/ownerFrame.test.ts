import assert from 'node:assert/strict';
import type { DoorFrame, DoorSite } from '../../../../../src/runtime/door/doorContract.ts';
import { findOwner } from '../../../../../src/languages/javascript/probe/ownerFrame.ts';

/** `work:12`, or with the place where the function starts, `work@10:12`. */
function frame(words: string): DoorFrame & { readonly url: string } {
  const [, name = '', start, line = '1', column = '1', url = '/a.js'] = /^(\w*)(?:@(\d+))?:(\d+)(?:\.(\d+))?(?: (.+))?$/.exec(words) ?? [];
  return {
    name,
    url,
    line: Number(line),
    column: Number(column),
    ...(start === undefined ? {} : { functionLine: Number(start), functionColumn: 1 }),
  };
}

const site = (cut: 'whole' | 'cut', ...frames: readonly string[]): DoorSite => ({ cut: cut === 'cut', frames: frames.map(frame) });

describe('the frame that made a scope', () => {
  const table: readonly (readonly [string, DoorSite, readonly string[], number | undefined])[] = [
    ['is on top', site('whole', 'work:5', 'main:2'), ['work:9', 'main:2'], 0],
    ['has called others since', site('whole', 'work:5', 'main:2'), ['deep:3', 'inner:1', 'work:9', 'main:2'], 2],
    ['is the outermost', site('whole', 'main:2'), ['work:9', 'main:7'], 1],
    ['has returned', site('whole', 'work:5', 'main:2'), ['main:7'], undefined],
    ['has returned, and another function stands there', site('whole', 'work:5', 'main:2'), ['other:9', 'main:2'], undefined],
    [
      'has returned, and another call of the same function stands there',
      site('whole', 'work:5', 'main:2'),
      ['work:9', 'main:3'],
      undefined,
    ],
    [
      'has returned, and the same call on another column stands there',
      site('whole', 'work:5', 'main:2.4'),
      ['work:9', 'main:2.20'],
      undefined,
    ],
    ['has returned, and a call from another file stands there', site('whole', 'work:5', 'main:2'), ['work:9', 'main:2 /b.js'], undefined],
    ['is another function of the same name', site('whole', 'work@4:5', 'main:2'), ['work@8:9', 'main:2'], undefined],
    ['is the same function by its start', site('whole', 'work@4:5', 'main:2'), ['work@4:9', 'main:2'], 0],
    ['is known by name where no start is told', site('whole', 'work@4:5', 'main:2'), ['work:9', 'main:2'], 0],
    [
      'is one of a recursion: the one at its height',
      site('whole', 'down:5', 'down:3', 'main:1'),
      ['down:3', 'down:3', 'down:3', 'main:1'],
      1,
    ],
    ['is one of a recursion: not one at another height', site('whole', 'down:5', 'main:1'), ['down:3', 'down:3'], undefined],
    ['is deep, and its record was cut', site('cut', 'work:5', 'a:1', 'b:1'), ['x:1', 'work:9', 'a:1', 'b:1', 'c:1', 'd:1'], 1],
    ['is deep, was cut, and has returned', site('cut', 'work:5', 'a:1', 'b:1'), ['work:9', 'a:2', 'b:1', 'c:1'], undefined],
    ['is anonymous', site('whole', ':5', 'main:2'), [':9', 'main:2'], 0],
    ['is not known', site('whole'), ['main:1'], undefined],
    ['is deeper than the stack', site('whole', 'work:5', 'a:1', 'b:1'), ['work:5'], undefined],
    ['is looked for in no stack', site('whole', 'work:5'), [], undefined],
  ];
  it('is not above the one that made a newer scope', () => {
    const made = site('cut', 'down:5', 'down:3', 'down:3');
    const stack = ['down:3', 'down:3', 'down:3', 'down:3', 'down:3'].map(frame);
    assert.deepEqual(
      [0, 1, 2, 3].map((innermost) => findOwner(made, stack, innermost)),
      [0, 1, 2, undefined],
    );
  });

  for (const [name, made, stack, expected] of table)
    it(name, () => {
      assert.equal(findOwner(made, stack.map(frame)), expected);
    });
});
