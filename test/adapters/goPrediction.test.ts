import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Cleanup, Snapshot } from '../../src/core/snapshot.ts';
import { assertSnapshot } from '../unit/schema.ts';
import { buildGo, GoRun, requireGo, setupDelve } from './delve.ts';
import { PRELUDE, writeProgram } from './goPrograms.ts';

/** How many random programs, and from which seed on: a long run sets these. */
const COUNT = Number(process.env['DEFERSCOPE_GO_PROGRAMS'] ?? 20);
const SEED = Number(process.env['DEFERSCOPE_GO_SEED'] ?? 1);
/** Stops that are looked at in one program. */
const STOPS = 6;

interface Prediction {
  readonly line: number;
  /** At which time the line was reached. */
  readonly hit: number;
  readonly snapshot: Snapshot;
}

describe('What Go snapshots predict', function () {
  let dlv = '';
  let binary = '';
  let folder = '';
  const seeds = Array.from({ length: COUNT }, (_, at) => SEED + at);

  before(function () {
    this.timeout(300_000);
    requireGo(this);
    dlv = setupDelve();
    folder = mkdtempSync(path.join(os.tmpdir(), 'deferscope-go-'));
    mkdirSync(path.join(folder, 'random'));
    writeFileSync(path.join(folder, 'go.mod'), 'module example.com/random\n\ngo 1.26\n');
    writeFileSync(path.join(folder, 'random/main.go'), PRELUDE);
    for (const seed of seeds) writeFileSync(path.join(folder, `random/p${seed}.go`), writeProgram(seed));
    binary = buildGo('random', ['-gcflags=all=-N -l'], folder);
  });

  after(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  for (const seed of seeds) {
    it(`is what happens in program ${seed}`, async () => {
      const file = path.join(folder, `random/p${seed}.go`);
      const trace = path.join(folder, `p${seed}.trace`);
      const source = readFileSync(file, 'utf8').split('\n');
      const marks = source.flatMap((line, at) => (/^\t+mark\(/.test(line) ? [at + 1] : []));
      const predictions = await collect(marks, file, seed, trace);
      const happened = readFileSync(trace, 'utf8').split('\n');
      for (const prediction of predictions) compare(prediction, happened, `program ${seed} at line ${prediction.line}, time ${prediction.hit}`);
    });
  }

  async function collect(marks: readonly number[], file: string, seed: number, trace: string): Promise<Prediction[]> {
    const run = await GoRun.start({ program: binary, args: [`p${seed}`, trace], dlv, breakpoints: new Map([[file, marks]]) });
    const predictions: Prediction[] = [];
    const hits = new Map<number, number>();
    try {
      let count = 0;
      for (let stop = await run.run.nextStop(0); stop !== undefined; stop = await run.next(stop)) {
        if (stop.reason !== 'breakpoint') break;
        count += 1;
        // Not the first ones only: later stops have more pending.
        if (count > 40) continue;
        const snapshot = await run.snapshot(stop);
        assertSnapshot(snapshot);
        const line = snapshot.stop.location?.line ?? 0;
        const hit = (hits.get(line) ?? 0) + 1;
        hits.set(line, hit);
        if (predictions.length < STOPS || count % 3 === 0) predictions.push({ line, hit, snapshot });
      }
    } finally {
      await run.end();
    }
    return predictions;
  }
});

/** The calls that the snapshot lists have to run in its order, with its values; others may run in between. */
function compare({ line, hit, snapshot }: Prediction, happened: readonly string[], where: string): void {
  const listed = snapshot.stacks.find((stack) => stack.current)?.scopes.flatMap((scope) => scope.cleanups).filter((cleanup) => cleanup.state === 'pending') ?? [];
  const numbered = listed.flatMap((cleanup) => {
    const number = numberOf(cleanup);
    return number === undefined ? [] : [{ cleanup, number }];
  });
  const from = nthIndex(happened, `STOP ${line}`, hit);
  assert.ok(from >= 0, `${where}: not in the trace`);
  const expected = new Set(numbered.map((one) => one.number));
  const ran = happened.slice(from + 1).flatMap((text) => {
    const match = /^RUN (\d+)\t?(.*)$/.exec(text);
    return match !== null && expected.has(Number(match[1])) ? [{ number: Number(match[1]), values: new Map((match[2] ?? '').split('\t').filter((part) => part !== '').map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const)) }] : [];
  });
  assert.deepEqual(ran.map((one) => one.number), numbered.map((one) => one.number), `${where}: order`);
  for (const [at, { cleanup }] of numbered.entries()) {
    for (const argument of cleanup.arguments) {
      const got = ran[at]?.values.get(argument.name ?? '');
      if (argument.capture === 'value' && got !== undefined) assert.equal(argument.value, got, `${where}: ${argument.name ?? ''} of ${cleanup.label}`);
      const field = ran[at]?.values.get(`${argument.name ?? ''}.v`);
      if (field !== undefined) assert.equal(argument.value, `{v: ${field}}`, `${where}: receiver of ${cleanup.label}`);
    }
    assert.equal(cleanup.registeredAt?.column !== undefined, true, `${where}: ${cleanup.label} has no statement`);
  }
}

/** The number that every registration of these programs carries: an argument of its own, or a variable that its closure has captured. */
function numberOf(cleanup: Cleanup): number | undefined {
  const found = cleanup.arguments.find((argument) => /^n\d+(?:\+1000000)?$/.test(argument.name ?? ''));
  if (found === undefined) return undefined;
  assert.equal(found.capture, 'value', cleanup.label);
  return Number(found.value);
}

function nthIndex(lines: readonly string[], wanted: string, nth: number): number {
  let seen = 0;
  return lines.findIndex((line) => line === wanted && ++seen === nth);
}
