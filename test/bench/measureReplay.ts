// One process: writes a recording, opens it, steps through it. Prints JSON; times in milliseconds.
import * as fs from 'node:fs';
import { inEnglish } from '../../src/core/translate.ts';
import { viewChart } from '../../src/replay/chart/chartView.ts';
import { RecordingFile } from '../../src/replay/file/recordingFile.ts';
import { ReplayPlayer } from '../../src/replay/adapter/replayPlayer.ts';
import { ScopeChart } from '../../src/replay/chart/scopeChart.ts';

const [, , file = '', wanted = ''] = process.argv;

/** A server: each request opens a scope, registers three cleanups and runs them; one in a thousand leaks, and 200 are open at any time. */
function write(events: number): void {
  const fd = fs.openSync(file, 'w');
  let text =
    '{"schema":"deferscope.recording","version":1,"startedAt":"2026-01-02T03:04:05.000Z","program":{"name":"server.mjs","pid":7}}\n';
  let written = 0;
  const add = (event: object): void => {
    text += `${JSON.stringify({ t: written / 100, ...event })}\n`;
    written += 1;
    if (text.length < 1 << 20) return;
    fs.writeSync(fd, text);
    text = '';
  };
  const at = (line: number): object => ({ at: { path: '/srv/app/src/server.mjs', line, column: 5 } });
  for (let scope = 1; written < events; scope++) {
    add({ kind: 'scope-opened', scope, form: 'object', name: `/orders/${scope}`, ...at(10) });
    for (let cleanup = 1; cleanup <= 3; cleanup++)
      add({
        kind: 'registered',
        scope,
        cleanup,
        label: `release(Connection {id: ${scope}})`,
        args: [{ value: `Connection {id: ${scope}}` }],
        ...at(10 + cleanup),
      });
    const ending = scope - 200;
    if (ending < 1 || ending % 1000 === 617) continue;
    for (let cleanup = 3; cleanup >= 1; cleanup--) {
      add({ kind: 'started', scope: ending, cleanup });
      add({ kind: 'done', scope: ending, cleanup, ms: 0.1 });
    }
    add({ kind: 'scope-closed', scope: ending });
  }
  fs.writeSync(fd, text);
  fs.closeSync(fd);
}

/** What a person would write to count the lines of a file. */
function countLines(): number {
  const fd = fs.openSync(file, 'r');
  const chunk = Buffer.allocUnsafe(1 << 20);
  let lines = 0;
  for (let read = fs.readSync(fd, chunk, 0, chunk.length, null); read > 0; read = fs.readSync(fd, chunk, 0, chunk.length, null))
    for (let at = chunk.indexOf(10); at >= 0 && at < read; at = chunk.indexOf(10, at + 1)) lines += 1;
  fs.closeSync(fd);
  return lines;
}

async function timed(act: () => unknown): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

/** In bytes: the heap, and what buffers hold outside of it. */
function memory(): number {
  global.gc?.();
  const { heapUsed, arrayBuffers, external } = process.memoryUsage();
  return heapUsed + Math.max(arrayBuffers, external);
}

async function open(): Promise<ReplayPlayer> {
  const player = new ReplayPlayer(await RecordingFile.open(file, inEnglish), inEnglish);
  player.restart();
  if (player.moment.line.kind !== 'scope-opened') throw new Error('It does not stand at the first event.');
  return player;
}

async function main(): Promise<void> {
  write(Number(wanted));
  countLines();
  // The fastest of several rounds, because other processes use the machine too.
  const counts: number[] = [];
  const opens: number[] = [];
  for (let round = 0; round < 5; round++) {
    counts.push(await timed(countLines));
    opens.push(
      await timed(async () => {
        (await open()).file.close();
      }),
    );
  }
  const before = memory();
  const player = await open();
  const index = player.file.count * 8;
  const survey = await timed(() => player.moments.survey());
  const after = memory();
  const beforeChart = memory();
  const chart = new ScopeChart(player.file);
  const all = { from: 0, to: Number.MAX_SAFE_INTEGER, lane: 0, lanes: 30, width: 1200 };
  const chartOpen = await timed(async () => {
    await chart.read(new AbortController().signal);
    viewChart(chart, player.file, all, inEnglish);
  });
  const chartMemory = memory() - beforeChart;
  let chartItems = 0;
  const chartViews: number[] = [];
  for (let span = chart.duration; span > 1; span /= 4) {
    const look = (): void => {
      chartItems = Math.max(
        chartItems,
        viewChart(chart, player.file, { ...all, from: chart.duration / 3, to: chart.duration / 3 + span }, inEnglish).items.length,
      );
    };
    chartViews.push(Math.min(await timed(look), await timed(look)));
  }
  let random = 1;
  const jumps: number[] = [];
  const backs: number[] = [];
  const next = (): number => (random = (random * 48271) % 2147483647) % player.file.count;
  const go = (target: number): Promise<number> => timed(() => [player.goTo(target), player.moment]);
  for (let n = 0; n < 300; n++) {
    const target = next();
    // The faster of two, with another one between them: interruptions are not ours.
    const first = await go(target);
    await go(next());
    jumps.push(Math.min(first, await go(target)));
    const back = await timed(() => [player.stepBack(), player.moment]);
    backs.push(Math.min(back, await timed(() => [player.stepBack(), player.moment])));
  }
  console.log(
    JSON.stringify({
      bytes: fs.statSync(file).size,
      count: Math.min(...counts),
      open: Math.min(...opens),
      survey,
      megabytes: (after - before - index) / 2 ** 20,
      jump: Math.max(...jumps),
      back: Math.max(...backs),
      chartOpen,
      chartMegabytes: chartMemory / 2 ** 20,
      chartItems,
      chartView: Math.max(...chartViews),
    }),
  );
}

void main();
