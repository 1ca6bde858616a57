import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { transformSync } from 'esbuild';
import { DapClient, type DapConnection } from '../../src/dap/client.ts';
import { connectTcp } from '../../src/dap/connect.ts';
import { serverEvents, toLines, useFolder } from '../unit/replay/recordings.ts';
import { ROOT } from '../unit/schema.ts';

const CLI = path.join(ROOT, 'dist/cli.js');

function startReplay(...args: string[]): {
  readonly child: ChildProcessWithoutNullStreams;
  readonly errors: () => string;
  readonly status: Promise<number | null>;
} {
  const child = spawn(process.execPath, [CLI, 'replay', ...args]);
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return {
    child,
    errors: () => text,
    status: new Promise((resolve) => {
      child.once('close', resolve);
    }),
  };
}

/** A launched replay. `after` returns the call stack of the stop that a request leads to. */
async function launch(
  connection: DapConnection,
): Promise<{ readonly client: DapClient; readonly after: (act: () => Promise<unknown>) => Promise<readonly Dap.StackFrame[]> }> {
  let stopped: (() => void) | undefined;
  const client = new DapClient({
    connection,
    onEvent: ({ event }) => {
      if (event === 'stopped') stopped?.();
    },
  });
  await client.request('initialize', { adapterID: 'deferscope-replay', pathFormat: 'path' });
  await client.request('launch', {});
  return {
    client,
    after: async (act) => {
      const stop = new Promise<void>((resolve) => {
        stopped = resolve;
      });
      await act();
      await stop;
      return (await client.request('stackTrace', { threadId: 1 })).stackFrames;
    },
  };
}

async function end(client: DapClient): Promise<void> {
  await client.request('disconnect', {});
  client.close();
}

/** Goes to the failed cleanup and one step back, as any DAP client can. */
async function walk(connection: DapConnection): Promise<string[]> {
  const { client, after } = await launch(connection);
  await client.request('setExceptionBreakpoints', { filters: ['failed'] });
  const names: string[] = [];
  for (const act of [
    () => client.request('configurationDone', undefined),
    () => client.request('continue', { threadId: 1 }),
    () => client.request('stepBack', { threadId: 1 }),
  ])
    names.push((await after(act))[0]?.name ?? '');
  await end(client);
  return names;
}

/** The connection to an adapter that speaks over its standard streams. */
function streamsOf({ stdout, stdin }: ChildProcessWithoutNullStreams): DapConnection {
  return {
    input: stdout,
    output: stdin,
    close: () => {
      stdin.end();
    },
  };
}

describe('deferscope replay', () => {
  const children: ChildProcessWithoutNullStreams[] = [];
  // Left over from a test that failed.
  afterEach(() => {
    for (const child of children.splice(0)) child.kill();
  });

  const start = (...args: string[]): ReturnType<typeof startReplay> => {
    const started = startReplay(...args);
    children.push(started.child);
    return started;
  };
  const folder = useFolder();
  const expected = ['scope opened: main', 'failed: rollback()', 'started: rollback()'];

  it('serves over standard input and output, and ends with its client', async () => {
    const { child, status, errors } = start(folder.write(toLines(serverEvents())));
    assert.deepEqual(await walk(streamsOf(child)), expected);
    assert.equal(await status, 0, errors());
  });

  it('serves one client after the other on a port, until it is ended', async () => {
    const { child, status, errors } = start('--port', '0', folder.write(toLines(serverEvents())));
    await new Promise<void>((resolve) => {
      child.stderr.on('data', () => {
        if (/Listening on/.test(errors())) resolve();
      });
    });
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(errors())?.[1]);
    assert.deepEqual(await walk(await connectTcp('127.0.0.1', port)), expected);
    assert.deepEqual(await walk(await connectTcp('127.0.0.1', port)), expected);
    child.kill('SIGTERM');
    assert.equal(await status, 143);
  });

  it('stops at lines of the source that a compiled program was written in', async () => {
    const text = `import { scope } from ${JSON.stringify(pathToFileURL(path.join(ROOT, 'dist/runtime/node.mjs')).href)};

interface File { readonly name: string }

function close(file: File): void {}

const s = scope({ label: 'files' });
s.defer(close, { name: 'a.txt' } satisfies File);
s.dispose();
`;
    const source = folder.write(text, 'files.ts');
    const { code, map } = transformSync(text, { loader: 'ts', sourcefile: 'files.ts', sourcemap: 'external', minifyWhitespace: true });
    folder.write(map, 'files.mjs.map');
    const program = folder.write(`${code}//# sourceMappingURL=files.mjs.map\n`, 'files.mjs');
    const recording = path.join(path.dirname(program), 'files.deferscope.jsonl');
    execFileSync(process.execPath, [program], { env: { ...process.env, DEFERSCOPE_RECORD: recording } });

    const { child, status, errors } = start(recording);
    const { client, after } = await launch(streamsOf(child));
    const places = (frames: readonly Dap.StackFrame[]): readonly unknown[] =>
      frames.map(({ name, source: of, line }) => [name, of?.path, line]);
    await client.request('setBreakpoints', { source: { path: source }, breakpoints: [{ line: 8 }] });
    assert.deepEqual(places(await after(() => client.request('configurationDone', undefined))), [
      ['scope opened: files', source, 7],
      ['files', source, 7],
    ]);
    assert.deepEqual(places(await after(() => client.request('continue', { threadId: 1 }))), [
      ['registered: close({name: "a.txt"})', source, 8],
      ['files', source, 7],
    ]);
    await end(client);
    assert.equal(await status, 0, errors());
  });

  for (const [name, args, code, message] of [
    ['no file', [], 2, /No recording was given/],
    ['two files', ['a', 'b'], 2, /Unexpected argument/],
    ['a port that is none', ['--port', 'x', 'a'], 2, /is not a port number/],
    ['a file that is not there', ['/nowhere/x.deferscope.jsonl'], 4, /There is no file/],
  ] as const) {
    it(`says what is wrong with ${name}`, async () => {
      const { status, errors } = start(...args);
      assert.equal(await status, code);
      assert.match(errors(), message);
    });
  }

  it('says what is wrong with a file that is no recording', async () => {
    const { status, errors } = start(folder.write('hello\n'));
    assert.equal(await status, 4);
    assert.match(errors(), /is not a Deferscope recording/);
  });
});
