import assert from 'node:assert/strict';
import * as path from 'node:path';
import { ValueChanges } from '../../src/dap/valueChanges.ts';
import { DEBUGGEES, GoRun, readLines, requireGo, setupDelve } from './delve.ts';
import { HAS_VALUES } from './goCases.ts';
import { buildCases } from './olderGo.ts';

describe('A Go variable that a person sets while the program is paused', function () {
  this.timeout(60_000);

  before(function () {
    requireGo(this);
    if (!HAS_VALUES) this.skip();
  });

  it('has its new value when the stop is read again', async () => {
    const file = path.join(DEBUGGEES, 'cases/by_reference.go');
    const line = readLines(file).findIndex((text) => text.endsWith('// stop')) + 1;
    const breakpoints = new Map([[file, [line]]]);
    const run = await GoRun.start({ program: buildCases().binary, args: ['by_reference'], dlv: setupDelve(), breakpoints });
    try {
      const stop = await run.run.nextStop(0);
      assert.ok(stop?.threadId !== undefined);
      const valueOf = async (name: string): Promise<string | undefined> => {
        const { stacks } = await run.look(stop);
        return stacks[0]?.scopes[0]?.cleanups.flatMap((cleanup) => cleanup.arguments).find((argument) => argument.name === name)?.value;
      };
      assert.notEqual(await valueOf('x'), '77');
      let changes = 0;
      const follower = new ValueChanges(() => {
        changes += 1;
      });
      const { stackFrames } = await run.run.client.request('stackTrace', { threadId: stop.threadId, startFrame: 0, levels: 1 });
      const { scopes } = await run.run.client.request('scopes', { frameId: stackFrames[0]?.id ?? 0 });
      follower.sent({ type: 'request', seq: 1, command: 'setVariable' });
      // A request that only a person's client makes.
      const client = run.run.client as unknown as { request(command: string, args: object): Promise<unknown> };
      await client.request('setVariable', { variablesReference: scopes[0]?.variablesReference, name: 'x', value: '77' });
      follower.received({ type: 'response', request_seq: 1, success: true });
      assert.equal(changes, 1);
      assert.equal(await valueOf('x'), '77');
    } finally {
      await run.end();
    }
  });
});
