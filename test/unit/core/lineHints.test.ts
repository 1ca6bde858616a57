import assert from 'node:assert/strict';
import { hintsFor } from '../../../src/core/lineHints.ts';
import type { Cleanup, CleanupState, Snapshot } from '../../../src/core/snapshot.ts';
import { inEnglish } from '../../../src/core/translate.ts';

function cleanup(order: number, line: number, state: CleanupState = 'pending', path = '/a.ts'): Cleanup {
  return { id: `${order}`, order, state, label: 'f()', callee: { name: 'f' }, registeredAt: { path, line }, arguments: [] };
}

function snapshotOf(cleanups: readonly Cleanup[], total = cleanups.filter(({ state }) => state === 'pending').length): Snapshot {
  return {
    schema: 'deferscope.snapshot',
    version: 1,
    takenAt: '2026-01-01T00:00:00.000Z',
    session: { name: 'a', type: 'pwa-node' },
    stop: { reason: 'step' },
    problems: [],
    stacks: [
      {
        id: 's',
        kind: 'thread',
        name: 's',
        current: true,
        status: { kind: 'paused' },
        failures: [],
        scopes: [{ id: '1', kind: 'function', name: 'f', total, cleanups }],
      },
    ],
  };
}

describe('hints beside source lines', () => {
  const table: readonly { readonly title: string; readonly cleanups: readonly Cleanup[]; readonly hints: readonly [number, string][] }[] = [
    { title: 'nothing', cleanups: [], hints: [] },
    { title: 'the next one', cleanups: [cleanup(1, 7)], hints: [[7, 'runs next']] },
    {
      title: 'a later one',
      cleanups: [cleanup(1, 7), cleanup(2, 3)],
      hints: [
        [3, 'runs 2nd'],
        [7, 'runs next'],
      ],
    },
    {
      title: 'several from one line',
      cleanups: [cleanup(3, 5), cleanup(4, 5), cleanup(5, 5)],
      hints: [[5, '3 pending, the first runs 3rd']],
    },
    { title: 'the one that runs now', cleanups: [cleanup(0, 5, 'running')], hints: [[5, 'running now']] },
    {
      title: 'running and pending from one line',
      cleanups: [cleanup(0, 5, 'running'), cleanup(1, 5)],
      hints: [[5, 'running now · runs next']],
    },
    { title: 'another file', cleanups: [cleanup(1, 5, 'pending', '/b.ts')], hints: [] },
  ];
  for (const { title, cleanups, hints } of table) {
    it(title, () => {
      assert.deepEqual(
        hintsFor(snapshotOf(cleanups), '/a.ts', inEnglish).map(({ line, text }) => [line, text]),
        hints,
      );
    });
  }

  it('of a scope that its owner ends, whose numbers are its own', () => {
    const both = snapshotOf([cleanup(1, 7)]);
    const owned = {
      id: '2',
      kind: 'object',
      ends: 'owner',
      name: 'stack',
      total: 3,
      cleanups: [cleanup(1, 3), cleanup(2, 4), cleanup(3, 4)],
    } as const;
    const scopes = [...both.stacks.flatMap((stack) => stack.scopes), owned];
    assert.deepEqual(
      hintsFor({ ...both, stacks: both.stacks.map((stack) => ({ ...stack, scopes })) }, '/a.ts', inEnglish).map(({ line, text }) => [
        line,
        text,
      ]),
      [
        [3, 'runs when stack is disposed of: 1st'],
        [4, '2 pending, the first runs when stack is disposed of: 2nd'],
        [7, 'runs next'],
      ],
    );
  });

  it('of what runs only on failure, and of what is later then', () => {
    const onFailure = (order: number, line: number): Cleanup => ({ ...cleanup(order, line), when: 'failure' });
    assert.deepEqual(
      hintsFor(
        snapshotOf([cleanup(1, 9), onFailure(2, 8), onFailure(2, 7), onFailure(2, 7), cleanup(2, 6), cleanup(3, 5), cleanup(4, 5)]),
        '/a.ts',
        inEnglish,
      ).map(({ line, text }) => [line, text]),
      [
        [5, '2 pending, the first runs 3rd, or later on failure'],
        [6, 'runs 2nd, or later on failure'],
        [7, '2 pending · only on failure'],
        [8, 'only on failure'],
        [9, 'runs next'],
      ],
    );
  });

  it('more than is listed', () => {
    assert.deepEqual(hintsFor(snapshotOf([cleanup(1, 5), cleanup(2, 5)], 10_000), '/a.ts', inEnglish), [
      { line: 5, text: 'at least 2 pending, the first runs next' },
    ]);
  });

  it('stacks that were not looked at yet, or are not listed', () => {
    const snapshot = snapshotOf([cleanup(1, 5), cleanup(2, 5)]);
    const unread = {
      ...snapshot,
      stacks: [
        ...snapshot.stacks,
        {
          id: 'other',
          kind: 'goroutine',
          name: 'other',
          current: false,
          status: { kind: 'running' },
          failures: [],
          scopes: [],
          unread: { pending: 3 },
        },
      ],
    } as const;
    for (const one of [unread, { ...snapshot, moreStacks: 7 }])
      assert.deepEqual(hintsFor(one, '/a.ts', inEnglish), [{ line: 5, text: 'at least 2 pending, the first runs next' }]);
  });
});
