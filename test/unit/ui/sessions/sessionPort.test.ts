import assert from 'node:assert/strict';
import type { DebugSession } from 'vscode';
import type { SessionPort } from '../../../../src/ui/sessions/sessionPort.ts';
import { provideVscode } from '../fakeVscode.ts';

/** A window that is remote from the extension rewrites the sources in answers. */
describe('the port of a session in a remote window', () => {
  const remote = (path: string): string => `vscode-remote://ssh-remote%2Bhost${path}`;
  let asked: unknown[] = [];
  let answer: unknown;
  let port: SessionPort;

  before(async () => {
    provideVscode();
    const module = await import('../../../../src/ui/sessions/sessionPort.ts');
    const session: Pick<DebugSession, 'customRequest'> = {
      customRequest: (command: string, args: unknown) => {
        asked.push([command, args]);
        return Promise.resolve(answer);
      },
    };
    port = new module.SessionPort(session as DebugSession);
  });

  beforeEach(() => {
    asked = [];
  });

  it('has paths of this machine in the frames of a stack', async () => {
    answer = { stackFrames: [{ id: 1, name: 'main', source: { name: 'a b.go', path: remote('/src/a%20b.go') }, line: 1, column: 1 }] };
    const { stackFrames } = await port.request('stackTrace', { threadId: 1 });
    assert.deepEqual(
      stackFrames.map(({ name, source }) => [name, source]),
      [['main', { name: 'a b.go', path: '/src/a b.go' }]],
    );
  });

  it('has them where instructions come from, and where scopes are', async () => {
    answer = {
      instructions: [{ address: '0x1', instruction: 'NOP', location: { path: remote('/src/a.go') }, line: 3 }, { address: '0x2' }],
    };
    const code = await port.request('disassemble', { memoryReference: '0x1', instructionCount: 2 });
    assert.deepEqual(code?.instructions, [
      { address: '0x1', instruction: 'NOP', location: { path: '/src/a.go' }, line: 3 },
      { address: '0x2' },
    ]);
    answer = { scopes: [{ name: 'Local', variablesReference: 1, expensive: false, source: { path: remote('/src/a.go') } }] };
    const { scopes } = await port.request('scopes', { frameId: 1 });
    assert.equal(scopes[0]?.source?.path, '/src/a.go');
  });

  it('asks for a source by the name that the window has for it', async () => {
    answer = { content: '' };
    await port.request('source', { sourceReference: 0, source: { path: '/src/a.go' } });
    assert.deepEqual(asked, [['source', { sourceReference: 0, source: { path: remote('/src/a.go') } }]]);
  });

  it('leaves everything else as it is', async () => {
    answer = { result: 'vscode-remote://host/text', variablesReference: 0 };
    assert.deepEqual(await port.request('evaluate', { expression: 'x' }), answer);
    answer = { stackFrames: [{ id: 1, name: 'native', line: 0, column: 0, source: { path: '/src/a.go' } }] };
    assert.deepEqual(await port.request('stackTrace', { threadId: 1 }), answer);
  });
});
