import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { assertSnapshot } from '../unit/schema.ts';
import { DEBUGGEES, GoRun, readLines, requireGo, setupDelve } from './delve.ts';
import { OLDER_GO } from './goCases.ts';
import { buildCases } from './olderGo.ts';

/** Lines of runtime/panic.go between which a call is in no list and on no frame: its function is taken out, returned, and called. */
const IN_THE_GAP = /^\tgp\._defer = d\.link$|^\t\t\treturn fn, true$|^\t\tfn\(\)$/;

/** How many stops are read: more than the program makes. */
const MAX_STOPS = 40;

describe('Between the list of deferred calls and the call of one', function () {
  this.timeout(60_000);

  before(function () {
    requireGo(this);
    // The lines are those of Go since 1.22, and the registers those of amd64.
    if (OLDER_GO !== undefined || process.arch !== 'x64') this.skip();
  });

  it('it runs next, and has not run', async () => {
    const file = path.join(DEBUGGEES, 'cases/panicking.go');
    const runtime = path.join(execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim(), 'src/runtime/panic.go');
    const first = readLines(file).findIndex((line) => line.includes('panic(')) + 1;
    const breakpoints = new Map([[file, [first]]]);
    const run = await GoRun.start({ program: buildCases().binary, args: ['panicking'], dlv: setupDelve(), breakpoints });
    const seen: string[] = [];
    try {
      let stop = await run.run.nextStop(0);
      assert.ok(stop);
      seen.push(`before: ${await describeStop(run.snapshot(stop))}`);
      const inGap = readLines(runtime).flatMap((line, at) => (IN_THE_GAP.test(line) ? [{ line: at + 1 }] : []));
      await run.run.client.request('setBreakpoints', { source: { path: runtime }, breakpoints: inGap });
      for (let count = 0; count < MAX_STOPS; count += 1) {
        stop = await run.next(stop);
        if (stop?.threadId === undefined) break;
        const { stackFrames } = await run.run.client.request('stackTrace', { threadId: stop.threadId, startFrame: 0, levels: 10 });
        const [inner = '', outer] = stackFrames.filter(({ name }) => !/^runtime\.(?:\(|popDefer)/.test(name)).map(({ name }) => name);
        // Go's own packages defer too.
        if (outer?.startsWith('main.panicking') === true) seen.push(`${inner}: ${await describeStop(run.snapshot(stop))}`);
      }
    } finally {
      await run.end();
    }
    assert.deepEqual(seen, [
      'before: 12, 7, 6',
      ...Array.from({ length: 3 }, () => 'runtime.gopanic: 12, 7, 6'),
      ...Array.from({ length: 3 }, () => 'runtime.gopanic: 7, 6 | ran 12'),
      ...Array.from({ length: 3 }, () => 'runtime.deferreturn: 6 | ran 7, 12'),
    ]);
  });
});

/** The lines of the calls of the program's own function, and of those that are reported as run. */
async function describeStop(read: Promise<Snapshot>): Promise<string> {
  const snapshot = await read;
  assertSnapshot(snapshot);
  const scope = snapshot.stacks[0]?.scopes.find(({ name }) => name === 'panicking');
  const calls = scope?.cleanups.map(({ state, registeredAt }) => `${state === 'running' ? 'now ' : ''}${registeredAt?.line ?? ''}`) ?? [];
  const places = (snapshot.history ?? []).flatMap(({ registeredAt }) => registeredAt ?? []);
  const ran = places.filter((one) => one.path.endsWith('panicking.go')).map(({ line }) => line);
  return `${calls.join(', ')}${ran.length === 0 ? '' : ` | ran ${ran.join(', ')}`}`;
}
