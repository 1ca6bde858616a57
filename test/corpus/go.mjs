// npm run corpus -- go [PROGRAM…] [--looks N] [--seed N] [--build debug|optimized] [--seconds N] [--at FILE:LINE@HIT] [--built]
// Compares what the tree says about public modules with Delve's own lists, and with what the pending calls then receive.
//
// It takes the modules from Go's module proxy into .vscode-test/corpus-go, builds tests of theirs, and stops at random places. `--at` stops
// at one place only; `--built` uses dist/ as it is. It ends with status 1 if anything was wrong.
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { setupDelve } from '../adapters/setupDelve.mjs';
import { buildProgram } from './go/build.mjs';
import { builds, programs } from './go/modules.mjs';
import { countLooks, writeTable } from './go/table.mjs';

/** @typedef {import('./go/look.ts').Plan} Plan @typedef {import('./go/look.ts').Look} Look */

const repository = path.join(import.meta.dirname, '../..');
const home = path.join(repository, '.vscode-test/corpus-go');
const {
  values: { looks, seed, seconds, build: onlyBuild, at, built: keep },
  positionals: asked,
} = parseArgs({
  args: process.argv.slice(3),
  allowPositionals: true,
  options: {
    looks: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    /** The longest that one program is debugged. */
    seconds: { type: 'string', default: '240' },
    build: { type: 'string' },
    at: { type: 'string' },
    built: { type: 'boolean', default: false },
  },
});
if (asked.some((name) => !Object.hasOwn(programs, name)) || (onlyBuild !== undefined && !Object.hasOwn(builds, onlyBuild))) {
  console.error(
    `npm run corpus -- go [PROGRAM…] [--looks N] [--seed N] [--build ${Object.keys(builds).join('|')}] [--seconds N] [--at FILE:LINE@HIT]\nprograms: ${Object.keys(programs).join(', ')}`,
  );
  process.exit(2);
}

if (!keep) execFileSync(process.execPath, ['esbuild.mjs', 'extension', 'test'], { cwd: repository, stdio: 'inherit' });
fs.mkdirSync(path.join(home, 'seen'), { recursive: true });
const dlv = await setupDelve();
const rows = [];
for (const name of asked.length === 0 ? Object.keys(programs) : asked)
  for (const build of onlyBuild === undefined ? Object.keys(builds) : [onlyBuild]) rows.push(runProgram(name, build));
console.log(`\n${writeTable(rows)}`);
process.exitCode = rows.some(({ wrong, failed }) => wrong > 0 || failed !== undefined) || rows.every(({ stops }) => stops === 0) ? 1 : 0;

/** @param {string} name @param {string} build */
function runProgram(name, build) {
  const began = performance.now();
  const output = path.join(home, 'seen', `${name}.${build}.jsonl`);
  fs.rmSync(output, { force: true });
  /** @type {Plan} */
  const plan = {
    ...buildProgram(home, name, build),
    name,
    build,
    dlv,
    looks: Number(looks),
    seed: Number(seed),
    seconds: Number(seconds),
    ...(at === undefined ? {} : { at }),
  };
  const planFile = path.join(home, 'seen', `${name}.${build}.plan.json`);
  fs.writeFileSync(planFile, JSON.stringify(plan));
  const { status, signal } = spawnSync(process.execPath, [path.join(repository, 'dist/test/corpus/go/runProgram.js'), planFile, output], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: (plan.seconds + 60) * 1000,
  });
  const failed = status === 0 ? undefined : `it ended with ${signal ?? `status ${status}`}`;
  /** @type {Look[]} */
  const seen = fs.existsSync(output)
    ? fs
        .readFileSync(output, 'utf8')
        .split('\n')
        .flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
    : [];
  const took = Math.round((performance.now() - began) / 1000);
  const row = { ...countLooks(seen, { name, build }), failed };
  console.log(
    `${name} ${build}: ${row.stops} stops, ${row.calls} pending calls, ${row.wrong} wrong, ${took} s${failed === undefined ? '' : `; ${failed}`}`,
  );
  if (at !== undefined) for (const look of seen) for (const line of look.told) console.log(`  ${line}`);
  for (const look of seen)
    for (const wrong of look.wrong)
      console.log(`  ${wrong}\n    npm run corpus -- go ${name} --build ${build} --seed ${seed} --at ${look.at}`);
  return row;
}
