// Cleanups made of cleanups: several as one, and resources released in the order of their dependencies.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cleanupAll, cleanupAllAsync, Dependencies, DependencyError, type DependencyErrorCode } from '../../src/runtime/compose/compose.ts';
import { asyncScope, scope, SuppressedError } from '../../src/runtime/deferscope.ts';
import { caught, rejected } from './caught.ts';
import { findOwnLibrary, readScope } from './ownLibrary.ts';
import { turn } from './turn.ts';
import { RANDOM_RUNS } from './randomRuns.ts';

/** All errors inside an error, in the order in which they were thrown. */
function listErrors(error: unknown): unknown[] {
  return error instanceof SuppressedError ? [...listErrors(error.suppressed), ...listErrors(error.error)] : [error];
}

function assertRefused(error: unknown, code: DependencyErrorCode, message: RegExp): void {
  assert(error instanceof DependencyError, String(error));
  assert.deepEqual([error.name, error.code], ['DependencyError', code]);
  assert.match(error.message, message);
}

describe('compose: cleanupAll', () => {
  it('runs all, in reverse order, once', () => {
    const seen: number[] = [];
    const all = cleanupAll(
      ...[1, 2, 3].map((n) => () => {
        seen.push(n);
      }),
    );
    const s = scope();
    s.defer(all);
    s.dispose();
    all();
    assert.deepEqual(seen, [3, 2, 1]);
    cleanupAll()();
  });

  it('runs all whatever some throw, and throws all that they threw: also undefined', () => {
    const seen: number[] = [];
    const fail = (n: number, what: unknown) => () => {
      seen.push(n);
      throw what;
    };
    const error = caught(
      cleanupAll(
        fail(1, 'a'),
        fail(2, undefined),
        () => {
          seen.push(3);
        },
        fail(4, 'd'),
      ),
    );
    assert.deepEqual(
      [seen, listErrors(error)],
      [
        [4, 3, 2, 1],
        ['d', undefined, 'a'],
      ],
    );
    assert.equal(caught(cleanupAll(fail(1, 'only'))), 'only');
  });

  it('awaits each before the next one starts, and tells its failure once', async () => {
    const seen: unknown[] = [];
    const all = cleanupAllAsync(
      () => {
        seen.push('last');
      },
      async () => {
        await turn();
        seen.push('middle');
        throw new Error('m');
      },
      () => {
        seen.push('first');
        throw new Error('f');
      },
    );
    const first = rejected(all());
    const second = all();
    assert.deepEqual(
      listErrors(await first).map((e) => (e as Error).message),
      ['f', 'm'],
    );
    await second;
    await all();
    assert.deepEqual(seen, ['first', 'middle', 'last']);
  });

  it('the combined one is one cleanup, with the names of what is in it', () => {
    const closeFile = (): void => undefined;
    const s = asyncScope();
    s.defer(
      cleanupAllAsync(closeFile, function unlock() {
        return 1;
      }),
    );
    assert.equal((readScope(findOwnLibrary(), s).cleanups[0]?.fn as { name: string }).name, 'cleanupAllAsync(closeFile, unlock)');
  });

  it('refuses what is no function, before anything runs', () => {
    assert.match(
      String(caught(() => cleanupAll(() => 1, 5 as never))),
      /^TypeError: cleanupAll\(\.\.\.fns\): expected a function, got 5\. Pass the function itself/,
    );
    assert.match(
      String(caught(() => cleanupAllAsync(null as never))),
      /^TypeError: cleanupAllAsync\(\.\.\.fns\): expected a function, got null/,
    );
  });
});

