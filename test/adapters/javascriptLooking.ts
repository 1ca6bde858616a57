import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { ROOT } from '../unit/schema.ts';
import type { Look, TraceEvent } from './javascriptTrace.ts';

type Compile = (source: { readonly text: string; readonly file: string }) => Promise<{ readonly code: string }>;

export const COMPILERS = ['tsc', 'esbuild', 'minified', 'swc', 'babel', 'rolldown'] as const;
/** Compilers for engines of 2015. */
export const ES5_COMPILERS = ['tscEs5', 'swcEs5', 'babelEs5'] as const;
export type Compiler = 'native' | (typeof COMPILERS)[number] | (typeof ES5_COMPILERS)[number];

/** The result of one run of a program. */
export interface Seen {
  readonly file: string;
  readonly looks: readonly Look[];
  readonly trace: readonly TraceEvent[];
  /** What the program did not catch. */
  readonly errors: readonly string[];
}

export interface LookingPlan {
  readonly how: Compiler;
  readonly sources: readonly { readonly name: string; readonly text: string }[];
  /** The folder to make for the programs. */
  readonly folder: string;
  /** How many stops are read in one run of a program. */
  readonly most: number;
  readonly seed: number;
  /** Read each `debugger` statement and do not step; by default both are random. */
  readonly everywhere?: boolean;
  /** Read each stop again, with one request after the other refused. */
  readonly refusals?: boolean;
}

const PROGRAMS = path.join(ROOT, 'test/debuggees/javascript/predictions');
/** The modules that the programs import. */
export const GROUND = pathToFileURL(path.join(PROGRAMS, 'ground.mjs')).href;
export const LIBRARY = pathToFileURL(path.join(ROOT, 'dist/runtime/deferscope.mjs')).href;

/**
 * Runs JavaScript programs, with the preload, and reads their stops from another thread of their process. Each run is compared with one
 * without the preload and without a debugger: what the program does, and which errors it has, must be the same.
 */
export class Looking {
  #node = '';
  #compilers: Readonly<Record<string, Compile>> = {};

  /** Finds Node 24, installing it if needed, and the compilers. */
  async prepare(): Promise<void> {
    const load = <T>(file: string): Promise<T> => import(pathToFileURL(path.join(ROOT, file)).href) as Promise<T>;
    this.#node = (await load<{ readonly nodeBinary: (major: number) => string }>('test/runtime/nodes.mjs')).nodeBinary(24);
    const { compilers, es5Compilers } = await load<Readonly<Record<'compilers' | 'es5Compilers', Readonly<Record<string, Compile>>>>>(
      'test/debuggees/javascript/using/build.mjs',
    );
    this.#compilers = { ...compilers, ...es5Compilers };
  }

  async run({ how, sources, folder, most, seed, everywhere = false, refusals = false }: LookingPlan): Promise<Seen[]> {
    mkdirSync(folder);
    const files = await Promise.all(
      sources.map(async ({ name, text }) => {
        const file = path.join(folder, `${name}.mjs`);
        writeFileSync(
          file,
          how === 'native' ? text : ((await this.#compilers[how]?.({ text, file: file.replace(/\.mjs$/, '.ts') }))?.code ?? ''),
        );
        return file;
      }),
    );
    const [seen, alone] = await Promise.all([
      this.#execute({
        folder,
        name: 'seen',
        plan: { looker: path.join(ROOT, 'dist/test/adapters/javascriptLooker.js'), files, most, seed, everywhere, refusals },
        args: ['--require', path.join(ROOT, 'dist/preload.cjs')],
      }),
      this.#execute({ folder, name: 'alone', plan: { files }, args: [] }),
    ]);
    assert.deepEqual(seen.runs.map(whatHappened), alone.runs.map(whatHappened), 'the program is another one when it is looked at');
    // A program that waits for two things at the same time may get them in another order after a stop.
    assert.deepEqual(
      seen.stdout.split('\n').sort(),
      alone.stdout.split('\n').sort(),
      'the program says something else when it is looked at',
    );
    return seen.runs;
  }

  async #execute({
    folder,
    name,
    plan,
    args,
  }: {
    readonly folder: string;
    readonly name: string;
    readonly plan: object;
    readonly args: readonly string[];
  }): Promise<{ readonly runs: Seen[]; readonly stdout: string }> {
    const planFile = path.join(folder, `${name}.json`);
    const output = path.join(folder, `${name}.jsonl`);
    writeFileSync(planFile, JSON.stringify(plan));
    writeFileSync(output, '');
    const { stdout } = await promisify(execFile)(this.#node, [...args, path.join(PROGRAMS, 'run.mjs'), planFile, output], {
      timeout: 300_000,
    });
    const runs = readFileSync(output, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Seen);
    return { runs, stdout };
  }
}

/** What a test suite uses to run programs and read their stops. */
export interface SuiteLooking {
  /** Runs programs and reads each of their `debugger` statements; `folder` is the name of a folder that is made for them. */
  readonly run: (plan: Pick<LookingPlan, 'how' | 'sources' | 'folder'> & Partial<LookingPlan>) => Promise<Seen[]>;
}

/** Gives the current test suite its tools and its own folder, which is removed with it. */
export function lookInSuite(name: string): SuiteLooking {
  const looking = new Looking();
  let folder = '';
  before(async () => {
    await looking.prepare();
    folder = mkdtempSync(path.join(os.tmpdir(), `deferscope-${name}-`));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return { run: (plan) => looking.run({ most: 20, seed: 1, everywhere: true, ...plan, folder: path.join(folder, plan.folder) }) };
}

function whatHappened({ file, trace, errors }: Seen): object {
  return { file, errors, trace };
}
