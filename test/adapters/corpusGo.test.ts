import assert from 'node:assert/strict';
import type { Cleanup, Stack } from '../../src/core/snapshot.ts';
import type { DelveFrame } from '../corpus/go/delveRpc.ts';
import { compareLists } from '../corpus/go/lists.ts';
import { agree } from '../corpus/go/sameText.ts';

const frame = (name: string, line: number, defers: readonly (readonly [name: string, line: number])[] = []): DelveFrame => ({
  pc: 1,
  file: '/m/a.go',
  line,
  function: { name, value: 1 },
  FrameOffset: -line,
  Err: '',
  Defers: defers.map(([called, at]) => ({
    DeferredLoc: { pc: 1, file: '/m/a.go', line: at, function: { name: called, value: 1 } },
    DeferLoc: { pc: 1, file: '/m/a.go', line: at },
    Unreadable: '',
  })),
});
const row = (line: number, state: Cleanup['state'] = 'pending'): Cleanup => ({
  id: String(line),
  order: 1,
  state,
  label: `call${line}()`,
  callee: { name: 'm.call' },
  registeredAt: { path: '/m/a.go', line },
  arguments: [],
});
const stack = (line: number, cleanups: readonly Cleanup[], more: Partial<Stack['scopes'][number]> = {}): Stack => ({
  id: 'goroutine:1',
  kind: 'goroutine',
  name: 'Goroutine 1',
  current: true,
  status: { kind: 'paused' },
  failures: [],
  scopes: [{ id: 's', kind: 'function', name: 'work', location: { path: '/m/a.go', line }, total: cleanups.length, cleanups, ...more }],
});
const FRAMES = [
  frame('runtime.gopark', 3),
  frame('m.work', 20, [
    ['m.work.deferwrap2', 12],
    ['m.close', 11],
  ]),
];

const lists: readonly {
  readonly title: string;
  readonly stack: Stack | undefined;
  readonly optimized?: true;
  readonly wrong: readonly string[];
}[] = [
  { title: 'the same calls in the same order', stack: stack(20, [row(12), row(11)]), wrong: [] },
  { title: 'a call that runs now is not in the list', stack: stack(20, [row(13, 'running'), row(12), row(11)]), wrong: [] },
  {
    title: 'a call too few',
    stack: stack(20, [row(12)]),
    wrong: ['1 of 2 are not listed, the first m.close, deferred at a.go:11 in m.work'],
  },
  {
    title: 'a call too many',
    stack: stack(20, [row(12), row(11), row(10)]),
    wrong: ['call10() (a.go:10, calls m.call): Delve lists nothing more'],
  },
  {
    title: 'another order',
    stack: stack(20, [row(11), row(12)]),
    wrong: ['call11() (a.go:11, calls m.call): Delve says m.work.deferwrap2, deferred at a.go:12'],
  },
  {
    title: 'another owner',
    stack: stack(20, [row(12), row(11)], { name: 'other' }),
    wrong: ["call12() (a.go:12, calls m.call): Delve says it is m.work's, the row is of other"],
  },
  {
    title: 'another place of the owner',
    stack: stack(21, [row(12), row(11)]),
    wrong: ["call12() (a.go:12, calls m.call): Delve says that m.work is in line 20, the row's is in line 21"],
  },
  { title: 'no stack', stack: undefined, wrong: ['2 of 2 are not listed, the first m.work.deferwrap2, deferred at a.go:12 in m.work'] },
  { title: 'a scope that says that it has more', stack: stack(20, [row(12)], { total: 2 }), wrong: [] },
  {
    title: 'calls of an optimized program that Delve does not list',
    stack: stack(20, [row(12), row(9), row(11)]),
    optimized: true,
    wrong: [],
  },
];

const texts: readonly (readonly [a: string, b: string, same: boolean])[] = [
  ['7', '7', true],
  ['7', '8', false],
  ['"a"', '"b"', false],
  ['"a long te...', '"a long text"', true],
  ['&{a: 1, b: {…}}', '&{a: 1, b: {c: 2, d: {e: 3}}}', true],
  ['&{a: 1, b: {…}, f: 2}', '&{a: 1, b: {c: 2}, f: 3}', false],
  ['&{a: 1, …}', '&{a: 1, b: 2}', true],
  ['[1,2]', '[1,2,3]', false],
];

describe('Comparing a stop in somebody else’s Go program with Delve’s own list', () => {
  for (const { title, stack: ours, optimized, wrong } of lists)
    it(title, () => {
      assert.deepEqual(compareLists(ours, FRAMES, optimized === true).wrong, wrong);
    });

  for (const [a, b, same] of texts)
    it(`${a} ${same ? 'agrees with' : 'differs from'} ${b}`, () => {
      assert.equal(agree(a, b), same);
    });
});
