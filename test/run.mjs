// npm test [-- SUITE… [--grep PATTERN]]: builds, runs the suites, and prints in its last line how many tests passed and failed.
//   --quick     what needs no program under debug: types, lint, import rules and the unit tests
//   --long      random programs and histories by the thousand instead of a few dozen and some hundred
//   --pictures  in the suite ui, also what is only for people to look at: the dark theme, and the library's parts
//
// The suites vscode, ui and package run in a real VS Code. By default that is the embedded one (see vscode/harness), the same
// everywhere and without a window. VSCODE_EXECUTABLE=desktop takes a desktop VS Code that @vscode/test-electron downloads,
// VSCODE_EXECUTABLE=/path/to/code that one; if the embedded one does not run (not on Linux) the download is the default.
// These apply to the suite vscode; ui and package drive the workbench's page and always use the embedded one.
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { buildWhatIsStale } from './vscode/harness/build.mjs';
import { ensureChromium } from './vscode/harness/chromium.mjs';
import { messageOf } from './vscode/harness/messageOf.mjs';
import { repository } from './vscode/harness/repository.mjs';
import { startRun } from './vscode/harness/reaper.mjs';
import { canEmbed, setupServer } from './vscode/harness/setupServer.mjs';
import { testFilesIn } from './vscode/harness/testFiles.mjs';

/**
 * `problems`: what failed, each with its error.
 * @typedef {{ passed: number, failed: number, skipped: number, problems: string[] }} Counts
 */

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-test-'));
const testRun = startRun({ folders: [scratch] });
Object.assign(process.env, testRun.env); // everything that is started from here on ends with this process
const reporter = path.join(repository, 'test/vscode/harness/countingReporter.cjs');
const {
  values: { grep, quick, long, pictures },
  positionals,
} = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' }, quick: { type: 'boolean' }, long: { type: 'boolean' }, pictures: { type: 'boolean' } },
});
const limitMs = (long ? 120 : 15) * 60_000; // of one suite
const asked = quick ? [...positionals, 'check', 'unit'] : positionals;
if (pictures) process.env.DEFERSCOPE_PICTURES = 'yes';
if (long)
  Object.assign(process.env, {
    DEFERSCOPE_GO_PROGRAMS: '1000',
    DEFERSCOPE_JS_PROGRAMS: '1000',
    DEFERSCOPE_GO_REFUSALS: 'all',
    DEFERSCOPE_GO_MASKS: '100',
    DEFERSCOPE_RANDOM_RUNS: '20000',
    ...process.env,
  });

/** @typedef {'first' | 'second'} Part */

/** Suites whose tests take two lanes: names of files in the first one begin like this, and the second one has the others. */
const FIRST_PARTS = /** @type {const} */ ({ adapters: /^(?:go|inspect)/, ui: /^start/ });

/** @type {Record<string, (part?: Part) => Promise<Counts>>} */
const suites = {
  // With room for young objects: a tenth of its time was garbage collection.
  check: async () =>
    (await run(process.execPath, ['--max-semi-space-size=64', 'test/check.mjs'])) === 0
      ? { ...countNothing(), passed: 1 }
      : fail('check: its part above says what is wrong'),
  unit: () => mocha('unit'),
  runtime: runtimeOnEveryNode,
  adapters: (part) => mocha('adapters', { timeoutMs: 60_000, ...partOf('adapters', part) }),
  vscode: inExtensionHost,
  ui: (part) => inWorkbench('vscode/ui', partOf('ui', part)),
  package: () => inWorkbench('vscode/package'),
};
/** @typedef {{ name: string, part?: Part }} Stage a suite in a lane, or a part of one */

/**
 * Suites in the order in which they run, beside the other lanes of their row. A workbench mostly waits, so computation beside it gets the
 * remaining time; more than two workbenches would wait for each other. Adapters wait for the programs that they debug. `package` rebuilds
 * dist/, so only what reads nothing there runs beside it.
 * @type {readonly (readonly (readonly Stage[])[])[]}
 */
const rows = quick
  ? [[[{ name: 'check' }], [{ name: 'unit' }]]]
  : [
      [
        [{ name: 'ui', part: 'second' }],
        [{ name: 'vscode' }, { name: 'ui', part: 'first' }],
        [{ name: 'adapters', part: 'first' }],
        [{ name: 'adapters', part: 'second' }, { name: 'unit' }],
        [{ name: 'runtime' }],
      ],
      [[{ name: 'package' }], [{ name: 'check' }]],
    ];
