import assert from 'node:assert/strict';
import type { Cleanup, CleanupScope, Stack } from '../../../../../src/core/snapshot.ts';
import { RanBetween } from '../../../../../src/languages/go/deferred/ranBetween.ts';
import { cleanup, scope, stack } from '../../../core/snapshots.ts';

/** A deferred call with the address of its record and the line on which it was deferred. */
function call(address: string, line: number, more: Partial<Cleanup> = {}): Cleanup {
  return cleanup({ id: `goroutine:1:${address}`, label: `call${line}()`, registeredAt: { path: '/a/main.go', line }, ...more });
}

function unplaced(address: string): Cleanup {
  return cleanup({ id: `goroutine:1:${address}`, label: `${address}()` });
}

function running(line: number | undefined): Cleanup {
  const { registeredAt, ...rest } = call('running:2', line ?? 0, { state: 'running' });
  return line === undefined ? rest : { ...rest, ...(registeredAt && { registeredAt }) };
}

/** One of the calls that a statement has deferred in a loop. */
function given(address: string, value: number): Cleanup {
  return call(address, 2, { label: `call of ${value}`, arguments: [{ name: 'i', type: 'int', value: String(value), capture: 'value' }] });
}

function going(value: number): Cleanup {
  return { ...given('running:5', value), state: 'running' };
}

function activation(frame: number, cleanups: readonly Cleanup[], more: Partial<CleanupScope> = {}): CleanupScope {
  return scope({ id: `goroutine:1:${frame}:c000`, total: cleanups.filter(({ state }) => state === 'pending').length, cleanups, ...more });
}

function goroutine(...scopes: CleanupScope[]): Stack {
  return stack({ id: 'goroutine:1', scopes });
}

const WHOLE = { isWhole: true, isBetween: false };

/** The calls that are reported as run, the newest first, if a goroutine is seen in these states. */
function ranIn(...states: readonly (Stack | 'not read whole')[]): string[] {
  const ran = new RanBetween();
  for (const state of states) {
    if (state === 'not read whole') ran.note(goroutine(), { isWhole: false, isBetween: false });
    else ran.note(state, WHOLE);
  }
  return ran.entries.map(({ label }) => label);
}

