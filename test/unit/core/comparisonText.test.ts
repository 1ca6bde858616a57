import assert from 'node:assert/strict';
import { compareSnapshots } from '../../../src/core/compareSnapshots.ts';
import { describeComparison, formatComparison } from '../../../src/core/comparisonText.ts';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import { cleanup, scope, snapshot, stack } from './snapshots.ts';

const holding = (ids: readonly string[], more: Partial<Snapshot> = {}): Snapshot =>
  snapshot({
    stacks: [
      stack({
        scopes: [
          scope({
            name: 'work',
            cleanups: ids.map((id, at) => cleanup({ id, label: `${id}()`, order: at + 1, registeredAt: { path: `/p/${id}.ts`, line: 3 } })),
          }),
        ],
      }),
    ],
    ...more,
  });

describe('the text of a comparison', () => {
  it('says that there is no difference', () => {
    const same = compareSnapshots(holding(['a']), holding(['a']));
    assert.equal(describeComparison(same), 'no difference');
    assert.equal(
      formatComparison(same, ['stop 1', 'stop 2']),
      'Deferscope comparison\n  before: stop 1\n  after: stop 2\n  no difference\n',
    );
  });

  it('lists what is new, ran, failed, is gone and has moved', () => {
    const history = [
      { id: 'ran', scope: '0:1', state: 'done', label: 'ran()', registeredAt: { path: '/p/ran.ts', line: 3 } },
      {
        id: 'failed',
        scope: '0:1',
        state: 'failed',
        label: 'failed()',
        error: 'Error: no',
        registeredAt: { path: '/p/failed.ts', line: 3 },
      },
    ] as const;
    const comparison = compareSnapshots(holding(['ran', 'failed', 'gone', 'a', 'b', 'c']), holding(['new', 'c', 'a', 'b'], { history }));
    assert.equal(
      formatComparison(comparison, ['stop 1', 'stop 2']),
      `Deferscope comparison
  before: stop 1
  after: stop 2
  1 new, 2 ran, 1 gone, 1 moved

New: registered in between  1
  new()  work  new.ts:3

Ran  2
  ran()  work  ran.ts:3
  failed()  work  failed.ts:3  failed: Error: no

Gone: no longer pending; the later snapshot does not say whether they ran  1
  gone()  work  gone.ts:3

Moved: to another scope, or to another place in the order  1
  c()  work  c.ts:3
`,
    );
  });

  it('says of what it cannot know that it cannot', () => {
    const comparison = compareSnapshots(holding(['a']), holding([], { moreStacks: 2 }));
    assert.equal(describeComparison(comparison), '1 not known');
    assert.match(
      formatComparison(comparison, ['a', 'b']),
      /^Not known: in one snapshot only, and the other one does not list everything {2}1\n {2}a\(\) {2}work {2}a\.ts:3$/m,
    );
  });

  it('is bounded', () => {
    const many = Array.from({ length: 1000 }, (_, at) => `c${at}`);
    const text = formatComparison(compareSnapshots(holding([]), holding(many)), ['a', 'b']);
    assert.match(text, /^New: registered in between {2}1000$/m);
    assert.match(text, /^ {2}and 800 more$/m);
    assert.equal(text.split('\n').length, 208);
  });
});
