import assert from 'node:assert/strict';
import * as vm from 'node:vm';
import probeSource from 'probe:javascript';
import type { Cleanup } from '../../../../src/core/snapshot.ts';
import { inEnglish } from '../../../../src/core/translate.ts';
import { DapError } from '../../../../src/dap/port.ts';
import { scope } from '../../../../src/runtime/deferscope.ts';
import { assembleSnapshot } from '../../../../src/session/assembleSnapshot.ts';
import type { ReadResult } from '../../../../src/languages/cleanupSource.ts';
import { assertSnapshot } from '../../schema.ts';
import { answer, at, outline, sourceOver, stop, wireCleanup, wireScope, wireText, type Script } from './scriptedPort.ts';

const { signal } = new AbortController();
const READ = 'evaluate {"do":"read"}';

function stacksOf(result: ReadResult): Extract<ReadResult, { kind: 'stacks' }> {
  assert.equal(result.kind, 'stacks', result.kind === 'absent' ? result.absent.message : '');
  return result;
}

/** Whatever a source finds must make a valid snapshot. */
function check(result: ReadResult): ReadResult {
  assertSnapshot(assembleSnapshot({ session: { name: 'n', type: 'pwa-node' }, stop, takenAt: new Date(0) }, result, inEnglish));
  return result;
}

async function readBy(script: Script): Promise<{ readonly result: ReadResult; readonly asked: readonly string[] }> {
  const { source, port } = sourceOver(script);
  return { result: check(await source.read(stop, signal)), asked: port.asked };
}

describe('a stop is read with few requests', () => {
  const owned = answer([{ scopes: [wireScope({ owner: 0, cleanups: [wireCleanup(2), wireCleanup(1)] })] }], [at(30)]);

  it('two, when nothing more is to be found out', async () => {
    const { result, asked } = await readBy({ frames: [{ name: 'work' }], evaluate: () => owned });
    assert.deepEqual(asked, ['stackTrace of 1', `${READ} in 1000 for copy`]);
    assert.deepEqual(outline(stacksOf(result).stacks), [
      'thread Paused in work (current)',
      '  0:1 work 1000 2',
      '    1 close()',
      '    2 close()',
    ]);
  });

  it('and one for the threads, when the stop names none', async () => {
    const { source, port } = sourceOver({ frames: [{}], threads: [{ id: 7, name: 'main' }], evaluate: () => owned });
    await source.read({ ...stop, threadId: undefined }, signal);
    assert.deepEqual(port.asked.slice(0, 2), ['threads', 'stackTrace of 7']);
  });

  it('and one more where the paused realm has no door: the main one is asked', async () => {
    const { result, asked } = await readBy({
      frames: [{ name: 'inside' }],
      evaluate: (_, frameId) => (frameId === undefined ? owned : '{"wire":1,"door":"none"}'),
    });
    assert.deepEqual(asked, ['stackTrace of 1', `${READ} in 1000 for copy`, `${READ} in no frame for copy`]);
    assert.equal(stacksOf(result).stacks[0]?.scopes.length, 1);
  });

  it('and what is loaded later comes from the realm that had the door', async () => {
    const { source, port } = sourceOver({
      frames: [{ name: 'inside' }],
      evaluate: (_, frameId, context) =>
        frameId !== undefined
          ? '{"wire":1,"door":"none"}'
          : context === 'watch'
            ? { variablesReference: 5 }
            : answer([
                {
                  scopes: [
                    wireScope({
                      pending: 3,
                      cleanups: [wireCleanup(3, { args: [{ type: 'object', text: '{}', cut: false }] }), wireCleanup(2)],
                    }),
                  ],
                },
              ]),
      variables: ({ variablesReference }) =>
        variablesReference === 5
          ? [
              { name: '0', value: '{id: 7}', variablesReference: 6 },
              { name: 'length', value: '0' },
            ]
          : [{ name: 'id', value: '7' }],
    });
    const [cleanup] = stacksOf(await source.read(stop, signal)).stacks[0]?.scopes[0]?.cleanups ?? [];
    port.asked.length = 0;
    assert.equal((await source.readMore('0:1', 2, signal)).length, 2);
    const argument = cleanup?.arguments[0];
    assert.ok(argument !== undefined && cleanup !== undefined);
    assert.deepEqual(
      (await source.readChildren(argument, signal)).map((child) => child.name),
      ['id'],
    );
    await source.findCallee(cleanup, signal);
    assert.deepEqual(port.asked, [
      'evaluate {"do":"read","library":0,"scope":1,"skip":2} in no frame for copy',
      'evaluate {"do":"hold","values":[{"library":0,"scope":1,"cleanup":3,"at":0}]} in no frame for watch',
      'variables 5',
      'variables 6',
      'evaluate {"do":"value","library":0,"scope":1,"cleanup":3,"at":"function"} in no frame for watch',
    ]);
  });
});

