import assert from 'node:assert/strict';
import type { Cleanup, CleanupScope, Resource, Stack } from '../../../../src/core/snapshot.ts';
import {
  isOpenAtFirst,
  resourceChildren,
  resourceNode,
  resourceRoots,
  scopeChildren,
  type TreeNode,
} from '../../../../src/ui/tree/nodes.ts';

function cleanups(sites: string): Cleanup[] {
  return sites.split('').map((site, at) => ({
    id: `0:1:${at}`,
    order: at + 1,
    state: 'pending',
    label: `f(${at})`,
    callee: { name: 'f' },
    arguments: [],
    ...(site === '?' ? {} : { registeredAt: { path: `/${site}.ts`, line: 1 } }),
  }));
}

function scopeOf(sites: string, total = sites.length): CleanupScope {
  return { id: '0:1', kind: 'function', name: 'work', total, cleanups: cleanups(sites) };
}

function stackOf(...scopes: CleanupScope[]): Stack {
  return { id: 'thread', kind: 'thread', name: 'Paused', current: true, status: { kind: 'paused' }, failures: [], scopes };
}

function words(node: TreeNode): string {
  switch (node.kind) {
    case 'cleanup':
      return `${node.cleanup.order}`;
    case 'repeats':
      return `${node.cleanups.length} at ${node.location.path}`;
    case 'more':
      return `${node.unlisted} more`;
    default:
      return node.kind;
  }
}

describe('the rows of a scope', () => {
  const table: readonly { readonly title: string; readonly scope: CleanupScope; readonly rows: readonly string[] }[] = [
    { title: 'nothing', scope: scopeOf(''), rows: [] },
    { title: 'each by itself', scope: scopeOf('abc'), rows: ['1', '2', '3'] },
    { title: 'five of one site', scope: scopeOf('aaaaa'), rows: ['1', '2', '3', '4', '5'] },
    { title: 'those after the fifth of one site in a row', scope: scopeOf('aaaaaaa'), rows: ['1', '2', '3', '4', '5', '2 at /a.ts'] },
    { title: 'another site after them', scope: scopeOf('aaaaaaab'), rows: ['1', '2', '3', '4', '5', '2 at /a.ts', '8'] },
    {
      title: 'two long sites in turn',
      scope: scopeOf('aaaaaabbbbbbb'),
      rows: ['1', '2', '3', '4', '5', '1 at /a.ts', '7', '8', '9', '10', '11', '2 at /b.ts'],
    },
    { title: 'sites that are not known are never folded', scope: scopeOf('???????'), rows: ['1', '2', '3', '4', '5', '6', '7'] },
    { title: 'not all are listed', scope: scopeOf('ab', 10_000), rows: ['1', '2', '9998 more'] },
    {
      title: 'not all are listed, and the last ones are of one site',
      scope: scopeOf('aaaaaa', 10_000),
      rows: ['1', '2', '3', '4', '5', '1 at /a.ts', '9994 more'],
    },
  ];
  for (const { title, scope, rows } of table) {
    it(title, () => {
      const nodes = scopeChildren('thread', stackOf(scope), scope);
      assert.deepEqual(nodes.map(words), rows);
      assert.equal(new Set(nodes.map((node) => node.id)).size, nodes.length, 'ids are unique');
    });
  }
});

describe('what is open at first', () => {
  it('the innermost scope, and the others while all stay short', () => {
    const [inner, outer] = [
      { ...scopeOf('ab'), id: 'inner' },
      { ...scopeOf('abc'), id: 'outer' },
    ];
    assert.deepEqual(
      [inner, outer].map((scope) => isOpenAtFirst(stackOf(inner, outer), scope)),
      [true, true],
    );
    const long = { ...scopeOf('abcdefghijklmnop'), id: 'long' };
    assert.deepEqual(
      [inner, long].map((scope) => isOpenAtFirst(stackOf(inner, long), scope)),
      [true, false],
    );
  });

  it('the same of another stack, which somebody has to unfold first; but nothing among suspended tasks', () => {
    const scope = scopeOf('a');
    assert.deepEqual(
      [
        isOpenAtFirst({ ...stackOf(scope), current: false }, scope),
        isOpenAtFirst({ ...stackOf(scope), kind: 'task', current: false }, scope),
      ],
      [true, false],
    );
  });
});

describe('the rows of resources', () => {
  const resource: Resource = {
    id: '0:r1',
    name: 'orders',
    state: 'open',
    facts: [],
    total: 120,
    entries: [
      { name: 'a', state: 'held', facts: [] },
      { name: 'a', state: 'lent', facts: [] },
      { name: 'b', state: 'held', facts: [] },
    ],
  };

  it('stand in a group, which is not there without them', () => {
    assert.deepEqual(resourceRoots(undefined), []);
    assert.deepEqual(resourceRoots({ guards: [], managed: [], pools: [], owned: [] }), []);
    const [root] = resourceRoots({ guards: [resource], managed: [], pools: [resource] });
    assert.deepEqual(root?.kind === 'resources' ? root.resources.map(({ kind }) => kind) : [], ['guard', 'pool']);
  });

  it('are the entries, each with an id of its own that stays across stops, and one that loads more', () => {
    const rows = resourceChildren(resourceNode({ kind: 'guard', resource }).id, { kind: 'guard', resource });
    assert.deepEqual(
      rows.map((row) => row.id),
      ['resource:0:r1/entry:0:a', 'resource:0:r1/entry:1:a', 'resource:0:r1/entry:0:b', 'resource:0:r1/more'],
    );
    const last = rows.at(-1);
    assert.equal(last?.kind === 'moreEntries' ? last.unlisted : undefined, 117);
    const whole = { ...resource, total: 3 };
    assert.equal(resourceChildren('x', { kind: 'guard', resource: whole }).length, 3);
  });
});
