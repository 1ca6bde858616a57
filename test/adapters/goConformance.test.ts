import assert from 'node:assert/strict';
import * as path from 'node:path';
import { assertSnapshot } from '../unit/schema.ts';
import { compactSnapshot } from './compactSnapshot.ts';
import { GoRun, requireGo, setupDelve } from './delve.ts';
import { HAS_VALUES, readCases, withoutValues } from './goCases.ts';
import { buildCases, type BuiltCases } from './olderGo.ts';

describe('Go programs under Delve', function () {
  let dlv = '';
  let built: BuiltCases = { binary: '', later: new Set() };

  before(function () {
    this.timeout(300_000);
    requireGo(this);
    dlv = setupDelve();
    built = buildCases();
  });

  for (const { name, file, stops } of readCases('cases')) {
    it(name.replaceAll('_', ' '), async function () {
      if (built.later.has(name)) this.skip();
      const run = await GoRun.start({
        program: built.binary,
        args: [name],
        dlv,
        breakpoints: new Map([[file, stops.map((stop) => stop.line)]]),
      });
      try {
        const hits = new Map<number, number>();
        const seen = new Set<number>();
        for (let stop = await run.run.nextStop(0); stop !== undefined && seen.size < stops.length; stop = await run.next(stop)) {
          const snapshot = await run.snapshot(stop);
          assertSnapshot(snapshot);
          const line = snapshot.stop.location?.line ?? 0;
          hits.set(line, (hits.get(line) ?? 0) + 1);
          const expected = stops.find((one) => one.line === line && one.hit === hits.get(line));
          if (expected === undefined) continue;
          seen.add(line);
          // To write a new case, compare what this prints with Go's rules before you put it into the file.
          if (process.env['GO_WANT'] !== undefined) console.log(`@@ ${name} ${line}\n${compactSnapshot(snapshot, path.basename(file))}`);
          else
            assert.equal(
              HAS_VALUES ? compactSnapshot(snapshot, path.basename(file)) : withoutValues(compactSnapshot(snapshot, path.basename(file))),
              expected.want,
              `at ${path.basename(file)}:${line}`,
            );
        }
        assert.deepEqual(
          [...seen].sort((a, b) => a - b),
          stops.map((stop) => stop.line),
          'not every stop was reached',
        );
      } finally {
        await run.end();
      }
    });
  }
});