describe('a program in which there is nothing to show', () => {
  const cases: readonly (readonly [string, Script, string, RegExp])[] = [
    ['has no frames', { frames: [] }, 'no-frame', /outside of JavaScript/],
    [
      'is paused between async calls',
      { frames: [{ name: '-- await --', presentationHint: 'label' }, { name: 'f' }] },
      'no-frame',
      /outside of JavaScript/,
    ],
    ['answers with no JSON', { frames: [{}], evaluate: () => 'Uncaught Error\n  at x' }, 'failed', /not JSON: Uncaught Error/],
    ['answers in another version', { frames: [{}], evaluate: () => '{"wire":9}' }, 'failed', /version 9/],
    [
      'has a broken door',
      { frames: [{}], evaluate: () => JSON.stringify({ wire: 1, door: 'broken', why: 'it is\n\u202ea proxy' }) },
      'failed',
      /it is\\n\\u\{202e\}a proxy/,
    ],
    ['has a library that fails', { frames: [{}], evaluate: () => answer([{ error: 'Error: out\nof order' }]) }, 'failed', /out\\nof order/],
  ];
  for (const [name, script, reason, message] of cases) {
    it(`because it ${name}`, async () => {
      const { result } = await readBy(script);
      assert.equal(result.kind, 'absent');
      assert.equal(result.absent.reason, reason);
      assert.match(result.absent.message, message);
    });
  }

  const said: readonly (readonly [title: string, text: string, reason: string, message: RegExp])[] = [
    [
      'what was looked for in it',
      'work();',
      'nothing-pending',
      /^Nothing is pending in this stack: no using declaration, disposable stack or finally block is open in its functions\.$/,
    ],
    [
      'that the library which its code names is not loaded',
      "import { run } from 'deferscope';\nwork();",
      'library-not-loaded',
      /not loaded/,
    ],
  ];
  for (const [title, text, reason, message] of said)
    it(`is told ${title}`, async () => {
      const frame = { name: 'work', url: '/app/main.js', line: 1, column: 1 };
      const evaluate = (asked: string): string =>
        JSON.stringify(asked.startsWith('{"do":"read"') ? { wire: 1, door: 'none' } : { wire: 1, frames: [frame] });
      const { result } = await readBy({
        frames: [{ name: 'work', source: { path: '/app/main.js' } }],
        evaluate,
        files: { '/app/main.js': text },
      });
      const { absent } = assembleSnapshot({ session: { name: 'n', type: 'pwa-node' }, stop, takenAt: new Date(0) }, result, inEnglish);
      assert.equal(absent?.reason, reason);
      assert.match(absent.message, message);
    });

  it('has no thread', async () => {
    const { source } = sourceOver({ threads: [] });
    const result = await source.read({ ...stop, threadId: undefined }, signal);
    assert.equal(result.kind === 'absent' ? result.absent.reason : '', 'no-frame');
  });

  it('is told by an adapter that refuses, and by a question that is cancelled', async () => {
    await assert.rejects(sourceOver({ frames: [{}] }).source.read(stop, signal), DapError);
    await assert.rejects(sourceOver({ frames: [{}], evaluate: () => answer([]) }).source.read(stop, AbortSignal.abort()), DapError);
  });
});

