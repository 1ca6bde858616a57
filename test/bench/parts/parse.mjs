// The cost of reading the syntax of a file of 2,000 lines that was not seen before, each time in a new process that loads the parser, as
// when a JavaScript program stops for the first time. TypeScript's parser is shown for comparison. And the cost of that stop as a whole:
// everything that is read of a program which has nothing pending, and which is paused in such a file.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { babel } from '../../../build/babel.mjs';
import { grammars } from '../../../build/grammars.mjs';
import { probes } from '../../../build/probes.mjs';
import { median, shuffle } from '../rounds.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
/** Processor time of a first read: on a busy machine the clock includes other processes. */
const MAX_FIRST_MS = 120;
/** The same for another read of the same text. */
const MAX_AGAIN_MS = 5;
/** Processor time of a first stop, the program's answers included. */
const MAX_STOP_MS = 300;
const root = path.join(import.meta.dirname, '../../..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-bench-'));
const script = path.join(folder, 'measureParse.mjs');
const stopScript = path.join(folder, 'measureFirstStop.mjs');
const who = { own: 'ours', typescript: 'TypeScript' };

/** @typedef {{ readonly wall: number, readonly cpu: number }} Cost */

/** Files of packages that the project's tools depend on: nobody wrote them to be measured. */
const FILES = {
  JavaScript: 'node_modules/path-scurry/dist/commonjs/index.js',
  TypeScript: 'node_modules/@azure/msal-common/src/cache/CacheManager.ts',
};

try {
  await build({
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    // As the extension is built: what is loaded later is a chunk.
    format: 'esm',
    splitting: true,
    minify: true,
    target: 'node20',
    logLevel: 'warning',
    entryPoints: ['test/bench/measureParse.ts', 'test/bench/measureFirstStop.ts'],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    external: ['typescript'],
    plugins: [probes, grammars, babel],
  });
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  const [load = NaN] = os.loadavg();
  console.log(
    `Milliseconds, medians of ${ROUNDS} processes, Node ${process.version}, ${os.cpus().length} cores with work for ${load.toFixed(1)}. TypeScript is no part of the extension.\n`,
  );
  console.log('| | lines | first time | of that processor time, all threads | once more |');
  console.log('|---|---:|---:|---:|---:|');
  const rows = Object.entries(FILES)
    .map(([what, name]) => ({ what, file: path.join(root, name) }))
    .flatMap(({ what, file }) =>
      Object.entries(who).map(([name, title]) => ({ what, file, name, title, costs: /** @type {[Cost, Cost][]} */ ([]) })),
    );
  for (let round = 0; round < ROUNDS; round++)
    for (const { name, file, costs } of shuffle(rows))
      costs.push(JSON.parse(execFileSync(process.execPath, [script, name, file], { encoding: 'utf8' })));
  for (const { what, file, name, title, costs } of rows) {
    const first = median(costs.map(([one]) => one.wall));
    const cpu = median(costs.map(([one]) => one.cpu));
    const again = median(costs.map(([, one]) => one.wall));
    const lines = fs.readFileSync(file, 'utf8').split('\n').length;
    console.log(`| ${what}, ${title} | ${lines} | ${first.toFixed(0)} | ${cpu.toFixed(0)} | ${again.toFixed(2)} |`);
    if (name === 'own' && (cpu > MAX_FIRST_MS || again > MAX_AGAIN_MS)) process.exitCode = 1;
  }
  const stops = measureStops(writeProgram(FILES.JavaScript));
  const [first, again] = [0, 1].map((at) => median(stops.map((costs) => costs[at]?.cpu ?? NaN)));
  console.log(`\nA first stop in such a file: ${first?.toFixed(0)} ms of processor time, all threads; once more: ${again?.toFixed(0)} ms.`);
  if (first === undefined || first > MAX_STOP_MS) process.exitCode = 1;
  const verdict = process.exitCode === 1 ? 'FAIL' : 'pass';
  console.log(
    `\n- ${verdict}: at most ${MAX_FIRST_MS} ms of processor time once, and nothing after; at most ${MAX_STOP_MS} ms for a first stop`,
  );
} finally {
  fs.rmSync(folder, { recursive: true });
}

/** A program that pauses in a file of 2,000 lines. @param {string} file */
function writeProgram(file) {
  const program = path.join(folder, 'program.cjs');
  const text = fs.readFileSync(path.join(root, file), 'utf8').replace('"use strict";', '');
  const paused =
    'function pause(list) {\n  const found = list.filter((one) => one > 1);\n  debugger;\n  return found;\n}\npause([1, 2, 3]);\n';
  fs.writeFileSync(program, `'use strict';\nfunction neverRuns(require, module) {\n${text}\n}\n${paused}`);
  return program;
}

/** @param {string} program @returns {(readonly Cost[])[]} */
function measureStops(program) {
  return Array.from({ length: ROUNDS }, () =>
    JSON.parse(execFileSync(process.execPath, [stopScript, program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })),
  );
}
