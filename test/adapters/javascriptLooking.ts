import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { ROOT } from '../unit/schema.ts';
import type { Look, TraceEvent } from './javascriptTrace.ts';

type Compile = (source: { readonly text: string; readonly file: string }) => Promise<{ readonly code: string }>;

export const COMPILERS = ['tsc', 'esbuild', 'minified', 'swc', 'babel'] as const;
export type Compiler = 'native' | (typeof COMPILERS)[number];

/** What one run of a program gave. */
export interface Seen {
  readonly file: string;
  readonly looks: readonly Look[];
  readonly trace: readonly TraceEvent[];
}

export interface LookingPlan {
  readonly how: Compiler;
  readonly sources: readonly { readonly name: string; readonly text: string }[];
  /** Is made, and gets the programs. */
  readonly folder: string;
  /** Stops that are looked at in one run of a program. */
  readonly most: number;
  readonly seed: number;
  /** Look at each `debugger` statement and do not step; by default both are left to chance. */
  readonly everywhere?: boolean;
}

const PROGRAMS = path.join(ROOT, 'test/debuggees/javascript/predictions');
/** The modules that the programs import. */
export const GROUND = pathToFileURL(path.join(PROGRAMS, 'ground.mjs')).href;
export const LIBRARY = pathToFileURL(path.join(ROOT, 'dist/runtime/deferscope.mjs')).href;

/** Runs JavaScript programs, with the preload, and looks at their stops from another thread of their process. */
export class Looking {
  #node = '';
  #compilers: Readonly<Record<string, Compile>> = {};

  /** Finds Node 24, which it may have to install, and the compilers. */
  async prepare(): Promise<void> {
    const load = <T>(file: string): Promise<T> => import(pathToFileURL(path.join(ROOT, file)).href) as Promise<T>;
    this.#node = (await load<{ readonly nodeBinary: (major: number) => string }>('test/runtime/nodes.mjs')).nodeBinary(24);
    this.#compilers = (await load<{ readonly compilers: Readonly<Record<string, Compile>> }>('test/debuggees/javascript/using/build.mjs')).compilers;
  }

  async run({ how, sources, folder, most, seed, everywhere = false }: LookingPlan): Promise<Seen[]> {
    mkdirSync(folder);
    const files = await Promise.all(sources.map(async ({ name, text }) => {
      const file = path.join(folder, `${name}.mjs`);
      writeFileSync(file, how === 'native' ? text : ((await this.#compilers[how]?.({ text, file: file.replace(/\.mjs$/, '.ts') }))?.code ?? ''));
      return file;
    }));
    const plan = path.join(folder, 'plan.json');
    const output = path.join(folder, 'seen.jsonl');
    writeFileSync(plan, JSON.stringify({ looker: path.join(__dirname, 'javascriptLooker.js'), files, most, seed, everywhere }));
    writeFileSync(output, '');
    await promisify(execFile)(this.#node, ['--require', path.join(ROOT, 'dist/preload.cjs'), path.join(PROGRAMS, 'run.mjs'), plan, output], { timeout: 300_000 });
    return readFileSync(output, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Seen);
  }
}