describe('scopes stand in the order in which they end', () => {
  it('by the frames that own them, then those that none owns, then suspended ones', async () => {
    const { result } = await readBy({
      frames: [{ name: 'inner' }, { name: 'middle' }, { name: '' }],
      evaluate: (asked) =>
        asked.startsWith('{"do":"read"')
          ? answer(
              [
                {
                  scopes: [
                    wireScope({ id: 5, label: 'suspended', async: true, site: at(1), state: 'closing', cleanups: [wireCleanup(1)] }),
                    wireScope({ id: 4, label: 'outer', owner: 2, cleanups: [wireCleanup(1)] }),
                    wireScope({ id: 3, label: 'held', kind: 'object', site: at(2), cleanups: [wireCleanup(1)] }),
                    wireScope({ id: 2, label: 'newer', owner: 0, cleanups: [wireCleanup(1, { state: 'running' }), wireCleanup(2)] }),
                    wireScope({ id: 1, label: 'older', owner: 0, pending: 50, cleanups: [wireCleanup(1)] }),
                  ],
                },
                { scopes: [wireScope({ id: 9, label: 'another library', owner: 1, cleanups: [wireCleanup(1)] })] },
              ],
              [at(1, 'inner'), at(2, 'middle'), at(3, '')],
            )
          : '[]',
    });
    assert.deepEqual(outline(stacksOf(result).stacks), [
      'thread Paused in inner (current)',
      '  0:2 newer 1000 1',
      '    0 close()',
      '    1 close()',
      '  0:1 older 1000 50',
      '    2 close()',
      '  1:9 another library 1001 1',
      '    52 close()',
      '  0:4 outer 1002 1',
      '    53 close()',
      '  0:3 held - 1',
      '    1 close()',
      'task suspended: awaiting a cleanup',
      '  0:5 suspended - 1',
      '    1 close()',
    ]);
  });

  it('and an owner that is no frame is none', async () => {
    const { result } = await readBy({
      frames: [{}],
      evaluate: () => answer([{ scopes: [wireScope({ owner: 77, cleanups: [wireCleanup(1)] })] }]),
    });
    assert.equal(stacksOf(result).stacks[0]?.scopes[0]?.frameId, undefined);
  });

  it('with what is unwinding them', async () => {
    const failures = [{ value: { type: 'object', text: 'Error: \nboom', cut: false }, recovered: false }] as const;
    const { result } = await readBy({ frames: [{}], evaluate: () => answer([{ scopes: [wireScope({ owner: 0, failures })] }], [at(1)]) });
    assert.deepEqual(stacksOf(result).stacks[0]?.failures, [{ kind: 'exception', value: 'Error: \\nboom', recovered: false }]);
  });

  it('with a name, also when the program gives an empty one', async () => {
    const { result } = await readBy({
      frames: [{ name: 'work' }],
      evaluate: () => answer([{ scopes: [wireScope({ owner: 0, label: '' })] }], [at(1)]),
    });
    assert.equal(stacksOf(result).stacks[0]?.scopes[0]?.name, 'work');
  });

  it('with ids that no two of them share', async () => {
    const scopes = [
      wireScope({ id: 1, async: true, cleanups: [wireCleanup(1), wireCleanup(2)] }),
      wireScope({ id: 2, cleanups: [wireCleanup(1)] }),
    ];
    const { result } = await readBy({ frames: [{}], evaluate: () => answer([{ scopes }, { scopes }]) });
    const { stacks } = stacksOf(result);
    for (const ids of [
      stacks.map((one) => one.id),
      stacks.flatMap((one) => one.scopes.map((each) => each.id)),
      stacks.flatMap((one) => one.scopes.flatMap((each) => each.cleanups.map((item) => item.id))),
    ])
      assert.equal(new Set(ids).size, ids.length, ids.join(' '));
  });
});

