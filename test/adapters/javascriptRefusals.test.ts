import assert from 'node:assert/strict';
import type { Cleanup, CleanupScope, Stack } from '../../src/core/snapshot.ts';
import { LIBRARY, lookInSuite, type Compiler } from './javascriptLooking.ts';
import type { Look, Refusal } from './javascriptTrace.ts';

const RESOURCES = `const make = (name) => ({ name, [Symbol.dispose]() { if (name.startsWith('stop')) { debugger; } } });
class Secret { #own; constructor(name) { this.#own = name; } [Symbol.dispose]() {} get own() { return this.#own; } }
const later = (name) => ({ name, async [Symbol.asyncDispose]() { await null; debugger; } });
const say = (word) => { globalThis.said = word; };
`;

/** Stops at which there is every kind of row. */
const PROGRAMS: readonly string[] = [
  `import { scope, run } from ${JSON.stringify(LIBRARY)};
${RESOURCES}function inner() { using a = new Secret('a'); using b = make('stop b'); try { debugger; } finally { say('x'); } }
function* g() { using h = make('held'); yield 1; }
export async function main() { using c = make('c'); const pool = { it: g() }; pool.it.next(); using stack = new DisposableStack(); stack.use(new Secret('in')); stack.defer(function tidy() {});
  const s = scope(); s.defer(say, new Secret('arg')); run((r) => { r.defer(say, 'run'); inner(); }); s.dispose(); return pool; }`,
  `${RESOURCES}async function waits() { await using a = later('a'); using b = make('b'); await leaf(); } async function leaf() { using z = make('z'); await null; debugger; }
export async function main() { using m = make('m'); await waits(); }`,
];
const HOW: readonly Compiler[] = ['native', 'tsc'];

interface Row {
  readonly stack: Stack;
  readonly scope: CleanupScope;
  readonly cleanup: Cleanup;
}

function rowsOf({ stacks }: Pick<Look, 'stacks'>): Row[] {
  return stacks.flatMap((stack) => stack.scopes.flatMap((scope) => scope.cleanups.map((cleanup) => ({ stack, scope, cleanup }))));
}

function write({ cleanup: { state, order, orLater, label, arguments: given } }: Row): string {
  return `${state === 'running' ? 'now' : `${orLater === true ? '≥' : ''}${order}`} ${label} ${given.map(({ value }) => value).join()}`;
}

/** What is reported as not known, there or among the problems. */
function doubtsOf({ stacks, problems }: Pick<Look, 'stacks' | 'problems'>): string[] {
  const notes = stacks.flatMap((stack) =>
    stack.scopes.flatMap(({ notes = [], possible = [] }) => [...notes, ...possible.map(({ label }) => `possibly ${label}`)]),
  );
  return [...notes, ...problems];
}

/** Whether the row is the same, or says less: a number that may be a later one, a value with more in it. */
function fits(told: Row, all: readonly Row[], isDoubted: boolean): boolean {
  const { cleanup, scope } = told;
  return all.some((known) => {
    if (
      known.cleanup.id.split(':')[0] !== cleanup.id.split(':')[0] ||
      known.cleanup.state !== cleanup.state ||
      !isAlike(cleanup.label, known.cleanup.label)
    )
      return false;
    const isPlaced =
      cleanup.orLater === true
        ? cleanup.order <= known.cleanup.order
        : cleanup.order === known.cleanup.order && scope.ends === known.scope.ends;
    // It may be unknown what ends a stack: then the stack has its own numbers.
    return (
      (isPlaced || (isDoubted && scope.ends === 'owner' && known.scope.ends === undefined)) &&
      cleanup.arguments.every(({ value }, at) => isAlike(value, known.cleanup.arguments[at]?.value ?? ''))
    );
  });
}

/** `Secret {…}` for `Secret {#own: "a"}`, and an unknown value for anything. */
function isAlike(told: string, known: string): boolean {
  return (
    told === known ||
    told === 'not known here' ||
    (told.includes('…') && known.startsWith(told.slice(0, told.indexOf('…')).replace(/[, ]*$/, '')))
  );
}

/** What a reading with a refusal says that is false, or fails to say. */
function judge(undisturbed: Look, refusal: Refusal): string[] {
  if (refusal.failed !== undefined) return [];
  const known = rowsOf(undisturbed);
  const told = rowsOf(refusal);
  const doubts = doubtsOf(refusal).filter((one) => !doubtsOf(undisturbed).includes(one));
  const isDoubted = doubts.some((one) => /could not be read|^possibly /.test(one));
  const wrong = told.filter((row) => !fits(row, known, isDoubted)).map((row) => `false: ${write(row)}`);
  const missing = known.length - told.length > 0 && !isDoubted ? [`${known.length - told.length} missing, and nothing said`] : [];
  const unsaid = doubtsOf(undisturbed)
    .filter((one) => !doubtsOf(refusal).includes(one) && !isDoubted)
    .map((one) => `unsaid: ${one}`);
  return [...wrong, ...missing, ...unsaid].map((one) => `${undisturbed.at}, refused ${refusal.refused}: ${one}`);
}

describe('JavaScript stops while the debugger refuses one request', function () {
  this.timeout(120_000);
  const looking = lookInSuite('refusals');

  for (const how of HOW)
    it(`say what could not be read, and nothing false, ${how}`, async () => {
      const seen = await looking.run({
        how,
        sources: PROGRAMS.map((text, at) => ({ name: `case${at}`, text })),
        folder: how,
        refusals: true,
      });
      const looks = seen.flatMap((run) => run.looks);
      assert.deepEqual(
        looks.flatMap(({ failed }) => failed ?? []),
        [],
      );
      assert.ok(looks.length >= 3 && looks.flatMap(({ refusals = [] }) => refusals).length > 20, 'nothing was refused');
      assert.deepEqual(
        looks.flatMap((look) => (look.refusals ?? []).flatMap((refusal) => judge(look, refusal))),
        [],
      );
    });
});
