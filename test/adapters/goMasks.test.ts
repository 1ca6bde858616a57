import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { buildGo, requireGo, setupDelve } from './delve.ts';
import { MASKS_PRELUDE, writeMasks } from './goMasks.ts';
import { findStops, takeStops, tracePath } from './goStops.ts';

/** How many random programs, and from which seed: a long run (npm test -- --long) sets these. */
const COUNT = Number(process.env['DEFERSCOPE_GO_MASKS'] ?? 4);
const SEED = Number(process.env['DEFERSCOPE_GO_SEED'] ?? 1);
/** The flags of the build, in one text: `-race`, `-trimpath`, `-buildmode=pie`. */
const FLAGS = (process.env['DEFERSCOPE_GO_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');
/** The Go version of the programs' module: an older toolchain needs an older one. */
const GO_VERSION = /^go(1\.\d+)/.exec(process.env['GOTOOLCHAIN'] ?? '')?.[1] ?? '1.26';
/** How many programs run one after the other under one Delve. */
const TOGETHER = 6;

/** A registration in the trace. */
interface Registration {
  readonly number: number;
  readonly line: number;
  /** Whether it was certainly made before the stop. */
  readonly isMade: boolean;
  /** When it ran, as a place in the trace after the stop; 0 if it had run before. */
  readonly ran: number;
}

/** What had been registered at a stop, with when it ran. */
function readTrace(trace: Buffer, position: number): readonly Registration[] {
  const tried = new Map<number, number>();
  const made = new Set<number>();
  const ran = new Map<number, number>();
  const read = (part: Buffer, isBefore: boolean): void => {
    for (const [at, line] of part.toString('utf8').split('\n').entries()) {
      const [word, number = '', place] = line.split(' ');
      if (word === 'TRY' && isBefore) tried.set(Number(number), Number(place));
      else if (word === 'REG' && isBefore) made.add(Number(number));
      else if (word === 'RUN' && Number(number) > 0) ran.set(Number(number), isBefore ? 0 : at + 1);
    }
  };
  read(trace.subarray(0, position), true);
  read(trace.subarray(position), false);
  return [...tried].map(([number, line]) => ({ number, line, isMade: made.has(number), ran: ran.get(number) ?? Infinity }));
}

/** Compares what a snapshot says is pending with what ran after it, goroutine by goroutine. */
function compare(snapshot: Snapshot, registrations: readonly Registration[], { file, treeOf }: Source): { calls: number; wrong: string[] } {
  const wrong: string[] = [];
  let calls = 0;
  for (const tree of new Set(treeOf.values())) {
    const mine = registrations.filter(({ line, ran }) => treeOf.get(line) === tree && ran > 0).sort((a, b) => a.ran - b.ran);
    const lost = mine.filter(({ isMade, ran }) => isMade && ran === Infinity);
    if (lost.length > 0) wrong.push(`tree ${tree}: ${lost.map(({ number }) => number).join(' ')} never ran`);
    const rows = snapshot.stacks.flatMap(({ scopes }) => scopes.flatMap(({ cleanups }) => cleanups));
    const predicted = rows
      .filter(({ registeredAt }) => registeredAt?.path === file && treeOf.get(registeredAt.line) === tree)
      .filter(({ state }) => state === 'pending')
      .map(({ registeredAt }) => registeredAt?.line ?? 0);
    calls += predicted.length;
    // At a step, the last one may be between its statement and its line in the trace.
    const unsure = mine.filter(({ isMade }) => !isMade);
    const sure = mine.map(({ line }) => line).join(' ');
    const without = mine.filter(({ isMade }) => isMade).map(({ line }) => line);
    const started = without.slice(1);
    const fits = [sure, without.join(' '), ...(unsure.length > 0 || snapshot.stop.reason === 'step' ? [started.join(' ')] : [])];
    if (!fits.includes(predicted.join(' ')))
      wrong.push(`tree ${tree}: ${predicted.join(' ')} was predicted, ${fits.join(' or ')} happened`);
  }
  for (const { message } of snapshot.problems) if (/could not be read|not known which/.test(message)) wrong.push(message);
  return { calls, wrong };
}

/** A program's text. */
interface Source {
  readonly file: string;
  /** The goroutine whose functions have a line. */
  readonly treeOf: ReadonlyMap<number, string>;
}

function readSource(file: string): Source {
  const treeOf = new Map<number, string>();
  let tree = '';
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    tree = /^func m\d+t(\d+)f/.exec(text)?.[1] ?? tree;
    const line = /:= try\((\d+)\)/.exec(text)?.[1];
    if (line !== undefined) treeOf.set(Number(line), tree);
  }
  return { file, treeOf };
}

describe('What snapshots of optimized Go programs predict', function () {
  this.timeout(Math.max(300_000, COUNT * 20_000));
  let dlv = '';
  let binary = '';
  let folder = '';
  let seen = { stops: 0, calls: 0 };
  const names = Array.from({ length: COUNT }, (_, at) => `m${SEED + at}`);

  before(function () {
    requireGo(this);
    dlv = setupDelve();
    folder = mkdtempSync(path.join(os.tmpdir(), 'deferscope-go-'));
    mkdirSync(path.join(folder, 'masks'));
    writeFileSync(path.join(folder, 'go.mod'), `module example.com/masks\n\ngo ${GO_VERSION}\n`);
    writeFileSync(path.join(folder, 'masks/main.go'), MASKS_PRELUDE);
    for (const name of names) writeFileSync(path.join(folder, `masks/${name}.go`), writeMasks(Number(name.slice(1))));
    binary = buildGo('masks', FLAGS, folder, `masks-${process.pid}`);
  });

  after(() => {
    if (folder === '') return;
    // A program that was not as predicted is inspected afterwards.
    if (process.env['DEFERSCOPE_GO_KEEP'] === undefined) for (const one of [folder, binary]) rmSync(one, { recursive: true, force: true });
    else console.log(`      kept: ${folder} ${binary}`);
    console.log(`      ${seen.calls} pending calls at ${seen.stops} stops of ${COUNT} programs were compared with what then ran`);
  });

  for (let first = 0; first < names.length; first += TOGETHER) {
    const some = names.slice(first, first + TOGETHER);
    it(`is what happens in programs ${some[0] ?? ''} to ${some.at(-1) ?? ''}`, async () => {
      const sources = new Map(some.map((name) => [name, readSource(path.join(folder, `masks/${name}.go`))]));
      const breakpoints = new Map([...sources.values()].map(({ file }) => [file, findStops(file)]));
      const taken = await takeStops({ binary, dlv, folder, programs: some, breakpoints, stepBy: () => 'next' });
      const wrong: string[] = [];
      for (const { program, position, snapshot } of taken) {
        const source = sources.get(program);
        const text = readFileSync(tracePath(folder, program));
        assert.ok(source !== undefined && text.includes('END'), `${program} did not come to its end`);
        const { calls, wrong: found } = compare(snapshot, readTrace(text, position), source);
        seen = { stops: seen.stops + 1, calls: seen.calls + calls };
        const { location, reason } = snapshot.stop;
        wrong.push(...found.map((what) => `${program}:${location?.line ?? ''} (${reason}, trace at ${position}): ${what}`));
      }
      assert.equal(wrong.join('\n'), '');
      assert.ok(taken.length >= some.length, `only ${taken.length} stops`);
    });
  }
});
