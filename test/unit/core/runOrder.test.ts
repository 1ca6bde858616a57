import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countPending, isLaterOnFailure, numberScopes, type UnorderedCleanup, type UnorderedScope } from '../../../src/core/runOrder.ts';
import { orderMark } from '../../../src/core/describe.ts';
import { inEnglish } from '../../../src/core/translate.ts';
import { scope, stack } from './snapshots.ts';

function unordered(id: string, state: UnorderedCleanup['state'] = 'pending'): UnorderedCleanup {
  return { id, state, label: 'close()', callee: { name: 'close' }, arguments: [] };
}

function unorderedScope(id: string, total: number, cleanups: readonly UnorderedCleanup[]): UnorderedScope {
  return { ...scope({ id, total }), cleanups };
}

describe('run order', () => {
  it('counts across the scopes of a stack, innermost first', () => {
    const numbered = numberScopes([
      unorderedScope('inner', 2, [unordered('a'), unordered('b')]),
      unorderedScope('empty', 0, []),
      unorderedScope('outer', 1, [unordered('c')]),
    ]);
    assert.deepEqual(
      numbered.flatMap((one) => one.cleanups.map((item) => [one.id, item.id, item.order])),
      [
        ['inner', 'a', 1],
        ['inner', 'b', 2],
        ['outer', 'c', 3],
      ],
    );
  });

  it('gives the running one no place of its own', () => {
    const numbered = numberScopes([
      unorderedScope('inner', 1, [unordered('now', 'running'), unordered('a')]),
      unorderedScope('outer', 1, [unordered('b')]),
    ]);
    assert.deepEqual(
      numbered.flatMap((one) => one.cleanups.map((item) => item.order)),
      [0, 1, 2],
    );
  });

  it('counts those too that are not listed', () => {
    const numbered = numberScopes([
      unorderedScope('inner', 10_000, [unordered('a'), unordered('b')]),
      unorderedScope('outer', 1, [unordered('c')]),
    ]);
    assert.deepEqual(
      numbered.flatMap((one) => one.cleanups.map((item) => item.order)),
      [1, 2, 10_001],
    );
  });

  it('gives those behind what is not known their number or a later one', () => {
    const marksOf = (scopes: readonly UnorderedScope[]): string[] =>
      numberScopes(scopes).flatMap((one) => one.cleanups.map((item) => `${item.id} ${orderMark(item, inEnglish)}`));
    const [inner, outer] = [unorderedScope('inner', 1, [unordered('a')]), unorderedScope('outer', 1, [unordered('d')])];
    const unknown: UnorderedScope = { ...unorderedScope('middle', 2, [unordered('b'), unordered('c', 'running')]), unknown: true };
    assert.deepEqual(marksOf([inner, unknown, outer]), ['a 1', 'b 2', 'c now', 'd ≥4']);
    assert.deepEqual(
      marksOf([inner, { ...unknown, ends: 'owner' }, outer]),
      ['a 1', 'b 1', 'c now', 'd 2'],
      'not behind one that its owner ends',
    );
    assert.deepEqual(
      marksOf([unknown, { ...inner, ends: 'owner' }, outer]),
      ['b 1', 'c now', 'a 1', 'd ≥3'],
      'one that its owner ends counts by itself',
    );
    assert.deepEqual(
      marksOf([{ ...unknown, kind: 'object' }, outer]),
      ['b 1', 'c now', 'd 3'],
      'a stack that is not followed is one cleanup of its block',
    );
  });

  it('places a scope that a cleanup ends between that cleanup and the next', () => {
    const holding = (id: string, holds: string): UnorderedCleanup => ({ ...unordered(id), holds });
    const ordersOf = (scopes: readonly UnorderedScope[]): string[] =>
      numberScopes(scopes).flatMap((one) => one.cleanups.map((item) => `${item.id} ${item.order}`));
    assert.deepEqual(
      ordersOf([
        unorderedScope('outer', 3, [unordered('a'), holding('b', 'inner'), unordered('c')]),
        unorderedScope('inner', 2, [unordered('d'), unordered('e')]),
      ]),
      ['a 1', 'b 2', 'c 5', 'd 3', 'e 4'],
    );
    assert.deepEqual(
      ordersOf([unorderedScope('inner', 1, [unordered('d')]), unorderedScope('outer', 2, [holding('b', 'inner'), unordered('c')])]),
      ['d 2', 'b 1', 'c 3'],
      'whichever is listed first',
    );
    assert.deepEqual(
      ordersOf([
        unorderedScope('outer', 1, [{ ...holding('b', 'inner'), state: 'running' }, unordered('c')]),
        unorderedScope('inner', 1, [unordered('d')]),
      ]),
      ['b 0', 'c 2', 'd 1'],
      'also while it runs',
    );
    assert.deepEqual(
      ordersOf([unorderedScope('s', 1, [holding('a', 't')]), unorderedScope('t', 1, [holding('b', 's')])]),
      ['a 1', 'b 2'],
      'two that hold each other',
    );
    assert.deepEqual(
      ordersOf([
        unorderedScope('outer', 500, [holding('b', 'inner')]),
        unorderedScope('inner', 1, [unordered('d')]),
        unorderedScope('last', 1, [unordered('e')]),
      ]),
      ['b 1', 'd 2', 'e 502'],
      'with those that are not listed',
    );
  });

  it('numbers the others without what runs only on failure', () => {
    const onFailure = (id: string): UnorderedCleanup => ({ ...unordered(id), when: 'failure' });
    const numbered = numberScopes([
      unorderedScope('inner', 5, [unordered('a'), onFailure('b'), onFailure('c'), unordered('d')]),
      unorderedScope('outer', 2, [onFailure('e'), unordered('f')]),
    ]);
    assert.deepEqual(
      numbered.flatMap((one) => one.cleanups.map((item) => `${item.id} ${item.order}`)),
      ['a 1', 'b 2', 'c 2', 'd 2', 'e 4', 'f 4'],
      'one of the inner scope is not listed',
    );
    const later = numbered.flatMap((one) =>
      one.cleanups.map((item) => isLaterOnFailure({ cleanup: item, scope: one, stack: stack({ scopes: numbered }) })),
    );
    assert.deepEqual(later, [false, false, false, true, false, true]);
  });

  it('counts a scope that its owner ends by itself', () => {
    const owned = (id: string, total: number, cleanups: readonly UnorderedCleanup[]): UnorderedScope => ({
      ...unorderedScope(id, total, cleanups),
      kind: 'object',
      ends: 'owner',
    });
    const holding = (id: string, holds: string): UnorderedCleanup => ({ ...unordered(id), holds });
    const ordersOf = (scopes: readonly UnorderedScope[]): string[] =>
      numberScopes(scopes).flatMap((one) => one.cleanups.map((item) => `${item.id} ${item.order}`));
    assert.deepEqual(
      ordersOf([
        unorderedScope('inner', 1, [unordered('a')]),
        owned('stack', 500, [unordered('b'), unordered('c')]),
        unorderedScope('outer', 2, [unordered('d'), unordered('e')]),
      ]),
      ['a 1', 'b 1', 'c 2', 'd 2', 'e 3'],
    );
    assert.deepEqual(
      ordersOf([
        owned('stack', 2, [holding('a', 'held'), unordered('b')]),
        owned('held', 2, [unordered('c'), unordered('d')]),
        unorderedScope('outer', 1, [unordered('e')]),
      ]),
      ['a 1', 'b 2', 'c 1', 'd 2', 'e 1'],
      'one that it holds may be ended by hand before it',
    );
    assert.deepEqual(ordersOf([unorderedScope('outer', 2, [holding('a', 'stack'), unordered('b')]), owned('stack', 1, [unordered('c')])]), [
      'a 1',
      'b 2',
      'c 1',
    ]);
  });

  it('has every number once, without a gap, when all are listed', () => {
    const scopes = fc.array(fc.record({ running: fc.boolean(), pending: fc.nat(5) }), { maxLength: 6 });
    fc.assert(
      fc.property(scopes, (made) => {
        const numbered = numberScopes(
          made.map(({ running, pending }, at) =>
            unorderedScope(String(at), pending, [
              ...(running ? [unordered('r', 'running')] : []),
              ...Array.from({ length: pending }, (_, i) => unordered(String(i))),
            ]),
          ),
        );
        const orders = numbered.flatMap((one) => one.cleanups.filter((item) => item.state === 'pending').map((item) => item.order));
        assert.deepEqual(
          orders,
          orders.map((_, at) => at + 1),
        );
        assert.equal(countPending(stack({ scopes: numbered })), orders.length);
      }),
    );
  });

  it('leaves what it numbers as it was', () => {
    const given = Object.freeze([Object.freeze(unorderedScope('s', 1, Object.freeze([Object.freeze(unordered('a'))])))]);
    numberScopes(given);
    assert.equal('order' in (given[0]?.cleanups[0] ?? {}), false);
  });
});