describe('scopes after an await', () => {
  const file = 'import { runAsync } from "deferscope";\nawait runAsync(async (s) => {\n  s.defer(close);\n  await gate;\n});\n';
  const held = wireScope({ id: 3, async: true, site: { name: '', url: '/app/main.js', line: 2, column: 7 }, cleanups: [wireCleanup(1)] });
  const frames = [
    { name: 'helper', source: { path: '/app/main.js' } },
    { name: 'body', source: { path: '/app/main.js' } },
    { name: 'internal', source: { path: '<node_internals>/x' } },
  ];
  const isRead = (asked: string): boolean => asked.startsWith('{"do":"read"');

  it('belong to the outermost frame whose variable holds them: one request a frame', async () => {
    const { result, asked } = await readBy({
      frames,
      files: { '/app/main.js': file },
      evaluate: (what) => (isRead(what) ? answer([{ scopes: [held] }]) : '["0:3"]'),
    });
    assert.deepEqual(
      asked.slice(2),
      [1000, 1001].map((id) => `evaluate {"do":"own"},{of:()=>s,name:"s"} in ${id} for copy`),
    );
    assert.deepEqual(
      outline(stacksOf(result).stacks).slice(1),
      ['  0:3 runAsync() callback 1001 1', '    1 close()'].map((line) =>
        line.replace('runAsync() callback', stacksOf(result).stacks[0]?.scopes[0]?.name ?? ''),
      ),
    );
  });

  it('do not belong to the calls of the library that run the body', async () => {
    const stack = ['body', 'runBody', 'run', 'main'].map((name) => ({ name, source: { path: '/app/main.js' } }));
    const { result } = await readBy({
      frames: stack,
      files: { '/app/main.js': file },
      evaluate: (what, frameId) => (isRead(what) ? answer([{ scopes: [held] }]) : frameId === 1003 ? '[""]' : '["0:3"]'),
    });
    assert.equal(stacksOf(result).stacks[0]?.scopes[0]?.frameId, 1000);
  });

  it('are suspended when no variable holds them', async () => {
    const { result } = await readBy({
      frames,
      files: { '/app/main.js': file },
      evaluate: (what) => (isRead(what) ? answer([{ scopes: [held] }]) : '[""]'),
    });
    assert.equal(stacksOf(result).stacks[1]?.kind, 'task');
  });

  it('are shown although a frame refuses to be asked', async () => {
    const { result } = await readBy({
      frames,
      files: { '/app/main.js': file },
      evaluate: (what, frameId) => {
        if (isRead(what)) return answer([{ scopes: [held] }]);
        if (frameId === 1000) throw new DapError('evaluate', 'Cannot evaluate here');
        return '["0:3"]';
      },
    });
    assert.equal(stacksOf(result).stacks[0]?.scopes[0]?.frameId, 1001);
  });

  for (const bad of ['', 'undefined', '{}', '[7]', '["x"]', '["0:3:1"]', '[null]', '["9:9"]', `[${'"0:9",'.repeat(1000)}"0:3"]`]) {
    it(`are suspended when a frame answers ${bad.slice(0, 20)}`, async () => {
      const { result } = await readBy({
        frames,
        files: { '/app/main.js': file },
        evaluate: (what) => (isRead(what) ? answer([{ scopes: [held] }]) : bad),
      });
      assert.equal(stacksOf(result).stacks[1]?.kind, 'task');
    });
  }
});

