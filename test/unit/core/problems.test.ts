import assert from 'node:assert/strict';
import { findProblems, siteKey } from '../../../src/core/problems.ts';
import { inEnglish as t } from '../../../src/core/translate.ts';
import type { Cleanup } from '../../../src/core/snapshot.ts';
import { cleanup, scope, stack } from './snapshots.ts';

const at = (line: number, column?: number): NonNullable<Cleanup['registeredAt']> => ({
  path: '/src/main.ts',
  line,
  ...(column === undefined ? {} : { column }),
});
const many = (count: number, more: Partial<Cleanup>): Cleanup[] =>
  Array.from({ length: count }, (_, i) => cleanup({ id: `${more.registeredAt?.line ?? ''}:${i}`, ...more }));
const messages = (...scopes: Parameters<typeof scope>[0][]): string[] =>
  findProblems([stack({ scopes: scopes.map((one) => scope(one)) })], t).map((problem) => problem.message);

const LOOP = 'a cleanup that is registered in a loop runs only when its scope ends';

describe('problems', () => {
  const table: readonly (readonly [string, Parameters<typeof scope>[0][], string[]])[] = [
    ['three at one place', [{ cleanups: many(3, { registeredAt: at(22, 5) }) }], [`3 cleanups pending at main.ts:22: ${LOOP}`]],
    ['two at one place', [{ cleanups: many(2, { registeredAt: at(22, 5) }) }], []],
    [
      'three at one line, at two columns',
      [{ cleanups: [...many(2, { registeredAt: at(22, 5) }), ...many(1, { registeredAt: at(22, 9) })] }],
      [],
    ],
    ['three without a place', [{ cleanups: many(3, {}) }], []],
    [
      'three of which one runs',
      [{ cleanups: [...many(1, { registeredAt: at(22), state: 'running', order: 0 }), ...many(2, { registeredAt: at(22) })] }],
      [],
    ],
    [
      'three at one place in different scopes',
      [{ cleanups: many(2, { registeredAt: at(22) }) }, { id: '0:2', cleanups: many(2, { registeredAt: at(22) }) }],
      [],
    ],
    [
      'two loops',
      [{ cleanups: [...many(3, { registeredAt: at(7) }), ...many(4, { registeredAt: at(9) })] }],
      [`3 cleanups pending at main.ts:7: ${LOOP}`, `4 cleanups pending at main.ts:9: ${LOOP}`],
    ],
    [
      'more than are listed',
      [{ total: 10_000, cleanups: many(100, { registeredAt: at(22) }) }],
      [`At least 100 cleanups pending at main.ts:22: ${LOOP}`],
    ],
    ['nothing', [], []],
  ];
  for (const [name, scopes, expected] of table)
    it(name, () => {
      assert.deepEqual(messages(...scopes), expected);
    });

  it('say what they are about', () => {
    const [problem] = findProblems([stack({ id: 'S', scopes: [scope({ id: 'P', cleanups: many(3, { registeredAt: at(22, 5) }) })] })], t);
    assert.deepEqual(problem && { ...problem, message: '' }, {
      code: 'repeated-site',
      severity: 'warning',
      message: '',
      stack: 'S',
      scope: 'P',
      cleanups: ['22:0', '22:1', '22:2'],
      location: at(22, 5),
    });
  });

  it('have one line, whatever the program calls its scripts', () => {
    assert.deepEqual(messages({ cleanups: many(3, { registeredAt: { path: '/a/x\ny.ts', line: 1 } }) }), [
      `3 cleanups pending at x\\ny.ts:1: ${LOOP}`,
    ]);
  });

  it('tell sites apart', () => {
    const keys = [siteKey(at(1)), siteKey(at(1, 1)), siteKey(at(11)), siteKey({ path: '/src/main.ts:1', line: 1 })];
    assert.equal(new Set(keys).size, keys.length);
  });
});