describe('compose: dependencies', () => {
  it('each is released after all that depend on it; otherwise last in, first out', async () => {
    for (const how of ['dispose', 'disposeAsync'] as const) {
      const seen: string[] = [];
      const d = new Dependencies({ label: 'services' });
      const add = (name: string, ...dependsOn: string[]): void => {
        d.add(
          name,
          () => {
            seen.push(name);
          },
          { dependsOn },
        );
      };
      add('app', 'cache', 'database', 'cache');
      add('cache', 'network');
      add('network');
      add('database', 'network');
      add('metrics');
      assert.deepEqual([d.order(), d.size], [['metrics', 'app', 'database', 'cache', 'network'], 5]);
      await d[how]();
      await d[how]();
      assert.deepEqual(seen, ['metrics', 'app', 'database', 'cache', 'network']);
      assertRefused(
        caught(() => {
          d.add('late', () => 1);
        }),
        'RELEASED',
        /^Dependencies\.add\(name, release, options\): everything has been released/,
      );
    }
  });

  it('a circle is refused when it would close, with the path; what was there stays', () => {
    const d = new Dependencies();
    d.add('a', () => 1, { dependsOn: ['b'] });
    d.add('b', () => 1, { dependsOn: ['x', 'c'] });
    const error = caught(() => {
      d.add('c', () => 1, { dependsOn: ['y', 'a'] });
    });
    assertRefused(error, 'CYCLE', /depend on each other in a circle, so none of them can be released first: c → a → b → c\. Leave out one/);
    assert.deepEqual((error as DependencyError).path, ['c', 'a', 'b', 'c']);
    assertRefused(
      caught(() => {
        d.add('self', () => 1, { dependsOn: ['self'] });
      }),
      'CYCLE',
      /self → self/,
    );
    assert.deepEqual(d.order(), ['a', 'b']);
  });

  it('all are released whatever some throw, and an unknown name is told at the end', async () => {
    for (const how of ['dispose', 'disposeAsync'] as const) {
      const seen: string[] = [];
      const d = new Dependencies();
      for (const [name, dependsOn] of [
        ['base', []],
        ['top', ['base', 'typo']],
      ] as const)
        d.add(
          name,
          () => {
            seen.push(name);
            throw new Error(name);
          },
          { dependsOn },
        );
      const errors = listErrors(
        how === 'dispose'
          ? caught(() => {
              d.dispose();
            })
          : await rejected(d.disposeAsync()),
      );
      assert.deepEqual(
        [seen, errors.slice(0, 2).map((e) => (e as Error).message)],
        [
          ['top', 'base'],
          ['top', 'base'],
        ],
      );
      assertRefused(errors[2], 'UNKNOWN', /'top' depends on 'typo', which was never added\. Everything has been released all the same/);
    }
  });

  it('refuses wrong use with what to write', () => {
    const d = new Dependencies();
    d.add('a', () => 1);
    assertRefused(
      caught(() => {
        d.add('a', () => 1);
      }),
      'DUPLICATE',
      /'a' was added before\. Give each resource a name of its own/,
    );
    assert.match(
      String(
        caught(() => {
          d.add(5 as never, () => 1);
        }),
      ),
      /^TypeError: Dependencies\.add\(.*name must be a string, got 5/,
    );
    assert.match(
      String(
        caught(() => {
          d.add('b', 5 as never);
        }),
      ),
      /release must be a function/,
    );
    for (const dependsOn of ['a', [5]])
      assert.match(
        String(
          caught(() => {
            d.add('b', () => 1, { dependsOn: dependsOn as never });
          }),
        ),
        /dependsOn must be an array of names/,
      );
    assert.match(String(caught(() => new Dependencies(5 as never))), /^TypeError: new Dependencies\(options\): expected options/);
  });

  it('a scope takes it, and a debugger sees what depends on what, until it is released', async () => {
    const list = (): unknown[] =>
      (findOwnLibrary().read({ scopes: 0, cleanups: 0, resources: 1000, entries: 10 }).resources ?? [])
        .filter(({ label }) => label === 'seen')
        .map(({ kind, entries }) => [kind, entries.map(({ name, facts }) => [name, facts[0]?.value])]);
    const s = asyncScope();
    const d = s.use(new Dependencies({ label: 'seen' }));
    d.add('database', () => 1);
    d.add('cache', () => turn(), { dependsOn: ['database', 'x'] });
    d.add('x', () => 1);
    assert.deepEqual(list(), [
      [
        'managed',
        [
          ['database', undefined],
          ['cache', 'database, x'],
          ['x', undefined],
        ],
      ],
    ]);
    await s.disposeAsync();
    assert.deepEqual(list(), []);
  });

  it(`${RANDOM_RUNS} random graphs: the order holds, or the path that is told is a circle`, () => {
    const graph = fc
      .integer({ min: 1, max: 8 })
      .chain((n) => fc.array(fc.array(fc.nat(n - 1), { maxLength: 3 }), { minLength: n, maxLength: n }));
    fc.assert(
      fc.property(graph, (edges) => {
        const d = new Dependencies();
        const needs = new Map<string, readonly string[]>();
        for (const [at, to] of edges.entries()) {
          const dependsOn = to.map(String);
          try {
            d.add(String(at), () => released.push(String(at)), { dependsOn });
            needs.set(String(at), dependsOn);
          } catch (error) {
            assert(error instanceof DependencyError && error.code === 'CYCLE' && error.path !== undefined);
            const all = new Map([...needs, [String(at), dependsOn]]);
            assert.equal(error.path[0], error.path.at(-1));
            for (const [i, name] of error.path.slice(0, -1).entries())
              assert(all.get(name)?.includes(error.path[i + 1] ?? ''), error.message);
          }
        }
        const released: string[] = [];
        const order = d.order();
        try {
          d.dispose();
        } catch (error) {
          // Resources that were rejected are unknown to those that depend on them.
          for (const one of listErrors(error)) assert(one instanceof DependencyError && one.code === 'UNKNOWN');
        }
        assert.deepEqual(released, order);
        assert.equal(released.length, needs.size);
        for (const [name, on] of needs)
          for (const other of on) if (needs.has(other)) assert(released.indexOf(name) < released.indexOf(other), `${name} after ${other}`);
      }),
      { numRuns: RANDOM_RUNS },
    );
  });
});
