import assert from 'node:assert/strict';
import { describeEntry, describeResource, nameKind, sayEntry, sayResource } from '../../../src/core/describeResources.ts';
import { describeDuration } from '../../../src/core/duration.ts';
import { listResources, type ResourceKind } from '../../../src/core/resources.ts';
import type { Resource } from '../../../src/core/snapshot.ts';
import { inEnglish as t } from '../../../src/core/translate.ts';

function resource(more: Partial<Resource> = {}): Resource {
  return { id: '0:r1', name: 'orders', state: 'open', facts: [], entries: [], total: 0, ...more };
}

describe('describeResources', () => {
  it('lists all kinds in the order in which they are shown', () => {
    const all = listResources({
      pools: [resource()],
      guards: [resource(), resource()],
      managed: [resource()],
      background: [resource()],
      owned: [resource()],
      gates: [resource()],
      leaks: [resource()],
      shutdowns: [resource()],
    });
    assert.deepEqual(
      all.map(({ kind }) => kind),
      ['guard', 'guard', 'managed', 'pool', 'gate', 'owned', 'background', 'shutdown', 'leaks'],
    );
    assert.deepEqual(listResources({ guards: [], managed: [], pools: [] }), []);
    assert.deepEqual(listResources(undefined), []);
  });

  it('names every kind with a word of its own', () => {
    const kinds: readonly ResourceKind[] = ['guard', 'managed', 'pool', 'gate', 'owned', 'background', 'shutdown', 'leaks'];
    assert.equal(new Set(kinds.map((kind) => nameKind(kind, t))).size, kinds.length);
  });

  it('says counts before their names, everything else behind, and a state that is not the usual one', () => {
    const facts = [
      { name: 'held', value: '2' },
      { name: 'policy', value: 'strict' },
    ];
    assert.equal(describeResource(resource({ facts })), '2 held, policy strict');
    assert.equal(
      describeResource(resource({ facts, state: 'draining', location: { path: '/a/main.ts', line: 7 } })),
      'draining, 2 held, policy strict  main.ts:7',
    );
    assert.equal(describeResource(resource()), '');
    const counts = [
      ['held', '0'],
      ['waiting', '0'],
      ['in use', '3'],
      ['next token', '5'],
      ['dropped', '0'],
    ].map(([name = '', value = '']) => ({ name, value }));
    assert.equal(describeResource(resource({ facts: counts })), '0 held, 3 in use, next token 5');
  });

  it('says an entry with its state, its facts and its place', () => {
    const entry = { name: 'order-17', state: 'held', facts: [{ name: 'token', value: '5' }], location: { path: '/a/main.ts', line: 7 } };
    assert.equal(describeEntry(entry), 'held, token 5  main.ts:7');
  });

  it('reads a row aloud as a sentence', () => {
    const one = {
      kind: 'guard' as const,
      resource: resource({ total: 3, facts: [{ name: 'held', value: '2' }], location: { path: '/a/main.ts', line: 7 } }),
    };
    assert.equal(sayResource(one, t), 'guard orders, 2 held, 3 entries, made at main.ts line 7');
    assert.equal(
      sayEntry(
        { name: 'order-17', state: 'held', facts: [], concern: 'its lease has expired', location: { path: '/a/main.ts', line: 7 } },
        t,
      ),
      'order-17, held, its lease has expired, at main.ts line 7',
    );
  });
});

describe('describeDuration', () => {
  for (const [milliseconds, text] of [
    [0, '0 ms'],
    [0.4, '0 ms'],
    [250, '250 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [1500, '1.5 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min'],
    [3_540_000, '59 min'],
    [3_599_000, '1 h'],
    [5_400_000, '1.5 h'],
    [-1500, '-1.5 s'],
    [-20, '-20 ms'],
  ] as const)
    it(`${milliseconds} is ${text}`, () => {
      assert.equal(describeDuration(milliseconds, t), text);
    });
});
