import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { PassThrough } from 'node:stream';
import type { Snapshot } from '../../../../src/core/snapshot.ts';
import { formatSnapshot } from '../../../../src/core/snapshotText.ts';
import { inEnglish } from '../../../../src/core/translate.ts';
import { DapClient } from '../../../../src/dap/client.ts';
import { DapError } from '../../../../src/dap/port.ts';
import { ReplaySession } from '../../../../src/replay/adapter/replaySession.ts';
import { assembleSnapshot } from '../../../../src/session/assembleSnapshot.ts';
import { ReplaySource } from '../../../../src/languages/replay/replaySource.ts';
import { assertSnapshot } from '../../schema.ts';
import { HEADER, serverEvents, toLines, useFolder } from '../recordings.ts';

const FILE = '/app/server.mjs';
type Moves = 'next' | 'stepIn' | 'stepOut' | 'stepBack' | 'continue' | 'reverseContinue';

/** One replay and its client, connected in this process. */
class Replay {
  readonly client: DapClient;
  readonly events: Dap.Event[] = [];
  readonly #session = new ReplaySession({ t: inEnglish });
  readonly #waiting = new Set<() => void>();

  constructor() {
    const [input, output] = [new PassThrough(), new PassThrough()];
    this.#session.setRunAsServer(true);
    this.#session.start(output, input);
    this.client = new DapClient({
      connection: {
        input,
        output,
        close: () => {
          this.#session.dispose();
        },
      },
      onEvent: (event) => {
        this.events.push(event);
        for (const check of this.#waiting) check();
      },
    });
  }

  async start(
    recording: string,
    {
      breakpoints = [],
      filters = [],
      stopOnEntry = true,
    }: { breakpoints?: Dap.SourceBreakpoint[]; filters?: string[]; stopOnEntry?: boolean } = {},
  ): Promise<Dap.Breakpoint[]> {
    await this.client.request('initialize', { adapterID: 'deferscope-replay', pathFormat: 'path' });
    await this.client.request('launch', { recording, stopOnEntry });
    const { breakpoints: placed } = await this.client.request('setBreakpoints', { source: { path: FILE }, breakpoints });
    await this.client.request('setExceptionBreakpoints', { filters });
    const stopped = this.stopped();
    await this.client.request('configurationDone', undefined);
    await stopped;
    return placed;
  }

  /** The next stop from now on. */
  stopped(): Promise<Dap.StoppedEvent['body']> {
    return this.event('stopped') as Promise<Dap.StoppedEvent['body']>;
  }

  event(name: string): Promise<unknown> {
    const from = this.events.length;
    return new Promise((resolve) => {
      const check = (): void => {
        const found = this.events.slice(from).find((event) => event.event === name);
        if (found === undefined) return;
        this.#waiting.delete(check);
        resolve(found.body);
      };
      this.#waiting.add(check);
    });
  }

  /** Moves, and returns the new position. */
  async move(command: Moves): Promise<string> {
    const stopped = this.stopped();
    await this.client.request(command, { threadId: 1 });
    const { reason, description, text } = await stopped;
    return [reason, text, description, await this.where()].filter((part) => part !== undefined).join(' | ');
  }

  async where(): Promise<string> {
    const { stackFrames } = await this.client.request('stackTrace', { threadId: 1 });
    return stackFrames[0]?.name ?? '';
  }

  ask(expression: string): Promise<string> {
    return this.client.request('evaluate', { expression, frameId: 1, context: 'repl' }).then(({ result }) => result);
  }

  async snapshot(): Promise<Snapshot> {
    const source = new ReplaySource({ port: this.client, t: inEnglish });
    const { state } = this.client.tracker;
    assert.ok(state.kind === 'stopped');
    const { stop } = state;
    const result = await source.read(stop, new AbortController().signal);
    return assembleSnapshot({ session: { name: 'x', type: 'deferscope-replay' }, stop, takenAt: new Date(0) }, result, inEnglish);
  }

  async end(): Promise<void> {
    await this.client.request('disconnect', {});
    this.client.close();
  }
}

describe('the replay debug adapter', () => {
  const folder = useFolder();
  let replay: Replay;
  beforeEach(() => {
    replay = new Replay();
  });
  afterEach(async () => {
    await replay.end();
  });
  const server = (): string => folder.write(toLines(serverEvents()));

  it('announces what it has', async () => {
    const capabilities = await replay.client.request('initialize', { adapterID: 'x', pathFormat: 'path' });
    const announced = Object.entries(capabilities)
      .filter(([, value]) => value === true)
      .map(([name]) => name)
      .sort();
    assert.deepEqual(announced, [
      'supportsConditionalBreakpoints',
      'supportsConfigurationDoneRequest',
      'supportsExceptionInfoRequest',
      'supportsGotoTargetsRequest',
      'supportsHitConditionalBreakpoints',
      'supportsRestartRequest',
      'supportsStepBack',
    ]);
    assert.deepEqual(
      capabilities.exceptionBreakpointFilters?.map(({ filter, default: on }) => [filter, on]),
      [
        ['failed', true],
        ['timed-out', false],
        ['abandoned', false],
        ['leaked', true],
      ],
    );
  });

  /** Each request of the protocol that a client may send to an adapter, with its arguments; those that are answered. */
  const requests: readonly (readonly [string, object | undefined, boolean])[] = [
    ['threads', undefined, true],
    ['stackTrace', { threadId: 1 }, true],
    ['scopes', { frameId: 1 }, true],
    ['variables', { variablesReference: 1 }, true],
    ['evaluate', { expression: 'pending' }, true],
    ['exceptionInfo', { threadId: 1 }, true],
    ['setBreakpoints', { source: { path: FILE }, breakpoints: [{ line: 11 }] }, true],
    ['setExceptionBreakpoints', { filters: ['leaked'] }, true],
    ['gotoTargets', { source: { path: FILE }, line: 11 }, true],
    ['goto', { threadId: 1, targetId: 4 }, true],
    ['next', { threadId: 1 }, true],
    ['stepIn', { threadId: 1 }, true],
    ['stepOut', { threadId: 1 }, true],
    ['stepBack', { threadId: 1 }, true],
    ['continue', { threadId: 1 }, true],
    ['reverseContinue', { threadId: 1 }, true],
    ['restart', {}, true],
    ['pause', { threadId: 1 }, true],
    ['attach', {}, false],
    ['terminate', {}, false],
    ['restartFrame', { frameId: 1 }, false],
    ['setFunctionBreakpoints', { breakpoints: [] }, false],
    ['setVariable', { variablesReference: 1, name: 'kind', value: '1' }, false],
    ['setExpression', { expression: 'kind', value: '1' }, false],
    ['source', { sourceReference: 1 }, false],
    ['terminateThreads', { threadIds: [1] }, false],
    ['stepInTargets', { frameId: 1 }, false],
    ['completions', { text: 'pend', column: 5 }, false],
    ['loadedSources', {}, false],
    ['modules', {}, false],
    ['dataBreakpointInfo', { name: 'kind' }, false],
    ['setDataBreakpoints', { breakpoints: [] }, false],
    ['readMemory', { memoryReference: '0', count: 1 }, false],
    ['writeMemory', { memoryReference: '0', data: '' }, false],
    ['disassemble', { memoryReference: '0', instructionCount: 1 }, false],
    ['cancel', {}, false],
    ['breakpointLocations', { source: { path: FILE }, line: 11 }, false],
    ['setInstructionBreakpoints', { breakpoints: [] }, false],
    ['locations', { locationReference: 1 }, false],
    ['odd\n\u202e', {}, false],
  ];
  it('answers what it announces and what every adapter must, and refuses the rest in words', async () => {
    await replay.start(server());
    const moves = new Set(['goto', 'next', 'stepIn', 'stepOut', 'stepBack', 'continue', 'reverseContinue', 'restart']);
    for (const [command, args, isServed] of requests) {
      const stopped = moves.has(command) ? replay.stopped() : undefined;
      const asked = replay.client.request(command as 'evaluate', args as never);
      if (isServed) await asked;
      else await assert.rejects(asked, /A replay does not serve the request/, command);
      await stopped;
    }
  });

  it('tells at each stop after which line of the recording it stands', async () => {
    await replay.start(server());
    for (const move of ['next', 'next', 'stepBack'] as const) await replay.move(move);
    const failing = replay.event('deferscope/stood');
    await replay.client.request('deferscope/goto', { moment: '#23' });
    await failing;
    const stood = replay.events.filter(({ event }) => event === 'deferscope/stood').map(({ body }) => body as unknown);
    assert.deepEqual(
      stood,
      [0, 1, 24, 23, 22].map((index) => ({ index })),
    );
    assert.equal(replay.events.filter(({ event }) => event === 'stopped').length, stood.length);
  });

  // One after the other, each from where the previous one ended.
  const walk: readonly (readonly [Moves, string])[] = [
    ['stepBack', 'pause | Start of the recording | scope opened: main'],
    ['next', 'step | registered: close(log)'],
    ['next', 'step | started: close(log)'],
    ['stepBack', 'step | scope closed: scope 4'],
    ['stepBack', 'step | failed: rollback()'],
    ['stepOut', 'step | scope closed: scope 4'],
    ['next', 'step | started: close(log)'],
    ['stepIn', 'step | done: close(log)'],
    ['stepOut', 'step | scope closed: scope 1'],
    ['stepIn', 'step | the process ended with 1 pending'],
    ['stepIn', 'pause | End of the recording | the process ended with 1 pending'],
    ['continue', 'pause | End of the recording | the process ended with 1 pending'],
    ['reverseContinue', 'pause | Start of the recording | scope opened: main'],
    ['stepIn', 'step | registered: close(log)'],
    ['stepIn', 'step | scope opened: request 1'],
    ['next', 'step | registered: release(connection)'],
    ['stepOut', 'step | scope closed: scope 2'],
    ['next', 'step | started: close(log)'],
    ['continue', 'pause | End of the recording | the process ended with 1 pending'],
  ];
  it('steps over, into, out and back', async () => {
    await replay.start(server());
    assert.equal(await replay.where(), 'scope opened: main');
    for (const [at, [command, expected]] of walk.entries()) assert.equal(await replay.move(command), expected, `move ${at}: ${command}`);
  });

  it('shows the scopes around as a call stack, with places in the source', async () => {
    await replay.start(server());
    for (let n = 0; n < 16; n++) await replay.move('stepIn');
    const { stackFrames, totalFrames } = await replay.client.request('stackTrace', { threadId: 1 });
    assert.deepEqual(
      stackFrames.map(({ id, name, source, line, column }) => [id, name, source?.path, line, column]),
      [
        [1, 'registered: end(statement)', FILE, 22, 5],
        [2, 'query', FILE, 20, 5],
        [3, 'request 2', FILE, 10, 5],
        [4, 'main', FILE, 1, 5],
      ],
    );
    assert.equal(totalFrames, 4);
    assert.deepEqual(
      (await replay.client.request('stackTrace', { threadId: 1, startFrame: 1, levels: 2 })).stackFrames.map(({ name }) => name),
      ['query', 'request 2'],
    );
    assert.deepEqual((await replay.client.request('threads', undefined)).threads, [{ id: 1, name: 'server.mjs' }]);
  });

  it('shows the event, what is pending and the resources as variables', async () => {
    await replay.start(server());
    for (let n = 0; n < 16; n++) await replay.move('stepIn');
    const { scopes } = await replay.client.request('scopes', { frameId: 1 });
    assert.deepEqual(
      scopes.map(({ name }) => name),
      ['Event', 'Pending in query', 'Resources'],
    );
    const variables = async (reference: number | undefined): Promise<string[]> =>
      (await replay.client.request('variables', { variablesReference: reference ?? 0 })).variables.map(
        ({ name, value }) => `${name} = ${value}`,
      );
    const event = await variables(scopes[0]?.variablesReference);
    for (const one of [
      'kind = registered',
      'name = end(statement)',
      'state = pending',
      'timeout = 100',
      'line = 22',
      'pending = 4',
      'pendingHere = 2',
    ])
      assert.ok(event.includes(one), `${one} in ${event.join('; ')}`);
    assert.deepEqual(await variables(scopes[1]?.variablesReference), ['1 = end(statement)', '2 = rollback()']);
    assert.deepEqual(await variables(scopes[2]?.variablesReference), ['pool connections = open']);
    const outer = await replay.client.request('scopes', { frameId: 4 });
    assert.deepEqual(
      outer.scopes.map(({ name }) => name),
      ['Pending in main'],
    );
    const {
      variables: [log],
    } = await replay.client.request('variables', { variablesReference: outer.scopes[0]?.variablesReference ?? 0 });
    assert.deepEqual(await variables(log?.variablesReference), ['log = a Log', `registered at = ${FILE}:2`]);
  });

  it('stops at lines, by condition and by count, forward and back', async () => {
    const placed = await replay.start(server(), {
      breakpoints: [
        { line: 11 },
        { line: 99 },
        { line: 12, condition: 'state == "done" && duration >= 1' },
        { line: 22, hitCondition: '2' },
        { line: 2, condition: 'nonsense ==' },
        { line: 3, hitCondition: 'often' },
      ],
    });
    assert.equal(placed.length, 6);
    assert.match(placed[4]?.message ?? '', /cannot be read/);
    assert.match(placed[5]?.message ?? '', /is not a number/);
    const stops: string[] = [];
    for (let n = 0; n < 6; n++) stops.push(await replay.move('continue'));
    assert.deepEqual(stops, [
      'breakpoint | registered: release(connection)',
      'breakpoint | done: unlock()',
      'breakpoint | started: release(connection)',
      'breakpoint | registered: release(connection)',
      'breakpoint | started: end(statement)',
      'pause | End of the recording | the process ended with 1 pending',
    ]);
    for (const expected of stops.slice(0, 5).reverse()) assert.equal(await replay.move('reverseContinue'), expected);
    const verified = replay.events
      .filter(({ event }) => event === 'breakpoint')
      .map(({ body }) => (body as Dap.BreakpointEvent['body']).breakpoint)
      .map(({ line, verified: is }) => [line, is]);
    assert.deepEqual(verified, [
      [11, true],
      [99, false],
      [12, true],
      [22, true],
      [2, false],
      [3, false],
    ]);
  });

  for (const [filter, expected, text] of [
    ['failed', 'failed: rollback()', 'Failed cleanups'],
    ['timed-out', 'timed out: end(statement)', 'Timed-out cleanups'],
    ['abandoned', 'abandoned: end(statement)', 'Abandoned cleanups'],
    ['leaked', 'registered: release(connection)', 'Leaked cleanups'],
  ] as const) {
    it(`stops at ${filter} cleanups, also from the end, and says why`, async () => {
      await replay.start(server(), { filters: [filter] });
      assert.equal(await replay.move('continue'), `exception | ${text} | ${expected}`);
      const info = await replay.client.request('exceptionInfo', { threadId: 1 });
      assert.equal(info.exceptionId, text);
      assert.ok(info.description?.startsWith(expected), info.description);
      assert.equal(await replay.move('continue'), 'pause | End of the recording | the process ended with 1 pending');
      assert.equal(await replay.move('reverseContinue'), `exception | ${text} | ${expected}`);
    });
  }

  it('runs to the first stop when it is not to stop at once', async () => {
    await replay.start(server(), { filters: ['failed'], stopOnEntry: false });
    assert.equal(await replay.where(), 'failed: rollback()');
  });

  it('starts again', async () => {
    await replay.start(server());
    await replay.move('continue');
    const stopped = replay.stopped();
    await replay.client.request('restart', undefined);
    assert.equal((await stopped).reason, 'entry');
    assert.equal(await replay.where(), 'scope opened: main');
  });

  it('goes to what happened at a line of the source, nearest first', async () => {
    await replay.start(server());
    const targets = async (): Promise<readonly Dap.GotoTarget[]> =>
      (await replay.client.request('gotoTargets', { source: { path: FILE }, line: 11 })).targets;
    assert.deepEqual(
      (await targets()).map(({ label }) => label),
      [
        '#4 · 0.003 s · registered: release(connection)',
        '#8 · 0.007 s · started: release(connection)',
        '#9 · 0.009 s · done: release(connection)',
        '#14 · 0.013 s · registered: release(connection)',
      ],
    );
    const last = (await targets()).at(-1);
    assert.ok(last);
    const stopped = replay.stopped();
    await replay.client.request('goto', { threadId: 1, targetId: last.id });
    assert.deepEqual([(await stopped).reason, await replay.ask('scopeName')], ['goto', 'request 2']);
    assert.equal((await targets())[0]?.label, '#14 · 0.013 s · registered: release(connection)');
    assert.deepEqual((await replay.client.request('gotoTargets', { source: { path: '/nowhere' }, line: 1 })).targets, []);
  });

  it('goes to a time and to an event by its number, and says what is neither', async () => {
    await replay.start(server());
    const go = async (moment: string): Promise<string> => {
      const stopped = replay.stopped();
      await replay.client.request('deferscope/goto', { moment });
      await stopped;
      return replay.where();
    };
    assert.equal(await go('#5'), 'registered: unlock()');
    assert.equal(await go('117 ms'), 'abandoned: end(statement)');
    assert.equal(await go('0.118s'), 'started: rollback()');
    assert.equal(await go('2026-01-02T03:04:05.009Z'), 'done: release(connection)');
    assert.equal(await go('1 h'), 'the process ended with 1 pending');
    assert.equal(await go('0'), 'scope opened: main');
    assert.equal(await go('#999'), 'the process ended with 1 pending');
    await assert.rejects(replay.client.request('deferscope/goto', { moment: 'soon' }), /"soon" is not a moment\. Write a time/);
  });

  it('works out expressions over the moment, and nothing else', async () => {
    await replay.start(server(), { filters: ['failed'] });
    await replay.move('continue');
    for (const [expression, expected] of [
      ['name', 'rollback()'],
      ['state', 'failed'],
      ['duration * 2 + 1', '3'],
      ['error == "connection lost"', 'true'],
      ['pending', '2'],
      ['contains(name, "roll")', 'true'],
      ['-duration < 0 && !(pending > 5)', 'true'],
      ['scope >= 4 ? "late" : "early"', 'late'],
      ['args.x', 'undefined'],
      ['args.constructor', 'undefined'],
      ['"a" + pending', 'a2'],
    ] as const)
      assert.equal(await replay.ask(expression), expected, expression);
    for (const [expression, message] of [
      ['process.exit()', /only function/],
      ['process', /process is not a name here/],
      ['constructor', /constructor is not a name here/],
      ['this', /names, literals/],
      ['name = 1', /= cannot be used in|cannot be read/],
      ['name(', /cannot be read/],
      ['!'.repeat(400) + '1', /nested too deeply/],
      ['1;2', /names, literals/],
      ['x'.repeat(2000), /longer than 1000/],
      ['"a".constructor("return 1")()', /only function/],
      ['', /./],
    ] as const) {
      await assert.rejects(replay.ask(expression), (error) => error instanceof DapError && message.test(error.message), expression);
    }
  });

  it('gives the Cleanups tree a snapshot at each moment, as a live session does', async () => {
    await replay.start(server());
    for (let at = 0; at < serverEvents().length; at++) {
      assertSnapshot(await replay.snapshot());
      if (at < serverEvents().length - 1) await replay.move('stepIn');
    }
    await replay.move('reverseContinue');
    for (let n = 0; n < 4; n++) await replay.move('stepIn');
    assert.match(
      formatSnapshot(await replay.snapshot()).text,
      /^Deferscope snapshot · deferscope-replay · step at server\.mjs:12 · 3 pending\n\nregistered: unlock\(\)\n {2}request 1 {2}server\.mjs:10 {2}ends when it is disposed of\n {6}1 {2}unlock\(\)/,
    );
  });

  it('gives further pages', async () => {
    const many = Array.from({ length: 250 }, (_, at) => ({ kind: 'registered', t: at, scope: 1, cleanup: at + 1, label: `close(${at})` }));
    const lent = Array.from({ length: 150 }, (_, at) => ({
      kind: 'resource',
      t: 900,
      resource: 7,
      form: 'pool',
      entry: `object ${at}`,
      state: 'lent',
    }));
    await replay.start(
      folder.write(toLines([...many, { kind: 'resource', t: 900, resource: 7, form: 'pool', name: 'p', state: 'open' }, ...lent])),
    );
    await replay.move('continue');
    const snapshot = await replay.snapshot();
    const pool = snapshot.resources?.pools[0];
    assert.deepEqual([pool?.total, pool?.entries.length], [150, 100]);
    const source = new ReplaySource({ port: replay.client, t: inEnglish });
    const signal = new AbortController().signal;
    assert.deepEqual(
      (await source.readMoreEntries('r7', 100, signal)).map(({ name }) => name),
      Array.from({ length: 50 }, (_, at) => `object ${at + 100}`),
    );
    const scope = snapshot.stacks[0]?.scopes[0];
    assert.deepEqual([scope?.total, scope?.cleanups.length], [250, 100]);
    assert.deepEqual(
      (await source.readMore('s1', 200, signal)).map(({ label }) => label),
      Array.from({ length: 50 }, (_, at) => `close(${49 - at})`),
    );
    const { scopes } = await replay.client.request('scopes', { frameId: 1 });
    assert.equal(
      scopes.find(({ name }) => name.startsWith('Pending')),
      undefined,
      'the line is of no scope',
    );
  });

  it('follows a file that grows', async () => {
    const events = serverEvents();
    const file = folder.write(toLines(events.slice(0, 3)));
    await replay.start(file, { filters: ['failed'] });
    assert.equal(await replay.move('continue'), 'pause | End of the recording | scope opened: request 1');
    fs.appendFileSync(
      file,
      events
        .slice(3)
        .map((event) => `${JSON.stringify(event)}\n`)
        .join(''),
    );
    assert.equal(await replay.move('continue'), 'exception | Failed cleanups | failed: rollback()');
  });

  it('says which lines cannot be read, and steps past them', async () => {
    const output = replay.event('output').then(() => undefined);
    const [first, second, third] = serverEvents().map((event) => JSON.stringify(event));
    await replay.start(folder.write([HEADER, '\u0000', first, '{"kind":', second, third, '{"ki'].join('\n')));
    await output;
    assert.equal(await replay.where(), 'scope opened: main');
    assert.equal(await replay.move('next'), 'step | registered: close(log)');
    assert.equal(await replay.move('continue'), 'pause | End of the recording | scope opened: request 1');
    const said = replay.events
      .filter(({ event }) => event === 'output')
      .map(({ body }) => (body as Dap.OutputEvent['body']).output)
      .join('');
    assert.match(said, /Recording of server\.mjs, 2026-01-02T03:04:05\.000Z: 5 events\.\nThe last line is incomplete/);
    assert.match(said, /2 lines cannot be read and were left out: 2, 4/);
    assert.match(formatSnapshot(await replay.snapshot()).text, /2 lines of the recording cannot be read/);
  });

  for (const [name, content, message] of [
    ['no recording', 'hello\n', /is not a Deferscope recording/],
    ['an empty file', '', /is empty/],
    ['another version', HEADER.replace(':1,', ':9,'), /is not in version 1/],
  ] as const) {
    it(`refuses ${name} with a sentence`, async () => {
      await replay.client.request('initialize', { adapterID: 'x', pathFormat: 'path' });
      await assert.rejects(
        replay.client.request('launch', { recording: folder.write(content) }),
        (error) => error instanceof DapError && message.test(error.message),
      );
      await assert.rejects(replay.client.request('stackTrace', { threadId: 1 }), /Nothing is being replayed/);
    });
  }

  it('stands at a recording of nothing', async () => {
    await replay.start(folder.write(HEADER));
    assert.equal(await replay.move('stepIn'), 'pause | End of the recording | a line that cannot be read: no event');
    assert.equal(await replay.move('reverseContinue'), 'pause | Start of the recording | a line that cannot be read: no event');
    assertSnapshot(await replay.snapshot());
  });
});
