import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { debugToStop, javascript, repository, type DebugOptions } from './debuggee.ts';

const program = `${javascript}/stacks/launched.mjs`;

describe('disposable stacks', () => {
  let node24 = '';

  before(async () => {
    const { nodeBinary } = (await import(pathToFileURL(path.join(repository, 'test/runtime/nodes.mjs')).href)) as {
      readonly nodeBinary: (major: number) => string;
    };
    node24 = nodeBinary(24);
  });

  const set = (value: string | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration().update('deferscope.preload', value, vscode.ConfigurationTarget.Global);
  after(() => set(undefined));

  const treeOf = async (options: DebugOptions = {}): Promise<string> => {
    const debuggee = await debugToStop(program, { ...options, configuration: { runtimeExecutable: node24, ...options.configuration } });
    try {
      return await debuggee.tree();
    } finally {
      await debuggee.end();
    }
  };

  const whole = `
Paused in query  5 pending
  stack  launched.mjs:24  4 pending
    1  flush()  launched.mjs:23
    2  Transaction.dispose()  this = Transaction {disposed: false}  launched.mjs:21
    4  (buffer) => { console.log('free', buffer.size); }  buffer = {size: 3}  launched.mjs:20
    5  Connection[Symbol.dispose]()  this = Connection {name: "primary"}  launched.mjs:19
  Transaction  1 pending
    3  rollBack("orders")  launched.mjs:14
Suspended async functions  1 · 1 pending`.trim();

  it('with the preload: in run order, with kinds, values and registration sites', async () => {
    await set('on');
    assert.equal(await treeOf(), whole);
  });

  it('with the preload: while one is being disposed of', async () => {
    await set('on');
    assert.equal(
      await treeOf({ marker: 'closing' }),
      `
Paused in [Symbol.dispose]  nothing pending
  stack  launched.mjs:24  nothing pending
    now  Connection[Symbol.dispose]()  this = Connection {name: "primary"}  launched.mjs:19
Suspended async functions  1 · 1 pending
`.trim(),
    );
  });

  it('without: that there are stacks is said, and how to see what they hold', async () => {
    await set('off');
    assert.equal(
      await treeOf(),
      `
Paused in query  at least 1 pending
  work  launched.mjs:24  1 pending
    1  stack[Symbol.dispose]()  stack = DisposableStack {disposed: false}  launched.mjs:18
  stack (DisposableStack)  launched.mjs:24  what is pending is not known
    what is registered on it is not known
Problems  1
  What a DisposableStack holds is known only for programs that were launched with the setting deferscope.preload on`.trim(),
    );
  });

  it('in a worker, where the configuration has an environment of its own', async () => {
    await set('on');
    assert.equal(await treeOf({ configuration: { args: ['worker'], env: { NODE_OPTIONS: '--no-deprecation' } } }), whole);
  });

  it('in a child process', async () => {
    await set('on');
    assert.equal(await treeOf({ configuration: { args: ['child'] } }), whole);
  });

  for (const { major, title, module } of [
    { major: 24, title: 'a class of another name', module: path.join(repository, javascript, 'stacks/ponyfill.mjs') },
    {
      major: 22,
      title: 'core-js',
      module: path.join(repository, '.vscode-test/bench/node_modules/core-js/actual/disposable-stack/index.js'),
    },
  ])
    it(`with the preload: of what stands in for the language’s, ${title}, it is said that it is not followed`, async () => {
      await set('on');
      const [bench, nodes] = (await Promise.all(
        ['test/bench/peers.mjs', 'test/runtime/nodes.mjs'].map((file) => import(pathToFileURL(path.join(repository, file)).href)),
      )) as [{ readonly installPeers: () => void }, { readonly nodeBinary: (major: number) => string }];
      bench.installPeers();
      const debuggee = await debugToStop(`${javascript}/stacks/standIn.mjs`, {
        configuration: { runtimeExecutable: nodes.nodeBinary(major), args: [module] },
      });
      try {
        assert.equal(
          await debuggee.tree(),
          `
Paused in work  what is pending is not known
  stack (${major === 24 ? 'DisposableStackPolyfill' : 'DisposableStack'})  standIn.mjs:10  what is pending is not known  ends when it is disposed of
    what is registered on it is not known
Problems  1
  Only the language’s own DisposableStack and AsyncDisposableStack are followed: what is registered on a stack of another class is not known`.trim(),
        );
      } finally {
        await debuggee.end();
      }
    });

  it('attached to later: that there are stacks is said, and how to see what they hold', async () => {
    await set('on');
    const child = spawn(node24, ['--inspect-brk=0', path.join(repository, program)], { stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      const port = await new Promise<number>((resolve, reject) => {
        child.stderr.on('data', (chunk: Buffer) => {
          const match = /ws:\/\/127\.0\.0\.1:(\d+)\//.exec(String(chunk));
          if (match !== null) resolve(Number(match[1]));
        });
        child.once('exit', () => {
          reject(new Error('the program ended'));
        });
      });
      assert.match(
        await treeOf({
          configuration: {
            request: 'attach',
            address: '127.0.0.1',
            port,
            program: undefined,
            cwd: undefined,
            runtimeExecutable: undefined,
            continueOnAttach: true,
          },
        }),
        /stack \(DisposableStack\) .*what is pending is not known\n {4}what is registered on it is not known\n.*What a DisposableStack holds is known only for programs that were launched with the setting deferscope\.preload on$/s,
      );
    } finally {
      child.kill();
    }
  });
});
