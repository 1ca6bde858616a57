import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { debugToStop, extensionApi, javascript, repository, type Debuggee } from './debuggee.ts';

describe('a program that lives on', () => {
  const debuggees: Debuggee[] = [];
  const debug = async (...args: Parameters<typeof debugToStop>): Promise<Debuggee> => {
    const debuggee = await debugToStop(...args);
    debuggees.push(debuggee);
    return debuggee;
  };

  afterEach(async () => {
    for (const debuggee of debuggees.splice(0)) await debuggee.end();
  });

  it('shows each step, and keeps ids from one to the next', async () => {
    const debuggee = await debug(`${javascript}/esm.mjs`);
    const before = await debuggee.snapshot();
    await debuggee.step('stepOut');
    const after = await debuggee.snapshot();
    assert.notEqual(after, before);
    assert.equal(after.absent, undefined);
    const idsOf = (snapshot: typeof before): string[] =>
      snapshot.stacks
        .flatMap((stack) => stack.scopes)
        .flatMap((scope) => scope.cleanups.map((cleanup) => `${cleanup.label} ${cleanup.id}`))
        .filter((id) => id.includes('first'));
    assert.deepEqual(idsOf(after), idsOf(before));
  });

  it('stepping fast never shows an older stop', async () => {
    const debuggee = await debug(`${javascript}/many.mjs`);
    const api = await extensionApi();
    // A request that is still under way when the program continues is answered before that, with the later stop, or with "running". It
    // never fails, and a late answer for the older stop replaces nothing.
    const early = api.snapshot();
    await debuggee.step('next');
    const late = await debuggee.snapshot();
    assert.equal(late.stop.location?.line, 16);
    const first = await early;
    assert.ok(
      first?.absent === undefined ? [15, 16].includes(first?.stop.location?.line ?? 0) : first.absent.reason === 'running',
      JSON.stringify(first?.absent ?? first?.stop),
    );
    assert.equal((await debuggee.snapshot()).stop.location?.line, 16);
  });

  it('says that it runs, and shows it again when it pauses', async () => {
    const debuggee = await debug(`${javascript}/attach.mjs`);
    const { session, threadId } = debuggee;
    for (const breakpoint of vscode.debug.breakpoints) vscode.debug.removeBreakpoints([breakpoint]);
    await session.customRequest('continue', { threadId });
    await debuggee.until(() => debuggee.paused.length === 0, 'it runs');
    assert.equal((await debuggee.snapshot()).absent?.reason, 'running');
    await session.customRequest('pause', { threadId });
    await debuggee.stopped();
    const { stacks } = await debuggee.snapshot();
    assert.deepEqual(
      stacks.flatMap((stack) => stack.scopes.map((scope) => scope.name)),
      ['before the debugger came'],
    );
  });

  it('a worker thread is a session of its own', async () => {
    const debuggee = await debug(`${javascript}/worker.mjs`);
    assert.match(
      await debuggee.tree(),
      /^ {2}worker thread {2}worker\.mjs:19 {2}1 pending\n {4}1 {2}close\("worker"\) {2}worker\.mjs:18$/m,
    );
    assert.doesNotMatch(await debuggee.tree(), /main thread/);
  });

  it('a child process is a session of its own', async () => {
    const debuggee = await debug(`${javascript}/child.mjs`);
    assert.match(await debuggee.tree(), /^ {2}child process {2}child\.mjs:12 {2}1 pending\n {4}1 {2}close\("child"\) {2}child\.mjs:11$/m);
  });

  it('two programs at once: the tree follows the focus', async () => {
    const first = await debug(`${javascript}/esm.mjs`);
    const second = await debug(`${javascript}/cjs.cjs`, { inBackground: true });
    assert.match(await first.tree(), /^Paused in inner/, 'VS Code leaves the focus where it is');
    await first.end();
    await second.until(() => vscode.debug.activeStackItem?.session.id === second.session.id, 'the second is focused');
    assert.match(await second.tree(), /^Paused in work/);
  });

  it('attaches to a program that waits for a debugger, and finds what was registered before', async () => {
    assert.equal(
      await attachTo(['--inspect=0']),
      [
        'Paused in tick  1 pending',
        '  before the debugger came  attach.mjs:17  1 pending',
        '    1  close("early")  attach.mjs:15  awaited',
      ].join('\n'),
    );
  });

  it('attaches to a program that knew of no debugger: everything but the places', async () => {
    assert.equal(
      await attachTo(['--inspect-port=0'], 'SIGUSR1'),
      ['Paused in tick  1 pending', '  before the debugger came  attach.mjs:17  1 pending', '    1  close("early")  awaited'].join('\n'),
    );
  });

  /** The tree of attach.mjs if a debugger attaches after the program has started. */
  async function attachTo(options: readonly string[], wake?: NodeJS.Signals): Promise<string> {
    const program = path.join(repository, javascript, 'attach.mjs');
    const child = spawn('node', [...options, program], { stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      if (wake !== undefined) {
        await new Promise((resolve) => child.stdout.once('data', resolve));
        child.kill(wake);
      }
      const port = await new Promise<number>((resolve, reject) => {
        let heard = '';
        child.stderr.on('data', (chunk: Buffer) => {
          heard += String(chunk);
          const match = /ws:\/\/127\.0\.0\.1:(\d+)\//.exec(heard);
          if (match !== null) resolve(Number(match[1]));
        });
        child.once('exit', () => {
          reject(new Error(`the program ended: ${heard}`));
        });
      });
      const debuggee = await debug(`${javascript}/attach.mjs`, {
        configuration: { request: 'attach', address: '127.0.0.1', port, program: undefined, cwd: undefined },
      });
      const tree = await debuggee.tree();
      await debuggee.end();
      return tree;
    } finally {
      child.kill();
    }
  }

  it('an adapter that dies leaves a reason and nothing that hangs', async () => {
    const debuggee = await debug(`${javascript}/esm.mjs`);
    const { session } = debuggee;
    const pid = /\[(\d+)\]/.exec(session.name)?.[1];
    assert.ok(pid, session.name);
    process.kill(Number(pid), 'SIGKILL');
    await debuggee.until(() => debuggee.paused.length === 0, 'the session is gone');
    const snapshot = await (await extensionApi()).snapshot();
    assert.ok(snapshot === undefined || snapshot.absent !== undefined);
  });

  it('leaves the initializer of a class alone: evaluating there ends a Node 22', async () => {
    const { nodeBinary } = (await import(pathToFileURL(path.join(repository, 'test/runtime/nodes.mjs')).href)) as {
      readonly nodeBinary: (major: number) => string;
    };
    const debuggee = await debug(`${javascript}/initializer.mjs`, {
      marker: 'initializer',
      configuration: { runtimeExecutable: nodeBinary(22) },
    });
    const { stackFrames } = (await debuggee.session.customRequest('stackTrace', { threadId: debuggee.threadId })) as {
      stackFrames: readonly { readonly name: string }[];
    };
    assert.match(stackFrames[0]?.name ?? '', /initializer/);
    assert.match(
      await debuggee.tree(),
      /^ {2}making an account {2}initializer\.mjs:\d+ {2}1 pending\n {4}1 {2}log\("closed"\) {2}initializer\.mjs:18$/m,
    );
    await debuggee.runToEnd();
    assert.equal(debuggee.output, '7\nclosed\n');
  });
});
