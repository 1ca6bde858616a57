import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { debugToStop, javascript } from './debuggee.ts';

describe('the debugger that the extension reads through', () => {
  it('stops the sample in its TypeScript source', async () => {
    const paused = await debugToStop('dist/debuggees/javascript/sample/main.mjs', {
      source: 'test/debuggees/javascript/sample/src/orderService.ts',
      marker: 'stop here',
    });
    try {
      assert.equal(paused.session.type, 'pwa-node');
      assert.notEqual(paused.session.parentSession, undefined, 'the process is a session of its own, below that of the launch');
      const { stackFrames } = (await paused.session.customRequest('stackTrace', {
        threadId: paused.threadId,
        levels: 1,
      })) as DebugProtocol.StackTraceResponse['body'];
      assert.match(stackFrames[0]?.source?.path ?? '', /orderService\.ts$/);
    } finally {
      await paused.end();
    }
  });

  it('changes nothing in a constructor that any evaluation would break', async () => {
    const paused = await debugToStop(`${javascript}/evaluated/derived.mjs`);
    try {
      assert.match(await paused.tree(), /^Nothing is pending/);
      await paused.step('next');
      assert.match(await paused.tree(), /^Nothing is pending/);
      await paused.runToEnd();
      assert.match(paused.output, /made: true, same: true/);
    } finally {
      await paused.end();
    }
  });
});
