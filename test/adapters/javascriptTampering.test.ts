import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { ROOT } from '../unit/schema.ts';
import { LIBRARY, Looking } from './javascriptLooking.ts';
import type { Look } from './javascriptTrace.ts';

const PROGRAMS = path.join(ROOT, 'test/debuggees/javascript/tampering');
const read = (name: string): { readonly name: string; readonly text: string } => ({
  name,
  text: readFileSync(path.join(PROGRAMS, `${name}.mjs`), 'utf8').replace("'deferscope'", `'${LIBRARY}'`),
});

/** The labels of a stop's rows, scope by scope. */
function rowsOf(look: Look | undefined): readonly string[] {
  return look?.failed === undefined
    ? (look?.stacks[0]?.scopes ?? []).flatMap(({ cleanups }) => cleanups.map(({ label }) => label))
    : [look.failed];
}

describe('JavaScript programs that replace what belongs to the engine', function () {
  this.timeout(120_000);
  const looking = new Looking();
  let folder = '';
  let seen: ReadonlyMap<string, readonly Look[]> = new Map();

  before(async () => {
    await looking.prepare();
    folder = mkdtempSync(path.join(os.tmpdir(), 'deferscope-tampering-'));
    const runs = await looking.run({
      how: 'native',
      sources: ['poison', 'thrower', 'frozen', 'sweep'].map(read),
      folder: path.join(folder, 'programs'),
      most: 1000,
      seed: 1,
      everywhere: true,
    });
    seen = new Map(runs.map(({ file, looks }) => [path.basename(file, '.mjs'), looks]));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('are read, and none of more than 300 wrapped functions is called', () => {
    const [poisoned, told] = seen.get('poison') ?? [];
    assert.deepEqual(rowsOf(poisoned), ['r[Symbol.dispose]()', 'closeIt(…)', 'b1({id: 3})', 'a1()']);
    // The contents of a date and a map are read with functions that are no longer the engine's.
    assert.deepEqual(poisoned?.problems, [
      'The program has replaced getTime, size. Its functions are not called, so values, calls or scopes may be missing here',
    ]);
    assert.match(told?.stacks[0]?.scopes[0]?.cleanups[0]?.arguments[0]?.value ?? '', /^\{name: "many wrapped, 0 called"/);
  });

  it('are read as ever, whichever one of the functions throws that reading takes', () => {
    const looks = seen.get('thrower') ?? [];
    assert.equal(looks.length, 15);
    for (const look of looks) {
      assert.deepEqual(rowsOf(look), ['r[Symbol.dispose]()', 'closeIt({id: 5})']);
      assert.deepEqual(look.problems, []);
    }
  });

  it('are read while any one of the functions throws: what is missing is said, and none is called', () => {
    const looks = seen.get('sweep') ?? [];
    const told = looks.at(-1);
    assert.match(told?.stacks[0]?.scopes[0]?.cleanups[0]?.arguments[0]?.value ?? '', /^\{name: "many replaced, 0 called"/);
    const rows = ['r[Symbol.dispose]()', 'closeIt(…)', 'release({id: 3})'];
    for (const look of looks.slice(0, -1)) if (look.problems.length === 0) assert.deepEqual(rowsOf(look), rows);
    // The functions were handed over before they were replaced, except those that read the values of some kinds.
    const silent = looks.slice(0, -1).filter(({ problems }) => problems.length === 0).length;
    assert.ok(silent > looks.length * 0.9, `${looks.length - 1 - silent} of ${looks.length - 1} stops have something missing`);
  });

  it('are read while Error is frozen', () => {
    assert.deepEqual(seen.get('frozen')?.map(rowsOf), [['lock[Symbol.dispose]()', 'file[Symbol.dispose]()']]);
  });
});

describe('JavaScript programs that spoil the door by which a debugger finds the library', function () {
  this.timeout(60_000);
  const looking = new Looking();
  let folder = '';

  before(async () => {
    await looking.prepare();
    folder = mkdtempSync(path.join(os.tmpdir(), 'deferscope-tampering-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const spoilt = pathToFileURL(path.join(ROOT, 'test/debuggees/javascript/tamper.mjs')).href;
  for (const way of [
    'gone',
    'number',
    'getter',
    'proxy',
    'version',
    'noLibraries',
    'throwingLibrary',
    'lyingLibrary',
    'cyclicLibrary',
    'hugeLibrary',
  ])
    it(`are read, or it is said what is wrong: ${way}`, async () => {
      const text = `process.argv[2] = '${way}'; export function main() { return import(${JSON.stringify(spoilt)}); }`;
      const [seen] = await looking.run({
        how: 'native',
        sources: [{ name: 'start', text }],
        folder: path.join(folder, way),
        most: 10,
        seed: 1,
        everywhere: true,
      });
      assert.equal(seen?.looks.length, 1);
      const [look] = seen.looks;
      // Either the view is still right, or it says what is wrong.
      assert.ok(
        isDeepStrictEqual(rowsOf(look), ['log("cleanup ran")']) || look?.snapshot?.absent !== undefined || look?.failed !== undefined,
        JSON.stringify(look),
      );
      if (way === 'throwingLibrary')
        assert.match([...(look?.problems ?? []), look?.failed ?? ''].join(), /could not be read: Error: bad library/);
    });
});