describe('problems of a reading', () => {
  const files = { '/app/main.js': '' };

  it('name a library that failed beside others', async () => {
    const { result } = await readBy({
      files,
      frames: [{}],
      evaluate: () => answer([{ error: 'Error: a\nb' }, { scopes: [wireScope({ owner: 0 })] }], [at(1)]),
    });
    assert.deepEqual(
      stacksOf(result).problems.map((problem) => problem.message),
      ['A library that shows its scopes to debuggers could not be read: Error: a\\nb'],
    );
  });

  it('say that not all scopes are shown', async () => {
    const { result } = await readBy({
      files,
      frames: [{}],
      evaluate: () => answer([{ scopeCount: 300, scopes: [wireScope({ owner: 0 })] }], [at(1)]),
    });
    assert.deepEqual(
      stacksOf(result).problems.map((problem) => problem.message),
      ['300 scopes are open, the newest 1 are shown'],
    );
  });

  it('name what is debugged once, in visible text', async () => {
    const { result } = await readBy({
      frames: [{}],
      evaluate: () => answer([{ version: '1\n2' }, { version: '1\n2' }, { name: 'other' }]),
    });
    assert.equal(stacksOf(result).runtime, 'deferscope 1\\n2, other 1');
  });
});

describe('what is loaded later', () => {
  const object = { type: 'object', text: '{…}', cut: true } as const;
  const scopes = [
    wireScope({
      owner: 0,
      pending: 5,
      cleanups: [wireCleanup(5, { args: [wireText('plain'), object] }), wireCleanup(4, { kind: 'use', receiver: object })],
    }),
  ];
  const script: Script = {
    frames: [{ name: 'work' }],
    evaluate: (asked, _, context) => {
      if (context === 'watch') return { variablesReference: 9, valueLocationReference: 4 };
      return asked.includes('"skip":2')
        ? answer([
            { scopes: [wireScope({ pending: 5, cleanups: [wireCleanup(6, { state: 'running' }), wireCleanup(3), wireCleanup(2)] })] },
          ])
        : answer([{ scopes }], [at(1)]);
    },
    variables: ({ variablesReference }) =>
      variablesReference === 9
        ? [{ name: '0', value: '{…}', variablesReference: 10 }]
        : variablesReference === 10
          ? Array.from({ length: 500 }, (__, i) => ({
              name: i === 0 ? 'line\nbreak' : `[${i}]`,
              value: i === 0 ? `a\n\u202e${'x'.repeat(5000)}` : '1',
              type: 'string',
              variablesReference: i,
            }))
          : [],
    locations: (reference) => ({ source: { path: '/app/close.ts' }, line: reference, column: 2 }),
  };

  async function start(given: Script = script): Promise<{ readonly cleanups: readonly Cleanup[] } & ReturnType<typeof sourceOver>> {
    const made = sourceOver(given);
    const { stacks } = stacksOf(await made.source.read(stop, signal));
    made.port.asked.length = 0;
    return { ...made, cleanups: stacks[0]?.scopes[0]?.cleanups ?? [] };
  }

  it('is the next page: what waits, and no more', async () => {
    const { source, port } = await start();
    assert.deepEqual(
      (await source.readMore('0:1', 2, signal)).map((cleanup) => cleanup.id),
      ['0:1:3', '0:1:2'],
    );
    assert.deepEqual(port.asked, ['evaluate {"do":"read","library":0,"scope":1,"skip":2} in 1000 for copy']);
    for (const id of ['', 'x', '0', '0:1:2', '-1:2', '0:1\n']) assert.deepEqual(await source.readMore(id, 0, signal), []);
    assert.equal(port.asked.length, 1);
  });

  it('calls no getter, not even of a row that is expanded', async () => {
    const { source } = await start({
      ...script,
      variables: () => [
        { name: 'balance', value: 'ƒ balance() {…}', type: 'function', variablesReference: 7, presentationHint: { lazy: true } },
      ],
    });
    assert.deepEqual(await source.readLiveChildren(9, signal), [
      { name: 'balance', type: 'getter, not called', value: '(…)', variablesReference: 0 },
    ]);
  });

  it("is a value's children, for values that have some", async () => {
    const { source, port, cleanups } = await start();
    const [text, value] = cleanups[0]?.arguments ?? [];
    const receiver = cleanups[1]?.arguments[0];
    assert.ok(text !== undefined && value !== undefined && receiver !== undefined);
    assert.deepEqual(
      [text, value, receiver].map((argument) => source.hasChildren(argument)),
      [false, true, true],
    );
    assert.deepEqual(await source.readChildren(text, signal), []);
    assert.deepEqual(port.asked, []);
    const children = await source.readChildren(value, signal);
    assert.deepEqual(port.asked, [
      'evaluate {"do":"hold","values":[{"library":0,"scope":1,"cleanup":5,"at":1}]} in 1000 for watch',
      'variables 9',
      'variables 10',
    ]);
    assert.equal(children.length, 200);
    await source.readChildren(receiver, signal);
    assert.equal(port.asked[3], 'evaluate {"do":"hold","values":[{"library":0,"scope":1,"cleanup":4,"at":"receiver"}]} in 1000 for watch');
    assert.deepEqual(await source.readLiveChildren(0, signal), []);
  });

  it('is one line of visible text, of bounded length', async () => {
    const { source, cleanups } = await start();
    const argument = cleanups[0]?.arguments[1];
    assert.ok(argument !== undefined);
    const [first] = await source.readChildren(argument, signal);
    assert.equal(first?.name, 'line\\nbreak');
    assert.ok(
      first.value.startsWith('a\\n\\u{202e}xxx') && first.value.length <= 1000 && first.value.endsWith('…'),
      first.value.slice(0, 50),
    );
  });

  it('is the place of what a cleanup calls', async () => {
    const { source, port, cleanups } = await start();
    const [cleanup] = cleanups;
    assert.ok(cleanup !== undefined);
    assert.deepEqual(await source.findCallee(cleanup, signal), { path: '/app/close.ts', line: 4, column: 2 });
    assert.deepEqual(port.asked, [
      'evaluate {"do":"value","library":0,"scope":1,"cleanup":5,"at":"function"} in 1000 for watch',
      'locations 4',
    ]);
    assert.equal(await source.findCallee({ ...cleanup, id: 'x' }, signal), undefined);
  });

  it('is nothing where the adapter does not know the place', async () => {
    const { source, cleanups } = await start({
      ...script,
      evaluate: (asked, frameId, context) =>
        context === 'watch' ? { variablesReference: 0 } : (script.evaluate?.(asked, frameId, context) ?? ''),
    });
    const [cleanup] = cleanups;
    assert.equal(cleanup && (await source.findCallee(cleanup, signal)), undefined);
  });

  it('is the scope that a variable holds, in the frame that is selected', async () => {
    const { source, port } = sourceOver({ frames: [{}], evaluate: (asked) => (asked === '{"do":"read"}' ? answer([]) : '["0:7"]') });
    await source.read(stop, signal);
    port.asked.length = 0;
    assert.equal(await source.findScope('s', 1000, signal), '0:7');
    await source.findScope('this.#s', 1000, signal);
    await source.findScope('this.s', 1000, signal);
    await source.findScope('alert(1)', 1000, signal);
    await source.findScope('a;b', 1000, signal);
    await source.findScope('s\n', 1000, signal);
    assert.deepEqual(
      port.asked.map((asked) => asked.replace('evaluate {"do":"own"},', '').replace(' in 1000 for copy', '')),
      ['{of:()=>s,name:"s"}', '{of:()=>this.#s}', '{of:()=>this,key:"s"}', '{of:()=>void 0}', '{of:()=>void 0}', '{of:()=>void 0}'],
    );
    assert.equal(await source.findScope('s', 55, signal), undefined, 'a frame of another stop');
  });

  it('cannot be asked before the first stop', async () => {
    await assert.rejects(sourceOver({}).source.readMore('0:1', 0, signal), DapError);
  });
});

