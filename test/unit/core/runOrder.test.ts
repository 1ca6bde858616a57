import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countPending, numberCleanups, numberScopes, type UnorderedCleanup, type UnorderedScope } from '../../../src/core/runOrder.ts';
import { scope, stack } from './snapshots.ts';

function unordered(id: string, state: UnorderedCleanup['state'] = 'pending'): UnorderedCleanup {
  return { id, state, label: 'close()', callee: { name: 'close' }, arguments: [] };
}

function unorderedScope(id: string, total: number, cleanups: readonly UnorderedCleanup[]): UnorderedScope {
  return { ...scope({ id, total }), cleanups };
}

describe('run order', () => {
  it('counts across the scopes of a stack, innermost first', () => {
    const numbered = numberScopes([unorderedScope('inner', 2, [unordered('a'), unordered('b')]), unorderedScope('empty', 0, []), unorderedScope('outer', 1, [unordered('c')])]);
    assert.deepEqual(numbered.flatMap((one) => one.cleanups.map((item) => [one.id, item.id, item.order])), [['inner', 'a', 1], ['inner', 'b', 2], ['outer', 'c', 3]]);
  });

  it('gives the running one no place of its own', () => {
    const numbered = numberScopes([unorderedScope('inner', 1, [unordered('now', 'running'), unordered('a')]), unorderedScope('outer', 1, [unordered('b')])]);
    assert.deepEqual(numbered.flatMap((one) => one.cleanups.map((item) => item.order)), [0, 1, 2]);
  });

  it('counts those too that are not listed', () => {
    const numbered = numberScopes([unorderedScope('inner', 10_000, [unordered('a'), unordered('b')]), unorderedScope('outer', 1, [unordered('c')])]);
    assert.deepEqual(numbered.flatMap((one) => one.cleanups.map((item) => item.order)), [1, 2, 10_001]);
  });

  it('goes on where it was', () => { assert.deepEqual(numberCleanups([unordered('a'), unordered('b')], 7).map((item) => item.order), [8, 9]); });

  it('has every number once, without a gap, when all are listed', () => {
    const scopes = fc.array(fc.record({ running: fc.boolean(), pending: fc.nat(5) }), { maxLength: 6 });
    fc.assert(fc.property(scopes, (made) => {
      const numbered = numberScopes(made.map(({ running, pending }, at) => unorderedScope(String(at), pending, [...(running ? [unordered('r', 'running')] : []), ...Array.from({ length: pending }, (_, i) => unordered(String(i)))])));
      const orders = numbered.flatMap((one) => one.cleanups.filter((item) => item.state === 'pending').map((item) => item.order));
      assert.deepEqual(orders, orders.map((_, at) => at + 1));
      assert.equal(countPending(stack({ scopes: numbered })), orders.length);
    }));
  });

  it('leaves what it numbers as it was', () => {
    const given = Object.freeze([Object.freeze(unorderedScope('s', 1, Object.freeze([Object.freeze(unordered('a'))])))]);
    numberScopes(given);
    assert.equal('order' in (given[0]?.cleanups[0] ?? {}), false);
  });
});
