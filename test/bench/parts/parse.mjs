// What it takes to look for `using` declarations in a file of 2,000 lines that was not seen before, in a process of its own each time:
// with the parser warmed up, as the extension does when a program is started, without, and with TypeScript's parser.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { median, shuffle } from '../rounds.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const MOST_MS = 50;
const root = path.join(import.meta.dirname, '../../..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-bench-'));
const script = path.join(folder, 'measure.cjs');
const who = { warm: 'warmed up', cold: 'not warmed up', typescript: 'TypeScript' };

/** Files of packages that the project's tools bring with them: nobody wrote them to be measured. */
const FILES = {
  JavaScript: 'node_modules/eslint/lib/rule-tester/rule-tester.js',
  TypeScript: 'node_modules/@azure/msal-common/src/cache/CacheManager.ts',
};

try {
  await build({
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
    entryPoints: ['test/bench/measureParse.ts'],
    outfile: script,
    external: ['typescript'],
  });
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  const [load = NaN] = os.loadavg();
  console.log(
    `Milliseconds, medians of ${ROUNDS} processes, Node ${process.version}, ${os.cpus().length} cores with work for ${load.toFixed(1)}. TypeScript is no part of the extension.\n`,
  );
  console.log('| | lines | first time | once more |');
  console.log('|---|---:|---:|---:|');
  const rows = Object.entries(FILES)
    .map(([what, name]) => ({ what, file: path.join(root, name) }))
    .flatMap(({ what, file }) =>
      Object.entries(who).map(([name, title]) => ({ what, file, name, title, times: /** @type {[number, number][]} */ ([]) })),
    );
  for (let round = 0; round < ROUNDS; round++)
    for (const { name, file, times } of shuffle(rows))
      times.push(JSON.parse(execFileSync(process.execPath, [script, name, file], { encoding: 'utf8' })));
  for (const { what, file, name, title, times } of rows) {
    const [first, again] = [median(times.map((pair) => pair[0])), median(times.map((pair) => pair[1]))];
    console.log(`| ${what}, ${title} | ${fs.readFileSync(file, 'utf8').split('\n').length} | ${first.toFixed(0)} | ${again.toFixed(2)} |`);
    if (name === 'warm' && first > MOST_MS) process.exitCode = 1;
  }
  console.log(
    `\n- ${process.exitCode === 1 ? 'FAIL' : 'pass'}: at most ${MOST_MS} ms once where the parser was warmed up, and nothing after`,
  );
} finally {
  fs.rmSync(folder, { recursive: true });
}
