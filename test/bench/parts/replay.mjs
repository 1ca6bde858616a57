// Opening a recording of a million events and stepping through it, compared with a plain count of its lines by the same Node.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/**
 * What measureReplay.ts prints.
 * @typedef {'bytes' | 'count' | 'open' | 'megabytes' | 'survey' | 'jump' | 'back'} ReplayFigure
 * @typedef {ReplayFigure | 'chartOpen' | 'chartMegabytes' | 'chartItems' | 'chartView'} Figure
 */

const root = path.join(import.meta.dirname, '../../..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-bench-'));
const events = Number(process.env.BENCH_EVENTS ?? 1_000_000);
const script = path.join(folder, 'measure.cjs');
try {
  await build({
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
    entryPoints: ['test/bench/measureReplay.ts'],
    outfile: script,
  });
  /** @type {Record<Figure, number>} */
  const found = JSON.parse(
    execFileSync(process.execPath, ['--expose-gc', script, path.join(folder, 'run.deferscope.jsonl'), String(events)], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    }),
  );
  const [load = NaN] = os.loadavg();
  /** @type {[what: string, value: number, most: number][]} */
  const rows = [
    ['to open it and stand at the first event, times a count of its lines', found.open / found.count, 3],
    ['memory over the index, MiB, when all of it was looked through', found.megabytes, 150],
    ['the slowest of 300 jumps, ms', found.jump, 50],
    ['the slowest of 300 steps back, ms', found.back, 50],
    ['to open its timeline, times a count of its lines', found.chartOpen / found.count, 200],
    ['memory of the timeline, MiB', found.chartMegabytes, 60],
    ['bars and marks that a view of it has at most', found.chartItems, 3000],
    ['the slowest zoom of the timeline, ms', found.chartView, 500],
  ];
  console.log(
    `${events} events, ${Math.round(found.bytes / 1e6)} MB, Node ${process.version}, ${os.cpus().length} cores with work for ${load.toFixed(1)}; the first pass through all of it, in slices: ${(found.survey / 1000).toFixed(1)} s.\n`,
  );
  console.log('| | | at most |\n|---|---:|---:|');
  for (const [what, value, most] of rows) {
    console.log(`| ${what} | ${value.toFixed(1)} | ${most} |`);
    if (value > most) process.exitCode = 1;
  }
} finally {
  fs.rmSync(folder, { recursive: true });
}
