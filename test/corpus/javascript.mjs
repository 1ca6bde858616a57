// npm run corpus -- javascript [DRIVER…] [--looks N] [--seed N] [--vscode N] [--built]
// Compares what the tree says about public packages with what they dispose of. `--built` uses dist/ as it is. `--vscode N` also debugs
// each driver in a real VS Code, stops at N of the places, and compares the tree there with the one from V8's inspector.
//
// It installs the packages into .vscode-test/corpus, runs the programs in javascript/drivers, each in its own process, and reads random
// places of their code. It ends with status 1 if anything was wrong.
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { installPackages } from '../packages.mjs';
import { nodeBinary } from '../runtime/nodes.mjs';
import { ensureChromium } from '../vscode/harness/chromium.mjs';
import { compile } from './javascript/compile.mjs';
import { debugInVscode, pickPlaces } from './javascript/besideVscode.mjs';
import { drivers, pinned } from './javascript/packages.mjs';

const repository = path.join(import.meta.dirname, '../..');
const home = path.join(repository, '.vscode-test/corpus');
const {
  values: { looks: most, seed, vscode: inVscode, built: keep },
  positionals: asked,
} = parseArgs({
  args: process.argv.slice(3),
  allowPositionals: true,
  options: {
    looks: { type: 'string', default: '250' },
    seed: { type: 'string', default: '1' },
    vscode: { type: 'string', default: '0' },
    built: { type: 'boolean', default: false },
  },
});
if (asked.some((name) => !Object.hasOwn(drivers, name))) {
  console.error(`npm run corpus -- javascript [DRIVER…] [--looks N] [--seed N] [--vscode N]; drivers: ${Object.keys(drivers).join(', ')}`);
  process.exit(2);
}

installPackages(home, pinned);
if (!keep) execFileSync(process.execPath, ['esbuild.mjs', 'extension', 'preload', 'test'], { cwd: repository, stdio: 'inherit' });
/**
 * @typedef {import('./javascript/look.ts').Look} Look
 * @typedef {{ looks: Look[], begun: number[], failed?: string | undefined }} Seen
 * @typedef {import('./javascript/packages.mjs').Driver} Driver
 */

/** @type {typeof import('./javascript/look.ts')} */
const { compareLook } = createRequire(import.meta.url)(path.join(repository, 'dist/test/corpus/javascript/look.js'));
const programs = path.join(home, 'drivers');
fs.mkdirSync(programs, { recursive: true });
for (const folder of ['', 'drivers'])
  for (const file of fs.readdirSync(path.join(import.meta.dirname, 'javascript', folder)).filter((name) => name.endsWith('.mjs')))
    fs.copyFileSync(path.join(import.meta.dirname, 'javascript', folder, file), path.join(home, folder, file));

for (const [name, { from, with: helper }] of Object.entries(drivers))
  if (helper !== undefined)
    fs.writeFileSync(path.join(programs, `${name}.mjs`), compile(fs.readFileSync(path.join(programs, `${from}.mjs`), 'utf8'), helper));

const total = { packages: new Set(), stops: 0, compared: 0, wrong: 0, unknownRows: 0, unknownSentences: 0 };
for (const [name, driver] of Object.entries(drivers).filter(([each]) => asked.length === 0 || asked.includes(each))) {
  const seen = runDriver(name, driver);
  for (const one of driver.packages) total.packages.add(one);
  if (Number(inVscode) > 0) await runInVscode(name, driver, seen);
}
console.log(`\n${total.packages.size} packages, ${total.stops} stops, ${total.compared} pending cleanups compared, ${total.wrong} wrong;`);
console.log(`not known: ${total.unknownRows} rows, ${total.unknownSentences} sentences`);
process.exitCode = total.wrong > 0 || total.stops === 0 ? 1 : 0;

