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

  // Where the program's structures lie differs from run to run, and with it how many pages have to be read: 18 to 22 were seen for 10.
  // The bound is there to catch what grows with the number of calls.
  for (const [count, most] of [[10, 26], [1_000, 28], [10_000, 30]] as const) {
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
        assert.deepEqual(scope.cleanups.map((cleanup) => cleanup.label), Array.from({ length: Math.min(100, count) }, (_, at) => `use("loop", ${count - 1 - at})`));
        assert.ok(sent <= most, `${sent} requests`);
        const more = await run.source.readMore(scope.id, 100, AbortSignal.timeout(10_000));
        assert.deepEqual(more.map((cleanup) => cleanup.label), Array.from({ length: Math.max(0, Math.min(100, count - 100)) }, (_, at) => `use("loop", ${count - 101 - at})`));
      } finally {
        await run.end();
      }
    });
  }
});
