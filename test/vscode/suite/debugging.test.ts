import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { debugToStop } from './debuggee.ts';

describe('the debugger that the extension reads through', () => {
  it('stops the sample in its TypeScript source', async () => {
    const paused = await debugToStop('dist/debuggees/javascript/sample/main.mjs', { source: 'test/debuggees/javascript/sample/src/orderService.ts', marker: 'stop here' });
    try {
      assert.equal(paused.session.type, 'pwa-node');
      assert.notEqual(paused.session.parentSession, undefined, 'the process is a session of its own, below that of the launch');
      const { stackFrames } = await paused.session.customRequest('stackTrace', { threadId: paused.threadId, levels: 1 }) as DebugProtocol.StackTraceResponse['body'];
      assert.match(stackFrames[0]?.source?.path ?? '', /orderService\.ts$/);
    } finally {
      await paused.end();
    }
  });
});
