import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Configuration } from '../../../src/languages/launchAddition.ts';
import { addPreload } from '../../../src/languages/javascript/launchPreload.ts';
import { ROOT } from '../../unit/schema.ts';
import { compareOutcomes, runProgram, type Outcome } from './comparison.ts';
import { HOSTS } from './hosts.ts';
import { LANGUAGE } from './language.ts';
import { MODULES } from './modules.ts';
import { PACKAGES } from './packages.ts';
import { isLongRun, MAJORS, NATIVE, type Program } from './program.ts';

const PRELOAD = path.join(ROOT, 'dist/preload.cjs');
/** Makes the preload do what it does while a debugger is attached. */
const OBSERVE = `for (const library of globalThis[Symbol.for('deferscope.door')].libraries) library.observe?.(true);
delete require.cache[__filename];\n`;

interface Places {
  readonly nodeBinary: (major: number) => string;
  readonly folder: string;
  readonly observe: string;
}

describe('A JavaScript program is the same with the preload', function () {
  this.timeout(240_000);
  let places: Places = { nodeBinary: String, folder: '', observe: '' };

  before(async () => {
    const load = <T>(file: string): Promise<T> => import(pathToFileURL(path.join(ROOT, file)).href) as Promise<T>;
    const { nodeBinary } = await load<Pick<Places, 'nodeBinary'>>('test/runtime/nodes.mjs');
    const folder = mkdtempSync(path.join(os.tmpdir(), 'deferscope-untouched-'));
    const observe = path.join(folder, 'observe.cjs');
    writeFileSync(observe, OBSERVE);
    places = { nodeBinary, folder, observe };
  });

  after(() => {
    rmSync(places.folder, { recursive: true, force: true });
  });

  const programs = [...LANGUAGE, ...MODULES, ...HOSTS, ...PACKAGES];
  for (const [number, program] of programs.entries()) {
    if (program.isLong === true && !isLongRun) continue;
    it(program.title, async () => {
      const cwd = (await program.prepare?.(path.join(places.folder, String(number)))) ?? path.join(places.folder, String(number));
      for (const [name, text] of Object.entries(program.files)) {
        mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
        writeFileSync(path.join(cwd, name), text);
      }
      mkdirSync(cwd, { recursive: true });
      const differences = await Promise.all(majorsOf(program, number).map((major) => compareOn(major, program, cwd)));
      assert.ok(differences.flat().length === 0, differences.flat().join('\n'));
    });
  }

  async function compareOn(major: number, program: Program, cwd: string): Promise<readonly string[]> {
    const run = (scripts: readonly string[]): Promise<Outcome> =>
      runProgram({ node: places.nodeBinary(major), args: program.args, cwd, stdin: program.stdin, env: environment(program, scripts) });
    const [without, ...others] = await Promise.all([
      run([]),
      run([PRELOAD]),
      ...(program.majors === NATIVE ? [run([PRELOAD, places.observe])] : []),
    ]);
    const said = without.stdout + without.stderr;
    const isAsMeant = typeof program.says === 'string' ? said.includes(program.says) : program.says.test(said);
    assert.ok(isAsMeant, `Node ${major} does not say ${String(program.says)} but\n${said}`);
    const found = others.flatMap((other, at) =>
      compareOutcomes(without, other, program.varies).map((one) => ({ one, by: at === 0 ? '' : ', while a debugger looks on' })),
    );
    return found
      .filter(({ one }, at) => found.findIndex((other) => other.one === one) === at)
      .map(({ one, by }) => `Node ${major}${by}: ${one}`);
  }
});

/** In a short run, a program that runs on every Node takes its turn on the newest and on one of the others. */
function majorsOf({ majors }: Program, number: number): readonly number[] {
  return majors ?? (isLongRun ? MAJORS : MAJORS.filter((_, at) => at !== number % 2));
}

/** The way the extension starts a program. */
function environment({ env = {} }: Program, scripts: readonly string[]): NodeJS.ProcessEnv {
  const plain = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:NODE_|npm_|DEFERSCOPE_|FORCE_COLOR$|CI$)/i.test(name)),
  );
  const configuration = scripts.reduce<Configuration>((rest, script) => addPreload(rest, script, undefined), {
    type: 'pwa-node',
    request: 'launch',
    env,
  });
  return { ...plain, ...(configuration['env'] as NodeJS.ProcessEnv) };
}
