import assert from 'node:assert/strict';
import * as path from 'node:path';
import type { Snapshot } from '../../src/core/snapshot.ts';
import type { Stop } from '../../src/dap/stopTracker.ts';
import { assertSnapshot } from '../unit/schema.ts';
import { compactSnapshot } from './compactSnapshot.ts';
import { DEBUGGEES, GoRun, requireGo, setupDelve } from './delve.ts';
import { OLDER_GO, readCases, withoutValues, type GoCase } from './goCases.ts';
import { buildCases } from './olderGo.ts';

/** Run every case in its own process: a long run sets this, for each pair of Go and Delve. */
const APART = process.env['DEFERSCOPE_GO_OPTIMIZED'] !== undefined;

/** How they are built: a long run also sets `-race`, `-trimpath` or `-buildmode=pie`. */
const FLAGS = (process.env['DEFERSCOPE_GO_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');

/** Cases that become a different program when they are optimized, and why. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['function_values', 'the compiler knows what the variable holds, calls it directly, and nothing is left of the call'],
  ['named_results', 'the statement after the call is in the line that the frame is in'],
  ['nil_function', 'a nil closure is put into its place like any nothing'],
  ['pull', 'functions have other names where their bodies were put into others'],
  ['range_over_func', 'functions have other names where their bodies were put into others'],
  ['running_wrapper', 'no instruction is left of the line'],
]);

/** The same for older versions of Go, which put the bodies of more loops into other functions: up to which version. */
const OTHERS_UP_TO: ReadonlyMap<string, number> = new Map([
  ['range_bodies', 25],
  ['range_values', 24],
]);

/** Cases that end their process or leave goroutines behind. */
const ALONE = new Set([
  'blocked_for_good',
  'deadlock',
  'deferred_goroutine',
  'exit_ahead',
  'goexit',
  'goexit_beside',
  'goexit_in_deferred',
  'goroutines',
  'in_init',
  'nothing',
  'package_init',
]);
/** Those of them that are also run in a short run. */
const ALONE_IN_SHORT = new Set(['goroutines', 'goexit_beside']);

/** What is also true for optimized programs: what is pending, in which order, deferred on which line, and which function is called. */
function withoutNames(text: string): string {
  return withoutValues(text)
    .split('\n')
    .filter((line) => !/^(?:info|warning): /.test(line))
    .map((line) =>
      line.replace(
        /calls (.*?)(?=$| {2}\[)/,
        (_, callee: string) => `calls ${/^function literal$|\.(?:func)?\d+(?:-fm)?$/.test(callee) ? 'a literal' : lastName(callee)}`,
      ),
    )
    .join('\n');
}

function lastName(callee: string): string {
  // Type arguments are cut off if they are long, and appear in several brackets.
  let depth = 0;
  const plain = Array.from(callee)
    .filter((character) => {
      if (character === '[') depth += 1;
      else if (character === ']') depth -= 1;
      return depth === 0 && character !== ']';
    })
    .join('');
  return /([\p{L}\p{N}_]+)(?:-fm)?$/u.exec(plain)?.[1] ?? callee;
}

/** Arguments with a value, without their types. */
function valuesOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('        ') && !line.endsWith('(unknown)'))
    .map((line) => line.trim().replace(/^(\S+) .*?= /, '$1 = '));
}

describe('optimized Go programs under Delve', function () {
  let dlv = '';
  let binary = '';
  /** Cases that need a later Go version. */
  let later: ReadonlySet<string> = new Set();
  const cases = readCases('cases').filter(({ name }) => !OTHERS.has(name) && (OTHERS_UP_TO.get(name) ?? 0) < Number(OLDER_GO ?? Infinity));

  before(function () {
    this.timeout(300_000);
    requireGo(this);
    dlv = setupDelve();
    ({ binary, later } = buildCases(FLAGS, ['cases-optimized', ...FLAGS].join('').replaceAll('=', '-')));
  });

  /** Runs cases one after the other in one process, and compares what is seen at each stop with what is expected there. */
  async function compare(some: readonly GoCase[], take: (run: GoRun, stop: Stop) => Promise<Snapshot>): Promise<void> {
    const run = await GoRun.start({
      program: binary,
      args: [some.map(({ name }) => name).join('+')],
      dlv,
      ...(FLAGS.includes('-trimpath') ? { configuration: { substitutePath: [{ from: DEBUGGEES, to: 'example.com/debuggees' }] } } : {}),
      breakpoints: new Map(some.map(({ file, stops }) => [file, stops.map((stop) => stop.line)])),
    });
    const left = new Set(some.flatMap(({ name, stops }) => stops.map(({ line, hit }) => `${name}:${line}@${hit}`)));
    const hits = new Map<string, number>();
    try {
      for (let stop = await run.run.nextStop(0); stop !== undefined && left.size > 0; stop = await run.next(stop)) {
        const snapshot = await take(run, stop);
        assertSnapshot(snapshot);
        const { path: file = '', line = 0 } = snapshot.stop.location ?? {};
        const place = `${path.basename(file, '.go')}:${line}`;
        const hit = (hits.get(place) ?? 0) + 1;
        hits.set(place, hit);
        left.delete(`${place}@${hit}`);
        const expected = some.find((one) => one.file === file)?.stops.find((one) => one.line === line && one.hit === hit);
        if (expected === undefined) continue;
        const text = compactSnapshot(snapshot, path.basename(file));
        assert.equal(withoutNames(text), withoutNames(expected.want), `at ${place}`);
        const known = valuesOf(expected.want);
        assert.deepEqual(
          valuesOf(text).filter((value) => !known.includes(value)),
          [],
          `values at ${place}`,
        );
      }
      assert.deepEqual([...left], [], 'not every stop was reached');
    } finally {
      await run.end();
    }
  }

  if (!APART)
    it('cases that leave nothing behind', async function () {
      this.timeout(120_000);
      const some = cases.filter(({ name }) => !ALONE.has(name) && !later.has(name));
      // What other goroutines hold belongs to another case, and what the program itself holds belongs to none.
      await compare(some, async (run, stop) => {
        const snapshot = await run.look(stop);
        return {
          ...snapshot,
          stacks: snapshot.stacks
            .filter(({ current }) => current)
            .map((stack) => ({ ...stack, scopes: stack.scopes.filter(({ name }) => name !== 'oneOfMany') })),
        };
      });
    });

  for (const one of cases.filter(({ name }) => APART || ALONE_IN_SHORT.has(name))) {
    it(one.name.replaceAll('_', ' '), async function () {
      if (later.has(one.name)) this.skip();
      await compare([one], (run, stop) => run.snapshot(stop));
    });
  }
});
