import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { COMPILERS, GROUND, LIBRARY, Looking, type Compiler, type Seen } from './javascriptLooking.ts';
import { writeProgram } from './javascriptPrograms.ts';
import { compareLook } from './javascriptTrace.ts';

/** How many random programs, and from which seed: a long run (npm test -- --long) sets these. */
const COUNT = Number(process.env['DEFERSCOPE_JS_PROGRAMS'] ?? 30);
const SEED = Number(process.env['DEFERSCOPE_JS_SEED'] ?? 1);
/** How many programs run one after the other in one process. */
const TOGETHER = 40;
/** How many stops are read in one run of a program. */
const MOST_LOOKS = Number(process.env['DEFERSCOPE_JS_LOOKS'] ?? 10);

describe('What JavaScript snapshots predict', function () {
  this.timeout(600_000);
  const looking = new Looking();
  let folder = '';
  let seen = { stops: 0, cleanups: 0, programs: 0 };

  before(async () => {
    await looking.prepare();
    folder = mkdtempSync(path.join(os.tmpdir(), 'deferscope-js-'));
  });

  after(() => {
    // A program that was not as predicted is inspected afterwards.
    if (folder !== '' && process.env['DEFERSCOPE_JS_KEEP'] === undefined) rmSync(folder, { recursive: true, force: true });
    console.log(
      `      ${seen.cleanups} pending cleanups at ${seen.stops} stops of ${COUNT} programs (${seen.programs} runs) were compared with what happened`,
    );
  });

  // Each program runs natively, and as one of the compilers writes it, in turn.
  for (const how of ['native', ...COMPILERS] as const) {
    const seeds = Array.from({ length: COUNT }, (_, at) => SEED + at).filter(
      (seed) => how === 'native' || COMPILERS[seed % COMPILERS.length] === how,
    );
    for (let first = 0; first < seeds.length; first += TOGETHER) {
      const some = seeds.slice(first, first + TOGETHER);
      it(`is what happens, ${how}, in programs ${some[0] ?? ''} to ${some.at(-1) ?? ''}`, async () => {
        // A program and its reader take turns: two processes keep two processors busy.
        const half = Math.ceil(some.length / 2);
        const runs = (
          await Promise.all([some.slice(0, half), some.slice(half)].filter((part) => part.length > 0).map((part) => run(how, part)))
        ).flat();
        assert.equal(runs.length, some.length);
        const wrong: string[] = [];
        for (const { file, looks, trace } of runs) {
          for (const look of looks) {
            const { cleanups, problems } = compareLook(look, trace);
            seen = { ...seen, stops: seen.stops + 1, cleanups: seen.cleanups + cleanups };
            wrong.push(...problems.map((problem) => `${how}/${path.basename(file)} at ${look.at}, ${look.position} events: ${problem}`));
          }
          seen = { ...seen, programs: seen.programs + 1 };
        }
        assert.deepEqual(wrong, []);
        assert.ok(runs.reduce((sum, { looks }) => sum + looks.length, 0) > some.length, 'there were hardly any stops');
      });
    }
  }

  async function run(how: Compiler, seeds: readonly number[]): Promise<Seen[]> {
    const sources = seeds.map((seed) => ({ name: `p${seed}`, text: writeProgram(seed, GROUND, LIBRARY) }));
    return looking.run({ how, sources, folder: path.join(folder, `${how}-${seeds[0] ?? ''}`), most: MOST_LOOKS, seed: seeds[0] ?? 0 });
  }
});
