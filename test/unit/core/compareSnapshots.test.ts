import assert from 'node:assert/strict';
import { compareSnapshots } from '../../../src/core/compareSnapshots.ts';
import type { PlacedCleanup } from '../../../src/core/runOrder.ts';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import { cleanup, fullSnapshot, scope, snapshot, stack } from './snapshots.ts';

const holding = (ids: readonly string[], more: Partial<Snapshot> = {}): Snapshot =>
  snapshot({ stacks: [stack({ scopes: [scope({ cleanups: ids.map((id, at) => cleanup({ id, order: at + 1 })) })] })], ...more });

/** The ids of each list. */
function compare(before: Snapshot, after: Snapshot): Readonly<Record<string, readonly string[]>> {
  const { added, gone, moved, ran, unknown } = compareSnapshots(before, after);
  const ids = (list: readonly PlacedCleanup[]): string[] => list.map((one) => one.cleanup.id);
  return {
    added: ids(added),
    gone: ids(gone),
    moved: ids(moved),
    ran: ran.map(
      ({
        before: {
          cleanup: { id },
        },
        entry,
      }) => `${id} ${entry.state}`,
    ),
    unknown: ids(unknown),
  };
}

const NOTHING = { added: [], gone: [], moved: [], ran: [], unknown: [] };

describe('compareSnapshots', () => {
  it('finds nothing in equal ones', () => {
    assert.deepEqual(compare(fullSnapshot(), fullSnapshot()), NOTHING);
    assert.deepEqual(compare(snapshot(), snapshot()), NOTHING);
  });

  it('tells what is new, and that the others have not moved for it', () => {
    assert.deepEqual(compare(holding(['b', 'a']), holding(['c', 'b', 'a'])), { ...NOTHING, added: ['c'] });
  });

  it('tells what ran from what is gone', () => {
    const history = [
      { id: 'a', scope: '0:1', state: 'done', label: 'close()' },
      { id: 'b', scope: '0:1', state: 'failed', label: 'close()' },
      { id: 'c', scope: '0:1', state: 'skipped', label: 'close()' },
    ] as const;
    assert.deepEqual(compare(holding(['d', 'c', 'b', 'a']), snapshot({ history })), {
      ...NOTHING,
      gone: ['d', 'c'],
      ran: ['b failed', 'a done'],
    });
  });

  it('does not take what ran before the first moment for what ran since', () => {
    const history = [{ id: 'a', scope: '0:1', state: 'done', label: 'close()' }] as const;
    assert.deepEqual(compare(holding(['a'], { history }), snapshot({ history })), { ...NOTHING, gone: ['a'] });
  });

  it('tells the fewest that moved', () => {
    assert.deepEqual(compare(holding(['a', 'b', 'c', 'd']), holding(['d', 'a', 'b', 'c'])), { ...NOTHING, moved: ['d'] });
  });

  it('tells what is owned by another scope', () => {
    const other = snapshot({ stacks: [stack({ scopes: [scope({ id: '0:2', cleanups: [cleanup({ id: 'a' })] })] })] });
    assert.deepEqual(compare(holding(['a']), other), { ...NOTHING, moved: ['a'] });
  });

  it('does not take one registered elsewhere for the same', () => {
    const at = (line: number): Snapshot =>
      snapshot({ stacks: [stack({ scopes: [scope({ cleanups: [cleanup({ id: 'a', registeredAt: { path: '/a.go', line } })] })] })] });
    assert.deepEqual(compare(at(1), at(2)), { ...NOTHING, added: ['a'], gone: ['a'] });
  });

  it('claims nothing where the other one does not list all', () => {
    const unread = snapshot({ stacks: [stack({ unread: {} })] });
    const failed = snapshot({ absent: { reason: 'failed', message: 'It failed.' } });
    const cut = snapshot({ stacks: [stack({ scopes: [scope({ total: 1 })] })] });
    for (const partial of [unread, failed, cut, snapshot({ moreStacks: 1 })]) {
      assert.deepEqual(compare(holding(['a']), partial), { ...NOTHING, unknown: ['a'] });
      assert.deepEqual(compare(partial, holding(['a'])), { ...NOTHING, unknown: ['a'] });
    }
    assert.deepEqual(compare(holding(['a']), snapshot({ absent: { reason: 'nothing-pending', message: 'Nothing.' } })), {
      ...NOTHING,
      gone: ['a'],
    });
  });

  it('counts what says the same twice, whatever it is called', () => {
    assert.deepEqual(compare(holding(['__proto__', '__proto__', '']), holding(['__proto__', ''])), { ...NOTHING, gone: ['__proto__'] });
  });

  it('compares 200,000 that stand in reverse', () => {
    const ids = Array.from({ length: 200_000 }, (_, at) => String(at));
    const { moved, ...rest } = compareSnapshots(holding(ids), holding([...ids].reverse()));
    assert.deepEqual([moved.length, rest], [199_999, { added: [], gone: [], ran: [], unknown: [] }]);
  });
});