const workbenches = ['vscode', 'ui', 'package'];
/** The lower priority of the other lanes. */
const background = os.constants.priority.PRIORITY_BELOW_NORMAL;
/**
 * For a suite that runs beside others: where its output goes, which is shown as a whole when it has ended, and the priority of what it
 * starts.
 */
/** @type {AsyncLocalStorage<{ descriptor: number, priority: number | undefined }>} */
const beside = new AsyncLocalStorage();

async function main() {
  const unknown = asked.filter((name) => !Object.hasOwn(suites, name));
  if (unknown.length > 0) {
    console.error(`There is no suite ${unknown.join(', ')}; there are ${Object.keys(suites).join(', ')}.`);
    process.exitCode = 2;
    return;
  }
  await build();
  if (!quick) await fetchNodes();
  const total = countNothing();
  for (const row of rows) {
    const lanes = row
      .map((lane) => lane.filter(({ name }) => asked.length === 0 || asked.includes(name)))
      .filter((lane) => lane.length > 0);
    await Promise.all(
      lanes.map(async (lane) => {
        for (const stage of lane) {
          const counts = lanes.length > 1 ? await shownAtTheEnd(stage) : await runSuite(stage);
          add(total, counts);
        }
      }),
    );
  }
  if (process.env.CI === 'true') {
    // in CI, a test that does not run is one that was supposed to run
    total.failed += total.skipped;
    total.skipped = 0;
  }
  // The suites' own reports are far up by now, and who keeps only the end of a log needs them most.
  for (const problem of total.problems) console.log(`\nFAILED ${problem}`);
  console.log(`\n${inWords(total)}`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

/** @param {Stage} stage @returns {Promise<Counts>} */
async function runSuite({ name, part }) {
  const title = part === undefined ? name : `${name}, ${part} part`;
  say(`\n=== ${title}`);
  const started = Date.now();
  const suite = suites[name];
  if (suite === undefined) throw new Error(`There is no suite ${name}.`);
  const counts = await suite(part).catch((/** @type {unknown} */ error) => {
    say(messageOf(error));
    return fail(`${title}: ${messageOf(error)}`);
  });
  say(`=== ${title}: ${inWords(counts)} (${Math.round((Date.now() - started) / 1000)} s)`);
  return counts;
}

/** @param {Stage} stage @returns {Promise<Counts>} */
async function shownAtTheEnd(stage) {
  const { name, part = 'all' } = stage;
  const file = path.join(scratch, `${name}-${part}.log`);
  const descriptor = fs.openSync(file, 'a');
  try {
    const priority = workbenches.includes(name) || quick ? undefined : background;
    return await beside.run({ descriptor, priority }, () => runSuite(stage));
  } finally {
    fs.closeSync(descriptor);
    process.stdout.write(fs.readFileSync(file));
  }
}

/** Prints a line where the output of its suite goes. @param {string} line */
function say(line) {
  const { descriptor } = beside.getStore() ?? {};
  if (descriptor === undefined) console.log(line);
  else fs.writeSync(descriptor, `${line}\n`);
}

async function build() {
  await buildWhatIsStale();
  if ((await run(process.execPath, ['esbuild.mjs', 'test'])) !== 0) throw new Error('The tests could not be built.');
}

/** Fetches them before several lanes need them at the same time. */
async function fetchNodes() {
  const { majors, nodeBinary } = await import('./runtime/nodes.mjs');
  for (const major of majors) nodeBinary(major);
}

/** @typedef {{ name: string, has: (file: string) => boolean }} Share which files of a suite run */

/** @param {keyof typeof FIRST_PARTS} suite @param {Part} [part] @returns {Partial<Share>} */
function partOf(suite, part) {
  if (part === undefined) return {};
  return { name: `${suite}-${part}`, has: (file) => FIRST_PARTS[suite].test(path.basename(file)) === (part === 'first') };
}

/** @param {string} folder @param {{ node?: string, timeoutMs?: number } & Partial<Share>} [options] @returns {Promise<Counts>} */
async function mocha(folder, { node = process.execPath, timeoutMs = 20_000, name = folder, has = () => true } = {}) {
  const files = testFilesIn(folder).filter(has);
  if (files.length === 0) return nothingIn(folder);
  return counted(name, (env) =>
    run(
      node,
      [
        'node_modules/mocha/bin/mocha.js',
        '--reporter',
        reporter,
        '--timeout',
        String(timeoutMs),
        '--color',
        ...(grep ? ['--grep', grep] : []),
        ...files,
      ],
      env,
    ),
  );
}

/** The library promises to run on all of these. @returns {Promise<Counts>} */
async function runtimeOnEveryNode() {
  const { majors, nodeBinary } = await import('./runtime/nodes.mjs');
  const total = countNothing();
  for (const major of majors) {
    say(`--- Node ${major}`);
    const counts = await mocha('runtime', { node: nodeBinary(major), name: `runtime-${major}` });
    add(total, counts);
  }
  return total;
}

/** @param {string} folder @param {Partial<Share>} [share] @returns {Promise<Counts>} */
async function inWorkbench(folder, share = {}) {
  ensureChromium(); // something that may take a minute the first time must not count as the time of a test
  await setupServer();
  return mocha(folder, { timeoutMs: 120_000, ...share });
}

/** @returns {Promise<Counts>} */
async function inExtensionHost() {
  const files = testFilesIn('vscode/suite');
  if (files.length === 0) return nothingIn('vscode/suite');
  const wanted = process.env.VSCODE_EXECUTABLE ?? (canEmbed() ? 'embedded' : 'desktop');
  if (wanted === 'embedded') {
    ensureChromium();
    await setupServer();
  }
  const vscodeExecutablePath =
    wanted === 'embedded' ? path.join(repository, 'test/vscode/harness/code') : wanted === 'desktop' ? undefined : wanted;
  const { runTests } = await import('@vscode/test-electron');
  return counted('vscode', async (env) => {
    try {
      return await runTests({
        ...(vscodeExecutablePath && { vscodeExecutablePath }),
        extensionDevelopmentPath: repository,
        extensionTestsPath: path.join(repository, 'dist/test/vscode/suite/index.js'),
        extensionTestsEnv: {
          ...env,
          DEFERSCOPE_TEST_FILES: JSON.stringify(files),
          DEFERSCOPE_REPORTER: reporter,
          ...(grep && { DEFERSCOPE_GREP: grep }),
        },
        launchArgs: [
          path.join(repository, 'test/debuggees/javascript/sample'),
          '--disable-extensions',
          `--user-data-dir=${path.join(scratch, 'data')}`,
          `--extensions-dir=${path.join(scratch, 'extensions')}`,
        ],
      });
    } catch (error) {
      say(messageOf(error));
      return 1;
    }
  });
}

/**
 * Runs tests that write their counts to a file: an exit status of 0 does not prove that any has run, and a crash leaves no file.
 * @param {string} name @param {(env: Record<string, string>) => Promise<number>} start @returns {Promise<Counts>}
 */
async function counted(name, start) {
  const file = path.join(scratch, `${name.replaceAll('/', '-')}.json`);
  const status = await start({ DEFERSCOPE_COUNTS: file });
  if (!fs.existsSync(file)) throw new Error(`${name}: the tests did not come to their end (exit status ${status}).`);
  /** @type {Counts} */
  const counts = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (counts.passed + counts.failed + counts.skipped === 0 && !grep) throw new Error(`${name}: not one test has run.`);
  if (status !== 0 && counts.failed === 0) throw new Error(`${name}: exit status ${status} although no test failed.`);
  return counts;
}

/** @param {string} folder @returns {Counts} */
function nothingIn(folder) {
  say(`!!! test/${folder} has no tests yet !!!`);
  return countNothing();
}

/** @returns {Counts} */
function countNothing() {
  return { passed: 0, failed: 0, skipped: 0, problems: [] };
}

/** @param {string} problem @returns {Counts} */
function fail(problem) {
  return { ...countNothing(), failed: 1, problems: [problem] };
}

/**
 * Resolves with the exit status; ends the process if it takes too long.
 * @param {string} command @param {readonly string[]} args @param {Record<string, string>} [env] @returns {Promise<number>}
 */
function run(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const { descriptor: to = 'inherit', priority } = beside.getStore() ?? {};
    const child = spawn(command, args, {
      cwd: repository,
      stdio: ['ignore', to, to],
      env: { ...process.env, ...env },
      shell: process.platform === 'win32' && command === 'npm',
    });
    if (priority !== undefined && child.pid !== undefined) os.setPriority(child.pid, priority);
    const timer = setTimeout(() => {
      say(`${command} ${args[0]} did not end within ${limitMs / 60_000} minutes.`);
      child.kill('SIGKILL');
    }, limitMs);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}

/** @param {Counts} to @param {Counts} counts */
function add(to, counts) {
  to.passed += counts.passed;
  to.failed += counts.failed;
  to.skipped += counts.skipped;
  to.problems.push(...counts.problems);
}

/** @param {Counts} counts */
function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

try {
  await main();
} catch (error) {
  console.error(messageOf(error));
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
} finally {
  await testRun.finish();
}