describe('cleanups that were registered before a debugger came', () => {
  const closure = (id: number, source: string, name = ''): ReturnType<typeof wireCleanup> => {
    const { site, ...rest } = wireCleanup(id, { fn: { name, source } });
    assert.ok(site !== undefined);
    return rest;
  };

  it('stand where their closure stands', async () => {
    const { result, asked } = await readBy({
      frames: [{}],
      evaluate: (what) =>
        what.startsWith('{"do":"functions"')
          ? { variablesReference: 3 }
          : answer(
              [
                {
                  scopes: [
                    wireScope({
                      owner: 0,
                      cleanups: [closure(3, '() => a()'), closure(2, 'function close() {}', 'close'), closure(1, 'async () => b()')],
                    }),
                  ],
                },
              ],
              [at(1)],
            ),
      variables: () => [
        { name: '0', valueLocationReference: 30 },
        { name: '1', valueLocationReference: 31 },
        { name: 'length', valueLocationReference: 32 },
        { name: '9', valueLocationReference: 33 },
      ],
      locations: (reference) => ({ source: { path: '/app/a.ts' }, line: reference }),
    });
    assert.deepEqual(asked.slice(2), [
      'evaluate {"do":"functions","library":0,"scope":1,"cleanups":[3,1]} in 1000 for watch',
      'variables 3',
      'locations 30',
      'locations 31',
    ]);
    assert.deepEqual(
      stacksOf(result).stacks[0]?.scopes[0]?.cleanups.map((cleanup) => cleanup.registeredAt),
      [{ path: '/app/a.ts', line: 30 }, undefined, { path: '/app/a.ts', line: 31 }],
    );
  });

  it('are shown without a place when the adapter refuses to look', async () => {
    const { result } = await readBy({
      frames: [{}],
      evaluate: (what) => {
        if (what.startsWith('{"do":"functions"')) throw new DapError('evaluate', 'no');
        return answer([{ scopes: [wireScope({ owner: 0, cleanups: [closure(1, '() => a()')] })] }], [at(1)]);
      },
    });
    assert.equal(stacksOf(result).stacks[0]?.scopes[0]?.cleanups[0]?.label, '() => a()');
  });
});