describe('what ran between two stops of a Go program', () => {
  const table: readonly {
    readonly title: string;
    readonly states: readonly (Stack | 'not read whole')[];
    readonly ran: readonly string[];
  }[] = [
    { title: 'nothing at the first stop', states: [goroutine(activation(2, [call('a', 1)]))], ran: [] },
    {
      title: 'nothing while all is pending',
      states: [goroutine(activation(2, [call('a', 1)])), goroutine(activation(2, [call('b', 2), call('a', 1)]))],
      ran: [],
    },
    {
      title: 'what stood above one that is still there',
      states: [goroutine(activation(2, [call('c', 3), call('b', 2), call('a', 1)])), goroutine(activation(2, [call('a', 1)]))],
      ran: ['call2()', 'call3()'],
    },
    {
      title: 'an activation that has returned, before the one around it',
      states: [
        goroutine(activation(3, [call('c', 3)]), activation(2, [call('b', 2), call('a', 1)])),
        goroutine(activation(2, [call('a', 1)])),
      ],
      ran: ['call2()', 'call3()'],
    },
    {
      title: 'not the one that runs now',
      states: [goroutine(activation(2, [call('c', 3), call('b', 2), call('a', 1)])), goroutine(activation(2, [running(2), call('a', 1)]))],
      ran: ['call3()'],
    },
    {
      title: 'not the one that runs now, wherever it was deferred',
      states: [goroutine(activation(2, [call('b', 2), call('a', 1)])), goroutine(activation(2, [running(undefined), call('a', 1)]))],
      ran: [],
    },
    {
      title: 'not the one that runs now, of which it was not known where it was deferred while it waited',
      states: [goroutine(activation(2, [call('c', 3), unplaced('b'), call('a', 1)])), goroutine(activation(2, [running(2), call('a', 1)]))],
      ran: ['call3()'],
    },
    {
      title: 'not the one that runs as the last of its activation, whose place on the stack is not known then',
      states: [goroutine(activation(2, [call('a', 1)])), goroutine(activation(2, [running(1)], { id: 'goroutine:1:2:0' }))],
      ran: [],
    },
    {
      title: 'of several that one statement has deferred not the one that runs, as its values tell',
      states: [
        goroutine(activation(2, [given('c', 3), given('b', 2), given('a', 1)])),
        goroutine(activation(3, [running(9)]), activation(2, [going(3)])),
      ],
      ran: ['call of 1', 'call of 2'],
    },
    {
      title: 'none of several that one statement has deferred, where one of them runs and others were begun after it',
      states: [
        goroutine(activation(2, [call('b', 2), call('a', 2)])),
        goroutine(activation(3, [running(9)]), activation(2, [{ ...running(2), id: 'goroutine:1:running:5' }])),
      ],
      ran: [],
    },
    {
      title: 'the one that ran at the stop before',
      states: [goroutine(activation(2, [running(2), call('a', 1)])), goroutine(activation(2, [call('a', 1)]))],
      ran: ['call2()'],
    },
    {
      title: 'not the one that runs still',
      states: [goroutine(activation(2, [running(2), call('a', 1)])), goroutine(activation(2, [running(2), call('a', 1)]))],
      ran: [],
    },
    {
      title: 'another call in the memory of one that is done',
      states: [goroutine(activation(2, [call('b', 2), call('a', 1)])), goroutine(activation(2, [call('b', 7), call('a', 1)]))],
      ran: ['call2()'],
    },
    {
      title: 'nothing of which the statement is not known any more',
      states: [goroutine(activation(2, [call('b', 2), call('a', 1)])), goroutine(activation(2, [unplaced('b'), unplaced('a')]))],
      ran: [],
    },
    {
      title: 'nothing where the new ones hide whether the old ones are there',
      states: [goroutine(activation(2, [call('a', 1)])), goroutine(activation(2, [call('c', 3), call('b', 2)], { total: 3 }))],
      ran: [],
    },
    {
      title: 'of a long list, what stood above the first that is listed still',
      states: [
        goroutine(activation(2, [call('d', 4), call('c', 3)], { total: 4 })),
        goroutine(activation(2, [call('c', 3), call('b', 2)], { total: 3 })),
      ],
      ran: ['call4()'],
    },
    {
      title: 'nothing across a reading that broke off',
      states: [goroutine(activation(2, [call('a', 1)])), 'not read whole', goroutine()],
      ran: [],
    },
    {
      title: 'stop after stop, the newest first',
      states: [goroutine(activation(2, [call('b', 2), call('a', 1)])), goroutine(activation(2, [call('a', 1)])), goroutine()],
      ran: ['call1()', 'call2()'],
    },
  ];
  for (const { title, states, ran } of table)
    it(title, () => {
      assert.deepEqual(ranIn(...states), ran);
    });

  it('not what the runtime may be about to call: the last that it has taken off a list', () => {
    const ran = new RanBetween();
    ran.note(goroutine(activation(3, [call('d', 4), call('c', 3)]), activation(2, [call('b', 2), call('a', 1)])), WHOLE);
    ran.note(goroutine(activation(2, [call('a', 1)])), { isWhole: true, isBetween: true });
    assert.deepEqual(
      ran.entries.map(({ label }) => label),
      ['call3()', 'call4()'],
    );
  });

  it('all that an ended goroutine held, and of one that goes on all but the last, which it may be running', () => {
    const ran = new RanBetween();
    const labels = (): string[] => ran.entries.map(({ label }) => label);
    ran.note(goroutine(activation(3, [call('c', 3)]), activation(2, [call('b', 2), call('a', 1)])), WHOLE);
    ran.keep(new Set(['goroutine:1']), new Set(['goroutine:1']));
    assert.deepEqual(labels(), []);
    ran.keep(new Set(), new Set(['goroutine:1']));
    assert.deepEqual(labels(), ['call2()', 'call3()']);
    ran.keep(new Set(), new Set(['goroutine:1']));
    assert.deepEqual(labels(), ['call2()', 'call3()']);
    ran.keep(new Set(), new Set());
    assert.deepEqual(labels(), ['call1()', 'call2()', 'call3()']);
    ran.keep(new Set(), new Set());
    assert.equal(ran.entries.length, 3);
  });

  it('keeps the newest hundred', () => {
    const ran = new RanBetween();
    for (let line = 1; line <= 250; line++) {
      ran.note(goroutine(activation(2, [call(`a${line}`, line)])), WHOLE);
      ran.note(goroutine(), WHOLE);
    }
    assert.equal(ran.entries.length, 100);
    assert.equal(ran.entries[0]?.label, 'call250()');
  });

  it('says where each was deferred, and in which scope', () => {
    const ran = new RanBetween();
    ran.note(goroutine(activation(2, [call('a', 1)])), WHOLE);
    ran.note(goroutine(), WHOLE);
    assert.deepEqual(ran.entries, [
      { id: 'goroutine:1:a', scope: 'goroutine:1:2:c000', state: 'done', label: 'call1()', registeredAt: { path: '/a/main.go', line: 1 } },
    ]);
  });
});
