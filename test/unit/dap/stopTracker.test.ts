import assert from 'node:assert/strict';
import { StopTracker, type RunState } from '../../../src/dap/stopTracker.ts';

type Message = readonly ['>' | '<', object];

const send = (command: string, seq: number): Message => ['>', { type: 'request', command, seq }];
const answer = (requestSeq: number, success: boolean): Message => ['<', { type: 'response', request_seq: requestSeq, success }];
const event = (name: string, body?: object): Message => ['<', { type: 'event', event: name, body }];
const stop = (reason: string, threadId?: number): Message => event('stopped', { reason, threadId });

/** The states that a session goes through; `stopped` with its reason. */
function follow(...messages: readonly Message[]): {
  readonly said: readonly string[];
  readonly states: readonly RunState[];
  readonly tracker: StopTracker;
} {
  const states: RunState[] = [];
  const tracker = new StopTracker((state) => {
    states.push(state);
  });
  for (const [way, message] of messages)
    if (way === '>') tracker.sent(message);
    else tracker.received(message);
  return { said: states.map((state) => (state.kind === 'stopped' ? `stopped: ${state.stop.reason}` : state.kind)), states, tracker };
}

describe('StopTracker', () => {
  const table: readonly (readonly [string, readonly Message[], readonly string[]])[] = [
    ['nothing at first', [], []],
    ['a stop', [stop('breakpoint')], ['stopped: breakpoint']],
    ['two stops in a row', [stop('breakpoint'), stop('exception')], ['stopped: breakpoint', 'stopped: exception']],
    ['running as soon as a step is asked for', [stop('entry'), send('next', 1)], ['stopped: entry', 'running']],
    [
      'a step with its answer before the stop',
      [stop('entry'), send('next', 1), answer(1, true), stop('step')],
      ['stopped: entry', 'running', 'stopped: step'],
    ],
    [
      'a step whose stop comes before its answer',
      [stop('entry'), send('next', 1), stop('step'), answer(1, true)],
      ['stopped: entry', 'running', 'stopped: step'],
    ],
    [
      'a step whose stop comes before its refusal',
      [stop('entry'), send('next', 1), stop('step'), answer(1, false)],
      ['stopped: entry', 'running', 'stopped: step'],
    ],
    [
      'a refusal that comes after the next stop and the next step',
      [stop('entry'), send('next', 1), stop('step'), send('continue', 2), answer(1, false)],
      ['stopped: entry', 'running', 'stopped: step', 'running'],
    ],
    [
      'a refused step: the stop is there again',
      [stop('entry'), send('stepIn', 1), answer(1, false)],
      ['stopped: entry', 'running', 'stopped: entry'],
    ],
    ['the refusal of something else', [stop('entry'), send('evaluate', 1), answer(1, false)], ['stopped: entry']],
    [
      'a refusal after the program ran on',
      [stop('entry'), send('continue', 1), answer(1, true), answer(1, false)],
      ['stopped: entry', 'running'],
    ],
    [
      'a refusal after the end',
      [stop('entry'), send('continue', 1), event('terminated'), answer(1, false)],
      ['stopped: entry', 'running', 'ended'],
    ],
    [
      'two steps at once, of which the first is refused',
      [stop('entry'), send('next', 1), send('next', 2), answer(1, false), answer(2, false)],
      ['stopped: entry', 'running', 'stopped: entry'],
    ],
    ['a continuation that the adapter tells of', [stop('pause'), event('continued', { threadId: 1 })], ['stopped: pause', 'running']],
    [
      'a continuation that was known already',
      [stop('pause'), send('continue', 1), event('continued', { threadId: 1 }), answer(1, true)],
      ['stopped: pause', 'running'],
    ],
    ['a continuation of what runs', [event('continued', { threadId: 1 })], []],
    ['a step while it runs', [send('next', 1), answer(1, false)], []],
    ['an end', [stop('entry'), event('terminated'), event('exited')], ['stopped: entry', 'ended']],
    ['an end while it runs', [event('exited'), event('terminated')], ['ended']],
    [
      'output, threads, modules',
      [event('output'), event('thread', { reason: 'started' }), event('loadedSource'), stop('entry')],
      ['stopped: entry'],
    ],
    ...['continue', 'next', 'stepIn', 'stepOut', 'stepBack', 'reverseContinue', 'goto', 'restartFrame', 'restart'].map(
      (command): [string, Message[], string[]] => [
        `that ${command} resumes`,
        [stop('entry'), send(command, 1)],
        ['stopped: entry', 'running'],
      ],
    ),
    ...['evaluate', 'variables', 'stackTrace', 'scopes', 'pause', 'setBreakpoints', 'source'].map(
      (command): [string, Message[], string[]] => [
        `that ${command} does not resume`,
        [stop('entry'), send(command, 1)],
        ['stopped: entry'],
      ],
    ),
  ];
  for (const [name, messages, expected] of table)
    it(`says ${name}`, () => {
      assert.deepEqual(follow(...messages).said, expected);
    });

  it('counts up, so that no two stops are taken for one', () => {
    const { states } = follow(
      stop('a', 7),
      send('next', 1),
      answer(1, false),
      stop('a', 7),
      event('continued'),
      stop('a', 7),
      event('terminated'),
    );
    const epochs = states.map((state) => state.epoch);
    assert.deepEqual(
      epochs,
      [...new Set(epochs)].sort((a, b) => a - b),
    );
    for (const state of states)
      if (state.kind === 'stopped') assert.deepEqual(state.stop, { epoch: state.epoch, reason: 'a', threadId: 7 });
  });

  it('ends once, whoever says so', () => {
    const { tracker, states } = follow(stop('entry'), event('terminated'));
    tracker.end();
    tracker.end();
    assert.deepEqual(
      states.map((state) => state.kind),
      ['stopped', 'ended'],
    );
    assert.equal(tracker.state.kind, 'ended');
  });

  it('knows no thread when the adapter names none', () => {
    const { states } = follow(stop('pause'));
    assert.equal(states[0]?.kind === 'stopped' ? states[0].stop.threadId : 0, undefined);
  });
});