describe('a real program, through the real probe', () => {
  it('gives a snapshot as it was promised, whatever it holds', async () => {
    const bite = (): never => {
      throw new Error('touched');
    };
    const hostile = [
      new Proxy({}, { get: bite, ownKeys: bite, getPrototypeOf: bite }),
      {
        get secret() {
          return bite();
        },
        toString: bite,
      },
      '\u202e\n\u0000`*_[x](command:y)',
      'x'.repeat(100_000),
      Symbol('s'),
      -0,
      null,
      undefined,
      10n ** 400n,
      [[]],
      () => {},
    ];
    const { source } = sourceOver({
      frames: [{ name: 'work' }],
      evaluate: (asked) => {
        const value: unknown = vm.runInThisContext(`${probeSource}(${asked})`);
        return typeof value === 'string' ? value : { variablesReference: 0 };
      },
    });
    using open = scope({ label: 'a\u202eb\n<b>`x`</b>' });
    for (const value of hostile) open.label('l\nl').defer((given: unknown) => given, value);
    open.defer(
      function named(...given: unknown[]) {
        return given;
      },
      ...hostile,
      ...hostile,
    );
    const result = check(await source.read(stop, signal));
    const found = stacksOf(result)
      .stacks.flatMap((stack) => stack.scopes)
      .find((one) => one.name.startsWith('a\\u{202e}b'));
    assert.equal(found?.total, hostile.length + 1);
    assert.equal(found.cleanups[0]?.arguments.length, 20);
    assert.deepEqual(found.cleanups[0].notes, ['22 arguments, the first 20 are shown']);
  });
});