/** @param {string} name @param {Driver} driver */
function runDriver(name, driver) {
  const plan = path.join(home, `${name}.plan.json`);
  const output = path.join(home, `${name}.seen.json`);
  fs.rmSync(output, { force: true });
  fs.writeFileSync(plan, JSON.stringify(planOf(name, driver, { rounds: 30 })));
  const { status, signal } = spawnSync(nodeBinary(24), [...flagsOf(driver), path.join(home, 'host.mjs'), plan, output], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 280_000,
  });
  const seen = readSeen(output, `it ended with ${signal ?? `status ${status}`}`);
  count(name, seen);
  return seen;
}

/** @param {string} name @param {Driver} driver @param {Seen} seenThere */
async function runInVscode(name, driver, { looks }) {
  const places = pickPlaces(
    looks.map(({ place }) => place),
    { most: Number(inVscode), seed: Number(seed) },
  );
  if (places.length === 0) return;
  const run = await debugInVscode({
    home,
    name,
    places,
    plan: planOf(name, driver, { rounds: 3, looks: places.length }),
    flags: flagsOf(driver),
    node: nodeBinary(24),
  });
  const seen = readSeen(run.output, 'it did not come to its end');
  count(`${name} in VS Code`, { ...seen, failed: run.failed ?? seen.failed });
  const differing = run.told.filter(({ look, rows }) => seen.looks[look]?.told.join('\n') !== rows.join('\n'));
  total.wrong += differing.length;
  console.log(`${name} in VS Code: ${run.told.length} trees by js-debug, ${differing.length} differ from those by V8's inspector`);
  for (const { look, rows } of differing.slice(0, 5)) {
    const { at, told } = seen.looks[look] ?? { at: 'no look', told: [] };
    /** @type {(these: readonly string[], those: readonly string[]) => string[]} */
    const only = (these, those) => these.filter((row) => !those.includes(row)).map((row) => `\n      ${row}`);
    console.log(`  at ${at}\n    only js-debug's:${only(rows, told).join('')}\n    only V8's:${only(told, rows).join('')}`);
  }
}

/** @param {string} name @param {Driver} driver @param {{ rounds: number, looks?: number }} more */
function planOf(name, driver, more) {
  return {
    looker: path.join(repository, 'dist/test/corpus/javascript/looker.js'),
    driver: path.join(programs, `${name}.mjs`),
    looks: Number(most),
    seed: Number(seed),
    ...more,
    ...(driver.chromium ? { chromium: ensureChromium() } : {}),
  };
}

/** @param {Driver} driver */
function flagsOf(driver) {
  return ['--require', path.join(repository, 'dist/preload.cjs'), ...(driver.flags ?? [])];
}

/** @param {string} output @param {string} failed @returns {Seen} */
function readSeen(output, failed) {
  return fs.existsSync(output) ? JSON.parse(fs.readFileSync(output, 'utf8')) : { looks: [], begun: [], failed };
}

/** Adds what was seen to the totals, and reports what is wrong in it. @param {string} name @param {Seen} seen */
function count(name, seen) {
  /** @type {Map<string, { wrong: string, look: Look, count: number }>} */
  const kinds = new Map();
  let compared = 0;
  for (const look of seen.looks) {
    const result = compareLook(look, seen.begun);
    compared += result.compared;
    for (const wrong of result.wrong) {
      total.wrong += 1;
      const kind = wrong.replaceAll(/\d+/g, '#');
      const alike = kinds.get(kind);
      if (alike === undefined) kinds.set(kind, { wrong, look, count: 1 });
      else alike.count += 1;
    }
    total.unknownRows += look.rows.filter(({ isUnknown }) => isUnknown).length;
    total.unknownSentences += look.unknown.length;
  }
  total.stops += seen.looks.length;
  total.compared += compared;
  const failure = seen.failed === undefined ? '' : `; the driver failed: ${seen.failed}`;
  console.log(`${name}: ${seen.looks.length} stops, ${compared} pending cleanups compared${failure}`);
  if (seen.failed !== undefined) total.wrong += 1;
  for (const { wrong, look, count: times } of kinds.values())
    console.log(`  ${times} times: ${wrong}\n    at ${look.at}\n    ${look.frames.slice(0, 5).join('\n    ')}`);
}
