import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { inEnglish } from '../../src/core/translate.ts';
import { AdapterProcess } from '../../src/dap/adapterProcess.ts';
import { DebugRun } from '../../src/dap/debugRun.ts';
import type { DapPort } from '../../src/dap/port.ts';
import type { Stop } from '../../src/dap/stopTracker.ts';
import { assembleSnapshot, nameOmissions } from '../../src/session/assembleSnapshot.ts';
import { readRest } from '../../src/session/readRest.ts';
import { GoSource } from '../../src/languages/go/goSource.ts';
import { SyntaxParser } from '../../src/syntax/parser.ts';
import { ROOT } from '../unit/schema.ts';

/** The folder of the Go programs that are debugged. */
export const DEBUGGEES = path.join(ROOT, 'test/debuggees/go');
/** The folder for their binaries. */
const BUILT = path.join(ROOT, 'dist/debuggees/go');

/** Skips a test, loudly, if Go is missing; where every test is supposed to run, that counts as a failure. */
export function requireGo(test: Mocha.Context): void {
  if (spawnSync('go', ['version']).status === 0) return;
  console.error('!!! Go is not installed: the tests of the Go source do not run !!!');
  test.skip(); // on a user's machine; test/run.mjs fails if CI is set
}

/** The path of `dlv`; installs it if it is missing. */
export function setupDelve(): string {
  return path.join(ROOT, execFileSync(process.execPath, [path.join(ROOT, 'test/adapters/setupDelve.mjs')], { encoding: 'utf8' }).trim());
}

/** Builds a package of the debuggees' module for debugging; returns the binary. */
export function buildGo(name: string, flags: readonly string[] = ['-gcflags=all=-N -l'], folder = DEBUGGEES, output = name): string {
  mkdirSync(BUILT, { recursive: true });
  const binary = path.join(BUILT, output.replaceAll('/', '-'));
  // With C in it, which package net brings along, a program never notices that all its goroutines are asleep.
  const env = name === 'cgo' || flags.includes('-race') ? process.env : { ...process.env, CGO_ENABLED: '0' };
  const made = spawnSync('go', ['build', '-buildvcs=false', ...flags, '-o', binary, `./${name}`], { cwd: folder, encoding: 'utf8', env });
  if (made.status !== 0) throw new Error(`${name} does not build:\n${made.stderr}`);
  return binary;
}

export interface GoRunOptions {
  readonly program: string;
  /** How Delve is started; by default as an adapter that listens. */
  readonly server?: readonly string[];
  /** In addition to what starts a binary, or instead of it. */
  readonly configuration?: Readonly<Record<string, unknown>> & { readonly request?: 'launch' | 'attach' };
  readonly args?: readonly string[];
  readonly breakpoints: ReadonlyMap<string, readonly number[]>;
  readonly dlv: string;
  readonly onOutput?: (text: string) => void;
}

/** One Go program under Delve, with the source that reads it. */
export class GoRun {
  readonly run: DebugRun;
  /** The process id of Delve. */
  readonly pid: number;
  readonly source: GoSource;
  readonly #parser: SyntaxParser;

  private constructor(run: DebugRun, pid: number) {
    this.run = run;
    this.pid = pid;
    this.#parser = new SyntaxParser(path.join(ROOT, 'dist'));
    this.source = new GoSource({ port: run.client, parser: this.#parser, readText, t: inEnglish });
  }

  static async start({
    program,
    args = [],
    breakpoints,
    dlv,
    onOutput,
    server = ['dap', '--listen=127.0.0.1:0'],
    configuration = {},
  }: GoRunOptions): Promise<GoRun> {
    const adapter = await AdapterProcess.start({ command: dlv, args: server, transport: 'tcp', cwd: DEBUGGEES });
    const run = await DebugRun.start({
      adapter,
      type: 'go',
      breakpoints,
      configuration: {
        request: 'launch',
        mode: 'exec',
        program,
        args: [...args],
        stopOnEntry: false,
        hideSystemGoroutines: true,
        outputMode: 'remote',
        ...configuration,
      },
      onOutput: ({ category, output }) => {
        if (category === 'stdout') onOutput?.(output);
      },
    });
    return new GoRun(run, adapter.pid);
  }

  /** Reads everything, as it is passed on to others. */
  async snapshot(stop: Stop): Promise<Snapshot> {
    return readAll(this.source, stop);
  }

  /** What a person sees first: other goroutines are only listed. */
  async look(stop: Stop): Promise<Snapshot> {
    return readFirst(this.source, stop);
  }

  /** Another source for the same program, that knows nothing of it yet and reads it through `port`. */
  otherSource(port: DapPort): GoSource {
    return new GoSource({ port, parser: this.#parser, readText, t: inEnglish });
  }

  /** Continues to the next stop. */
  async next(stop: Stop): Promise<Stop | undefined> {
    await this.run.resume(stop);
    return this.run.nextStop(stop.epoch);
  }

  async end(): Promise<void> {
    this.#parser.dispose();
    await this.run.end();
  }
}

async function readFirst(source: GoSource, stop: Stop): Promise<Snapshot> {
  const result = await source.read(stop, AbortSignal.timeout(20_000));
  return assembleSnapshot({ session: { name: 'test', type: 'go' }, stop, takenAt: new Date(0) }, result, inEnglish);
}

/** Everything at a stop, as it is passed on to others. */
export async function readAll(source: GoSource, stop: Stop): Promise<Snapshot> {
  let snapshot = await readFirst(source, stop);
  for await (const change of readRest(snapshot, source, {
    budgetMs: 20_000,
    signal: AbortSignal.timeout(20_000),
    clock: () => performance.now(),
  }))
    snapshot = change(snapshot);
  return nameOmissions(snapshot, inEnglish);
}

async function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

export function readLines(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n');
}
