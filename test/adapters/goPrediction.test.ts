import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildGo, requireGo, setupDelve } from './delve.ts';
import { FORMS_PRELUDE, writeForms } from './goForms.ts';
import { PRELUDE, writeProgram } from './goPrograms.ts';
import { compareHistory, comparePrediction, readTrace } from './goTrace.ts';
import { findStops, STEP_EVERY, takeStops, tracePath } from './goStops.ts';

/** How many random programs, and from which seed: a long run (npm test -- --long) sets these. */
const COUNT = Number(process.env['DEFERSCOPE_GO_PROGRAMS'] ?? 40);
const SEED = Number(process.env['DEFERSCOPE_GO_SEED'] ?? 1);
/** How many programs run one after the other under one Delve. */
const TOGETHER = 25;

describe('What Go snapshots predict', function () {
  this.timeout(Math.max(300_000, COUNT * 3_000));
  let dlv = '';
  let binary = '';
  let folder = '';
  let seen = { stops: 0, cleanups: 0, told: 0, untold: 0 };
  /** Every third program is about closures that use their captured variables in all forms of the language. */
  const names = Array.from({ length: COUNT }, (_, at) => `${(SEED + at) % 3 === 0 ? 'q' : 'p'}${SEED + at}`);
  const source = (name: string): string => path.join(folder, `random/${name}.go`);

  before(function () {
    requireGo(this);
    dlv = setupDelve();
    folder = mkdtempSync(path.join(os.tmpdir(), 'deferscope-go-'));
    mkdirSync(path.join(folder, 'random'));
    writeFileSync(path.join(folder, 'go.mod'), 'module example.com/random\n\ngo 1.26\n');
    writeFileSync(source('main'), PRELUDE);
    writeFileSync(source('forms'), FORMS_PRELUDE);
    for (const name of names) {
      const seed = Number(name.slice(1));
      writeFileSync(source(name), name.startsWith('q') ? writeForms(seed, name) : writeProgram(seed));
    }
    binary = buildGo('random', ['-gcflags=all=-N -l'], folder, `random-${process.pid}`);
  });

  after(() => {
    if (folder === '') return;
    // A program that was not as predicted is inspected afterwards.
    if (process.env['DEFERSCOPE_GO_KEEP'] === undefined) for (const one of [folder, binary]) rmSync(one, { recursive: true, force: true });
    console.log(
      `      ${seen.cleanups} pending calls at ${seen.stops} stops of ${COUNT} programs were compared with what happened; of ${seen.told + seen.untold} that had run since the stop before it was said of ${seen.told}`,
    );
  });

  for (let first = 0; first < names.length; first += TOGETHER) {
    const some = names.slice(first, first + TOGETHER);
    it(`is what happens in programs ${some[0] ?? ''} to ${some.at(-1) ?? ''}`, async () => {
      const predictions = await takeStops({
        binary,
        dlv,
        folder,
        programs: some,
        breakpoints: new Map(['main', ...some].map((name) => [source(name), findStops(source(name))])),
        stepBy: (count) => (count % (2 * STEP_EVERY) === 0 ? 'stepOut' : 'next'),
      });
      const wrong: string[] = [];
      for (const [at, { program, position, stepped, snapshot }] of predictions.entries()) {
        const happened = readTrace(readFileSync(tracePath(folder, program)), position);
        assert.equal(happened.after.at(-1)?.kind, 'end', `${program} did not come to its end`);
        const { cleanups, problems } = comparePrediction(snapshot, happened, stepped);
        const last = predictions[at - 1];
        const history =
          last?.program === program ? compareHistory(last.snapshot, snapshot, happened) : { told: 0, untold: 0, problems: [] };
        seen = {
          stops: seen.stops + 1,
          cleanups: seen.cleanups + cleanups,
          told: seen.told + history.told,
          untold: seen.untold + history.untold,
        };
        const where = `${program} (${path.basename(snapshot.stop.location?.path ?? '')}:${snapshot.stop.location?.line ?? ''}, trace at ${position}${stepped ? ', after a step' : ''})`;
        wrong.push(...[...problems, ...history.problems].map((problem) => `${where}: ${problem}`));
      }
      assert.equal(wrong.join('\n'), '');
      assert.ok(predictions.length >= some.length, `only ${predictions.length} stops`);
    });
  }
});
