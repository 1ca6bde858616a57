import assert from 'node:assert/strict';
import { ValueChanges } from '../../../src/dap/valueChanges.ts';

type Message = readonly ['>' | '<', object];

const send = (command: string, seq: number): Message => ['>', { type: 'request', command, seq }];
const answer = (requestSeq: number, success: boolean): Message => ['<', { type: 'response', request_seq: requestSeq, success }];
const event = (name: string, body: object = {}): Message => ['<', { type: 'event', event: name, body }];

function count(...messages: readonly Message[]): number {
  let changes = 0;
  const follower = new ValueChanges(() => {
    changes += 1;
  });
  for (const [way, message] of messages)
    if (way === '>') follower.sent(message);
    else follower.received(message);
  return changes;
}

describe('values that change while a program is paused', () => {
  const table: readonly (readonly [string, number, readonly Message[]])[] = [
    ['a variable that is set', 1, [send('setVariable', 1), answer(1, true)]],
    ['an expression that is set', 1, [send('setExpression', 1), answer(1, true)]],
    ['memory that is written', 1, [send('writeMemory', 1), answer(1, true)]],
    ['one that is refused', 0, [send('setVariable', 1), answer(1, false)]],
    ['one that has no answer yet', 0, [send('setVariable', 1), answer(2, true)]],
    ['another request', 0, [send('variables', 1), answer(1, true)]],
    ['everything is invalidated', 2, [event('invalidated'), event('invalidated', { areas: ['all'] })]],
    [
      'variables or stacks are',
      2,
      [event('invalidated', { areas: ['variables'] }), event('invalidated', { areas: ['threads', 'stacks'] })],
    ],
    ['only threads are', 0, [event('invalidated', { areas: ['threads'] })]],
    ['memory that changed by itself', 1, [event('memory', { memoryReference: '1', offset: 0, count: 8 })]],
    ['output', 0, [event('output')]],
    ['an adapter that never ends to say so', 10, Array.from({ length: 50 }, () => event('invalidated'))],
    [
      'one that says so at each stop',
      40,
      Array.from({ length: 20 }, () => [event('stopped'), event('invalidated'), event('memory')]).flat(),
    ],
  ];
  for (const [name, expected, messages] of table)
    it(name, () => {
      assert.equal(count(...messages), expected);
    });
});
