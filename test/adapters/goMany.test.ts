import assert from 'node:assert/strict';
import * as path from 'node:path';
import { buildGo, DEBUGGEES, GoRun, readLines, requireGo, setupDelve } from './delve.ts';

describe('Go functions with many deferred calls', function () {
  let dlv = '';
  let binary = '';
  const file = path.join(DEBUGGEES, 'cases/many.go');
  const line = readLines(file).findIndex((text) => text.endsWith('// page')) + 1;

  before(function () {
    this.timeout(300_000);
    requireGo(this);
    dlv = setupDelve();
    binary = buildGo('cases');
  });

  /** What a first page may cost: this much for the stop, and this much for each statement that has deferred something. */
  const mostRequests = (sites: number): number => 14 + 3 * sites;

  for (const count of [10, 1_000, 10_000]) {
    // A long list is in several places, and is read in pages that grow in each of them.
    const most = mostRequests(1) + (count < 1_000 ? 0 : 10);
    it(`${count} take at most ${most} requests for the first page`, async () => {
      const run = await GoRun.start({ program: binary, args: ['many', String(count)], dlv, breakpoints: new Map([[file, [line]]]) });
      try {
        const stop = await run.run.nextStop(0);
        assert.ok(stop);
        const before = run.run.client.sent;
        const snapshot = await run.snapshot(stop);
        const sent = run.run.client.sent - before;
        const scope = snapshot.stacks[0]?.scopes[0];
        assert.equal(scope?.total, count);
        assert.deepEqual(
          scope.cleanups.map((cleanup) => cleanup.label),
          Array.from({ length: Math.min(100, count) }, (_, at) => `use("loop", ${count - 1 - at})`),
        );
        assert.ok(sent <= most, `${sent} requests`);
        const more = await run.source.readMore(scope.id, 100, AbortSignal.timeout(10_000));
        assert.deepEqual(
          more.map((cleanup) => cleanup.label),
          Array.from({ length: Math.max(0, Math.min(100, count - 100)) }, (_, at) => `use("loop", ${count - 101 - at})`),
        );
      } finally {
        await run.end();
      }
    });
  }

  for (const optimized of [false, true])
    it(`5000 calls of a function that has deferred one${optimized ? ', optimized' : ''}, take at most 60 requests`, async () => {
      const source = path.join(DEBUGGEES, 'cases/deep.go');
      const page = readLines(source).findIndex((text) => text.endsWith('// page')) + 1;
      const run = await GoRun.start({
        program: optimized ? buildGo('cases', [], DEBUGGEES, 'cases-optimized') : binary,
        args: ['deep', '5000'],
        dlv,
        breakpoints: new Map([[source, [page]]]),
      });
      try {
        const stop = await run.run.nextStop(0);
        assert.ok(stop);
        const before = run.run.client.sent;
        const {
          stacks: [stack],
          problems,
        } = await run.look(stop);
        const sent = run.run.client.sent - before;
        assert.deepEqual(
          stack?.scopes.map(({ name, total, location }) => [name, total, location?.line]),
          Array.from({ length: 200 }, (_, at) => ['descend', 1, at === 0 ? page : page + 3]),
        );
        assert.ok(
          problems.some(({ message }) => message === '4800 more activations hold 4800 deferred calls that are not listed'),
          problems.map(({ message }) => message).join(),
        );
        assert.ok(sent <= 60, `${sent} requests`);
      } finally {
        await run.end();
      }
    });

  // Functions with several statements of every kind, each of which may need its code, its closure, its line and its variables.
  for (const name of [
    'receivers',
    'values',
    'builtins',
    'constants',
    'generics',
    'variadic',
    'one_line',
    'lifo',
    'by_value',
    'shadowed_names',
    'method_expressions',
    'switches',
    'recursion',
  ]) {
    it(`${name.replaceAll('_', ' ')}: at most three requests for each statement, and fourteen`, async () => {
      const source = path.join(DEBUGGEES, `cases/${name}.go`);
      const stops = readLines(source).flatMap((text, at) => (/\/\/ stop\b/.test(text) ? [at + 1] : []));
      const run = await GoRun.start({ program: binary, args: [name], dlv, breakpoints: new Map([[source, stops]]) });
      try {
        const stop = await run.run.nextStop(0);
        assert.ok(stop);
        const before = run.run.client.sent;
        const snapshot = await run.look(stop);
        const sent = run.run.client.sent - before;
        const sites = new Set(
          snapshot.stacks.flatMap((stack) =>
            stack.scopes.flatMap((scope) =>
              scope.cleanups.map(({ registeredAt }) => `${registeredAt?.line ?? 0}:${registeredAt?.column ?? 0}`),
            ),
          ),
        );
        assert.ok(sites.size > 0);
        assert.ok(sent <= mostRequests(sites.size), `${sent} requests for ${sites.size} statements`);
      } finally {
        await run.end();
      }
    });
  }
});
