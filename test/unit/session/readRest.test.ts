import assert from 'node:assert/strict';
import type { Snapshot, Stack } from '../../../src/core/snapshot.ts';
import { readRest } from '../../../src/session/readRest.ts';
import type { CleanupSource, MoreStacks, StackReading } from '../../../src/languages/cleanupSource.ts';
import { scope, snapshot, stack } from '../core/snapshots.ts';

describe('what a snapshot leaves out', () => {
  const row = (id: string): Stack => stack({ id, kind: 'goroutine', current: false, status: { kind: 'blocked' }, unread: {} });

  /** Reads with a source that has these pages; each call of the clock is a millisecond later. */
  async function read(
    first: Snapshot,
    pages: readonly (readonly string[])[],
    budgetMs = 1000,
    signal = new AbortController().signal,
  ): Promise<{ readonly asked: readonly string[]; readonly made: Snapshot }> {
    const asked: string[] = [];
    let left = pages.flat().length;
    const rest = [...pages];
    const source: Pick<CleanupSource, 'readStack' | 'readMoreStacks'> = {
      readStack: (id): Promise<StackReading> => {
        asked.push(id);
        return Promise.resolve({
          stack: stack({ id, kind: 'goroutine', current: false, scopes: [scope({ id: `${id}:1` })] }),
          problems: [],
        });
      },
      readMoreStacks: (): Promise<MoreStacks> => {
        const page = rest.shift() ?? [];
        asked.push(`page of ${page.length}`);
        left -= page.length;
        return Promise.resolve({ stacks: page.map(row), problems: [], left });
      },
    };
    let now = 0;
    let made = first;
    for await (const change of readRest(first, source as CleanupSource, { budgetMs, signal, clock: () => now++ })) made = change(made);
    return { asked, made };
  }

  it('is read in its order, then page by page', async () => {
    const { asked, made } = await read(snapshot({ stacks: [stack(), row('a'), row('b')], moreStacks: 3 }), [['c', 'd'], ['e']]);
    assert.deepEqual(asked, ['a', 'b', 'page of 2', 'c', 'd', 'page of 1', 'e']);
    assert.deepEqual(
      made.stacks.map((one) => one.unread),
      Array.from({ length: 6 }, () => undefined),
    );
    assert.equal(made.moreStacks, undefined);
  });

  it('is left out when the time is over, or nobody wants it any more', async () => {
    const first = snapshot({ stacks: [row('a'), row('b'), row('c')], moreStacks: 1 });
    const { asked, made } = await read(first, [['d']], 3);
    assert.deepEqual([asked, made.moreStacks, made.stacks.map((one) => one.unread !== undefined)], [['a', 'b'], 1, [false, false, true]]);
    assert.deepEqual((await read(first, [['d']], 1000, AbortSignal.abort())).asked, []);
  });

  it('ends with a source that gives nothing more although it counts more', async () => {
    const { asked, made } = await read(snapshot({ moreStacks: 9 }), [[], ['never']]);
    assert.deepEqual([asked, made.moreStacks], [['page of 0'], 1]);
  });
});
