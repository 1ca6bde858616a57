// The cost of seeing the deferred calls of a Go program: with Deferscope, with the naive way, and in Delve's terminal.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { inEnglish } from '../../src/core/translate.ts';
import type { Stop } from '../../src/dap/stopTracker.ts';
import { GoSource } from '../../src/languages/go/goSource.ts';
import { SyntaxParser } from '../../src/syntax/parser.ts';
import { buildGo, DEBUGGEES, GoRun, readLines, setupDelve } from '../adapters/delve.ts';
import { ROOT } from '../unit/schema.ts';

const dlv = setupDelve();
const binary = buildGo('cases');
const parser = new SyntaxParser(path.join(ROOT, 'dist'));
const ROUNDS = Number(process.env['BENCH_GO_ROUNDS'] ?? 7);
const signal = new AbortController().signal;

interface Measured {
  readonly requests: number;
  readonly ms: number;
}

function median(all: readonly number[]): number {
  return [...all].sort((a, b) => a - b)[all.length >> 1] ?? NaN;
}

function write({ requests, ms }: Measured): string {
  return `${requests} / ${ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${ms.toFixed(0)} ms`}`;
}

async function measure(run: GoRun, work: () => Promise<unknown>, rounds: number): Promise<Measured> {
  const times: number[] = [];
  let requests = 0;
  for (let round = 0; round < rounds; round += 1) {
    const sent = run.run.client.sent;
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
    requests = run.run.client.sent - sent;
  }
  return { requests, ms: median(times) };
}

function makeSource(run: GoRun): GoSource {
  return new GoSource({ port: run.run.client, parser, readText: (file) => readFile(file, 'utf8').catch(() => undefined), t: inEnglish });
}

async function number(run: GoRun, expression: string, frameId: number): Promise<bigint> {
  const { result } = await run.run.client.request('evaluate', { expression, frameId, context: 'watch' });
  return BigInt(/^\d+/.exec(result)?.[0] ?? 0);
}

/** One evaluation per record, without lines, arguments or functions: it only counts them. */
async function walkNaively(run: GoRun, frameId: number): Promise<void> {
  for (let address = await number(run, 'uintptr(runtime.curg._defer)', frameId); address !== 0n;)
    address = await number(run, `uintptr((*(*runtime._defer)(${address})).link)`, frameId);
}

async function walkAllNaively(run: GoRun): Promise<void> {
  const { threads } = await run.run.client.request('threads', undefined);
  for (const { id } of threads) {
    const { stackFrames } = await run.run.client.request('stackTrace', { threadId: id, startFrame: 0, levels: 1 });
    if (stackFrames[0] !== undefined) await walkNaively(run, stackFrames[0].id);
  }
}

/** The longest wait of another client, in milliseconds, while Deferscope reads, and while nobody does. */
async function measureDelay(run: GoRun, stop: Stop): Promise<{ readonly reading: number; readonly idle: number }> {
  const ask = async (): Promise<number> => {
    const start = performance.now();
    await run.run.client.request('scopes', { frameId: 1000 });
    return performance.now() - start;
  };
  const waits: { reading: number[]; idle: number[] } = { reading: [], idle: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const state = { isReading: true };
    const isReading = (): boolean => state.isReading;
    const read = makeSource(run)
      .read(stop, signal)
      .finally(() => {
        state.isReading = false;
      });
    const during: number[] = [];
    while (isReading()) during.push(await ask());
    await read;
    waits.reading.push(Math.max(...during));
    const idle: number[] = [];
    for (let at = 0; at < during.length; at += 1) idle.push(await ask());
    waits.idle.push(Math.max(...idle));
  }
  return { reading: median(waits.reading), idle: median(waits.idle) };
}

/** Delve's terminal on the same program, stopped at the same line: the time of one command alone. */
async function measureTerminal(args: readonly string[], place: string, command: string, rounds: number): Promise<number> {
  const child = spawn(dlv, ['exec', '--allow-non-terminal-interactive=true', binary, '--', ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
  let seen = '';
  let waiting = (): void => undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    seen = (seen + chunk.toString('latin1')).slice(-200);
    waiting();
  });
  let count = 700_000;
  /** A number that Delve prints when it has done everything before it. */
  const until = (text: string): Promise<void> => {
    count += 1;
    const mark = String(count);
    child.stdin.write(`${text}\nprint ${count - 1} + 1\n`);
    return new Promise((resolve) => {
      waiting = () => {
        if (new RegExp(`(?:^|\\s)${mark}\\s`).test(seen)) resolve();
      };
    });
  };
  await until(`break ${place}`);
  await until('continue');
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await until(command);
    times.push(performance.now() - start);
  }
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  child.stdin.write('exit\n');
  child.stdin.end();
  await ended;
  return median(times);
}

async function row(
  label: string,
  args: readonly string[],
  command: string,
  naive: (run: GoRun, frameId: number) => Promise<void>,
  rounds: number,
): Promise<void> {
  const file = path.join(DEBUGGEES, 'cases', `${args[0] ?? ''}.go`);
  const line = readLines(file).findIndex((text) => text.endsWith('// page')) + 1;
  const run = await GoRun.start({ program: binary, args, dlv, breakpoints: new Map([[file, [line]]]) });
  try {
    const stop = await run.run.nextStop(0);
    if (stop === undefined) throw new Error(`${file}:${line} was not reached`);
    const { stackFrames } = await run.run.client.request('stackTrace', { threadId: stop.threadId ?? 1, startFrame: 0, levels: 1 });
    const cold = await measure(run, () => makeSource(run).read(stop, signal), ROUNDS);
    const source = makeSource(run);
    await source.read(stop, signal);
    const warm = await measure(run, () => source.read(stop, signal), ROUNDS);
    const delay = await measureDelay(run, stop);
    const naively = await measure(run, () => naive(run, stackFrames[0]?.id ?? 0), rounds);
    const terminal = await measureTerminal(args, `${file}:${line}`, command, rounds);
    const inTerminal = terminal >= 1000 ? `${(terminal / 1000).toFixed(1)} s` : `${terminal.toFixed(0)} ms`;
    console.log(
      `| ${label} | ${write(cold)} | ${write(warm)} | ${write(naively)} | ${inTerminal} | ${delay.reading.toFixed(0)} ms (${delay.idle.toFixed(0)} ms) |`,
    );
  } finally {
    await run.end();
  }
}

async function main(): Promise<void> {
  console.log(
    'Requests and time from a stop to the first page, medians. Cold: the first stop of a session. Naive: one evaluation a record, which counts them and tells nothing else.\n',
  );
  console.log(
    "| pending | Deferscope, cold | Deferscope, later stops | naive | `stack -defer` in Delve's terminal | another client waits at most (when nobody reads) |",
  );
  console.log('|---|---:|---:|---:|---:|---:|');
  for (const count of [10, 1_000, 10_000])
    await row(`${count.toLocaleString('en')} in one function`, ['many', String(count)], 'stack -defer', walkNaively, count > 1_000 ? 1 : 3);
  await row('2 in each of 2,000 goroutines', ['crowd', '2000'], 'goroutines -exec stack -defer', walkAllNaively, 1);
}

void main().finally(() => {
  parser.dispose();
});
