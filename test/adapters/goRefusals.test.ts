import assert from 'node:assert/strict';
import type { Argument, Cleanup, CleanupScope, Snapshot, Stack } from '../../src/core/snapshot.ts';
import { DapError, type DapPort } from '../../src/dap/port.ts';
import { assertSnapshot } from '../unit/schema.ts';
import { buildGo, DEBUGGEES, GoRun, readAll, requireGo, setupDelve } from './delve.ts';
import { readCases } from './goCases.ts';

/** A long run refuses each request of every case; otherwise every so many. */
const EVERY = process.env['DEFERSCOPE_GO_REFUSALS'] === undefined ? 4 : 1;
const REFUSAL = 'refused by the test';

const PLAIN = [
  'by_reference',
  'captured_forms',
  'function_values',
  'goroutines',
  'nested_frames',
  'panicking',
  'range_over_func',
  'receivers',
  'running_named',
  'running_wrapper',
];
const OPTIMIZED = ['conditional', 'goroutines', 'lifo', 'nested_frames', 'panicking'];

/** A cleanup, and where it is. */
interface Row {
  readonly stack: Stack;
  readonly scope: CleanupScope;
  readonly cleanup: Cleanup;
}

function rowsOf({ stacks }: Snapshot): Row[] {
  return stacks.flatMap((stack) => stack.scopes.flatMap((scope) => scope.cleanups.map((cleanup) => ({ stack, scope, cleanup }))));
}

function isDoubt(text: string): boolean {
  return /could not be read|is not known|not counted/.test(text);
}

/** What a snapshot says that was taken while one request was refused, and that is false; or that it leaves out without a word. */
function judge(told: Snapshot, whole: Snapshot): string[] {
  const doubts = told.problems.filter(({ message }) => isDoubt(message) && !whole.problems.some((other) => other.message === message));
  const known = rowsOf(whole);
  const wrong = rowsOf(told).flatMap((row) => judgeRow(row, known));
  const isCut = told.stacks.some(({ moreFrames, scopes }) => moreFrames === true || scopes.some(({ possible }) => possible !== undefined));
  const missing = known.length - rowsOf(told).length;
  if (missing > 0 && !isCut && !doubts.some(({ stack }) => stack === undefined)) wrong.push(`${missing} rows are missing`);
  if (told.stacks.length < whole.stacks.length && doubts.length === 0) wrong.push('stacks are missing');
  for (const { message } of told.problems)
    if (!isDoubt(message) && !whole.problems.some((other) => other.message === message)) wrong.push(`false: ${message}`);
  if (told.absent !== undefined && !isDoubt(told.absent.message) && !/could be read/.test(told.absent.message))
    wrong.push(`false: ${told.absent.message}`);
  if (textOf(told) !== textOf(whole) && doubts.length === 0) wrong.push('it differs, and does not say so');
  return wrong;
}

/** What is put into words otherwise: its fields say nothing, but nothing false either. */
const AS_FIELDS = /^&?\{_: \{\}, mu: \{…\}\}$/;

function judgeRow({ stack, cleanup }: Row, known: readonly Row[]): string[] {
  const say = (what: string): string[] => [`${what}: ${cleanup.order} ${cleanup.label}`];
  const unread = cleanup.label === 'a call that could not be read';
  const place = known.find(
    (row) =>
      row.stack.id === stack.id &&
      row.cleanup.state === cleanup.state &&
      (cleanup.orLater === true ? row.cleanup.order >= cleanup.order : row.cleanup.order === cleanup.order) &&
      (unread || row.cleanup.registeredAt?.line === cleanup.registeredAt?.line || cleanup.registeredAt === undefined),
  );
  if (place === undefined) return say('a row that is not there, or elsewhere');
  if (unread) return [];
  const right = place.cleanup;
  const notes = (cleanup.notes ?? []).filter((note) => !(right.notes ?? []).includes(note));
  if (notes.some((note) => !isDoubt(note))) return say(`a false note (${notes.join()})`);
  const isUnknown = notes.length > 0;
  if (cleanup.callee.name !== right.callee.name && !isUnknown) return say(`a false callee (${cleanup.callee.name})`);
  if (cleanup.label !== right.label && cleanup.label !== `${cleanup.callee.name}()` && !isUnknown) return say('a false label');
  if (cleanup.recovers === true && right.recovers !== true) return say('it does not recover');
  const isFalse = ({ value, capture }: Argument): boolean =>
    capture !== 'unknown' &&
    !AS_FIELDS.test(value) &&
    !right.arguments.some((argument) => argument.value === value) &&
    !right.label.includes(value);
  const values = cleanup.arguments.filter(isFalse).map(({ value }) => value);
  return values.length > 0 ? say(`false values (${values.join()})`) : [];
}

/** Everything but what changes from one reading to the next. */
function textOf({ stacks, problems, absent }: Snapshot): string {
  return JSON.stringify({ stacks, problems, absent }, (key, value: unknown) =>
    ['frameId', 'variablesReference', 'stops', 'sinceMs'].includes(key) ? undefined : value,
  );
}

/** Whatever request the debugger refuses, the rest is true, and what is missing is said to be. */
describe('Go programs while Delve refuses one request', function () {
  this.timeout(300_000);
  let dlv = '';

  before(function () {
    requireGo(this);
    dlv = setupDelve();
  });

  for (const [binary, flags, names] of [
    ['cases', ['-gcflags=all=-N -l'], PLAIN],
    ['cases-optimized', [], OPTIMIZED],
  ] as const)
    for (const [index, { name, file, stops }] of readCases('cases')
      .filter((one) => names.some((name) => name === one.name))
      .entries())
      it(`${name.replaceAll('_', ' ')}${flags.length === 0 ? ', optimized' : ''}`, async () => {
        const breakpoints = new Map([[file, stops.map(({ line }) => line)]]);
        const run = await GoRun.start({ program: buildGo('cases', flags, DEBUGGEES, binary), args: [name], dlv, breakpoints });
        try {
          const stop = await run.run.nextStop(0);
          assert.ok(stop);
          const asked: string[] = [];
          const refusing = (nth: number): DapPort => ({
            request: (command, args, signal) => {
              asked.push(`${command} ${JSON.stringify(args)}`);
              if (asked.length - 1 === nth) return Promise.reject(new DapError(command, REFUSAL));
              return run.run.client.request(command, args, signal);
            },
          });
          const whole = await readAll(run.otherSource(refusing(-1)), stop);
          const count = asked.length;
          const wrong: string[] = [];
          for (let nth = index % EVERY; nth < count; nth += EVERY) {
            asked.length = 0;
            try {
              const told = await readAll(run.otherSource(refusing(nth)), stop);
              assertSnapshot(told);
              wrong.push(...judge(told, whole).map((what) => `${nth}, ${asked[nth] ?? ''}: ${what}`));
            } catch (error) {
              // The whole stop could not be read, and whoever asked says that.
              if (!(error instanceof DapError) || error.message !== REFUSAL) throw error;
              assert.ok(nth < 3, `all is lost without ${asked[nth] ?? ''}`);
            }
          }
          assert.equal(wrong.join('\n'), '');
        } finally {
          await run.end();
        }
      });
});