describe('sources that are not what runs, or that cannot be read', () => {
  const frames = [{ name: 'work', source: { path: '/app/main.js' }, line: 3, column: 1 }];
  const running = { wire: 1, frames: [{ name: 'work', url: '/app/main.js', line: 3, column: 1 }] };
  const evaluate = (asked: string): string =>
    asked.includes('"do":"read"') && !asked.includes('[') ? '{"wire":1,"door":"none"}' : JSON.stringify(running);
  const messagesOf = (result: ReadResult): string[] => stacksOf(result).problems.map(({ message }) => message);

  const cases: readonly (readonly [title: string, files: Readonly<Record<string, string>>, message: string])[] = [
    [
      'a source that does not parse',
      { '/app/main.js': 'function work() {\n using a = ;\n h(); } }' },
      'main.js does not parse, so what its using declarations hold is not shown: if it is not what is running, build it again',
    ],
    [
      'a minified line of 5 MB',
      { '/app/main.js': `function work() {\n using a = g();\n h();${'x=1;'.repeat(1_250_000)}}` },
      'main.js is too long to parse, so what its using declarations hold is not shown: a build that is not bundled into one file shows it',
    ],
    [
      'no source at all',
      {},
      'The text of main.js cannot be read here, so what its using declarations hold is not shown: is the file gone, or does the program run on another machine?',
    ],
  ];
  for (const [title, files, message] of cases)
    it(title, async () => {
      const { result } = await readBy({ frames, evaluate, files });
      assert.deepEqual(messagesOf(result), [message]);
    });

  it('no source of a library’s own file: nothing is said of it', async () => {
    const { result } = await readBy({ frames: [{ ...frames[0], presentationHint: 'subtle' }], evaluate });
    assert.deepEqual(messagesOf(result), []);
    assert.deepEqual(
      stacksOf(result).stacks.flatMap(({ scopes }) => scopes),
      [],
    );
  });

  it('a source that was edited since the stop before', async () => {
    const files: Record<string, string> = { '/app/main.js': 'function work() {\n try {\n  h();\n } finally { g(); }\n}' };
    const { source } = sourceOver({
      frames: [{ ...frames[0], column: 3 }],
      evaluate: (asked) => evaluate(asked).replace('"column":1', '"column":3'),
      files,
    });
    assert.deepEqual(messagesOf(await source.read(stop, signal)), []);
    files['/app/main.js'] = `// a line more\n${files['/app/main.js'] ?? ''}`;
    assert.deepEqual(messagesOf(await source.read(stop, signal)), [
      'main.js was edited while the program was running: its using declarations and line numbers may differ from the running code',
    ]);
  });

  it('async functions: the engine says which of them wait, the debugger only which have called', async () => {
    const text =
      'async function outer() {\n await using session = open();\n using none = null;\n await inner();\n}\nasync function inner() {\n await null;\n h();\n}';
    const readWith = async (waiting: readonly object[]): Promise<ReadResult> =>
      (
        await readBy({
          frames: [
            { name: 'inner', source: { path: '/app/main.js' }, line: 8, column: 2 },
            { name: 'await', presentationHint: 'label', line: 0, column: 0 },
            { name: 'await outer', source: { path: '/app/main.js' }, line: 4, column: 2 },
            { name: 'await outer', source: { path: '/app/main.js' }, line: 4, column: 2 },
          ],
          evaluate: (asked) =>
            asked.includes('"do":"read"') && !asked.includes('[')
              ? '{"wire":1,"door":"none"}'
              : JSON.stringify({ wire: 1, frames: [{ name: 'inner', url: '/app/main.js', line: 8, column: 2 }], waiting }),
          files: { '/app/main.js': text },
        })
      ).result;
    const waits = await readWith([{ name: 'outer', url: '/app/main.js', line: 4, column: 2 }]);
    assert.deepEqual(
      waits.kind === 'stacks' && waits.stacks.slice(1).map(({ name, scopes }) => [name, scopes[0]?.possible?.map(({ label }) => label)]),
      [['outer', ['await session[Symbol.asyncDispose]()']]],
    );
    assert.deepEqual(messagesOf(waits), []);
    const unknown = await readWith([]);
    assert.deepEqual(messagesOf(unknown), [
      'Other waiting async functions may hold resources: a debugger reaches only those that the paused code returns to',
    ]);
    assert.equal(unknown.kind === 'stacks' && unknown.stacks.length, 1);
  });
});
