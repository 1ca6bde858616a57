import type { Argument, Cleanup, CleanupScope, Snapshot, Stack } from '../../../src/core/snapshot.ts';

/** Pieces of snapshots for tests, each with the required fields and any others that the test sets. */

export function cleanup(more: Partial<Cleanup> = {}): Cleanup {
  return { id: '0:1:1', order: 1, state: 'pending', label: 'close()', callee: { name: 'close' }, arguments: [], ...more };
}

export function argument(more: Partial<Argument> = {}): Argument {
  return { value: '1', capture: 'value', ...more };
}

export function scope(more: Partial<CleanupScope> = {}): CleanupScope {
  const cleanups = more.cleanups ?? [];
  return { id: '0:1', kind: 'function', name: 'work', total: cleanups.filter((one) => one.state === 'pending').length, cleanups, ...more };
}

export function stack(more: Partial<Stack> = {}): Stack {
  return {
    id: 'thread',
    kind: 'thread',
    name: 'Paused in work',
    current: true,
    status: { kind: 'paused' },
    failures: [],
    scopes: [],
    ...more,
  };
}

export function snapshot(more: Partial<Snapshot> = {}): Snapshot {
  return {
    schema: 'deferscope.snapshot',
    version: 1,
    takenAt: '2026-01-02T03:04:05.678Z',
    session: { name: 'Launch', type: 'pwa-node' },
    stop: { reason: 'breakpoint' },
    stacks: [],
    problems: [],
    ...more,
  };
}

/** One of everything that a snapshot can hold. */
export function fullSnapshot(): Snapshot {
  const at = (line: number): { path: string; line: number; column: number } => ({ path: '/src/orders/main.ts', line, column: 5 });
  return snapshot({
    session: { name: 'Launch', type: 'pwa-node', adapter: 'js-debug', runtime: 'deferscope 0.1.0' },
    stop: { reason: 'breakpoint', threadId: 1, location: at(30) },
    stacks: [
      stack({
        failures: [{ kind: 'exception', value: 'Error: boom', recovered: false }],
        scopes: [
          scope({
            id: '0:2',
            name: 'work',
            frameId: 1000,
            location: at(30),
            total: 12,
            cleanups: [
              cleanup({
                id: '0:2:4',
                order: 0,
                state: 'running',
                label: 'rescue()',
                callee: { name: 'rescue', location: at(3) },
                registeredAt: at(33),
                recovers: true,
              }),
              cleanup({
                id: '0:2:3',
                order: 1,
                label: 'log("loop", 2)',
                callee: { name: 'log' },
                registeredAt: at(22),
                arguments: [argument({ name: 'text', type: 'string', value: '"loop"' }), argument({ value: '2', type: 'number' })],
              }),
              cleanup({
                id: '0:2:2',
                order: 2,
                label: 'close(connection)',
                callee: { name: 'close' },
                registeredAt: at(19),
                async: true,
                timeoutMs: 500,
                holds: '0:9',
                notes: ['a note'],
                arguments: [
                  argument({
                    name: 'connection',
                    type: 'object',
                    value: 'Connection {id: 7}',
                    capture: 'reference',
                    variablesReference: 12,
                  }),
                ],
              }),
              cleanup({
                id: '0:2:1',
                order: 3,
                when: 'failure',
                label: '() => undo()',
                callee: { name: '() => undo()' },
                error: 'none',
                arguments: [argument({ value: '', capture: 'unknown' }), argument({ name: 'mode', value: '3', capture: 'literal' })],
              }),
            ],
          }),
          scope({
            id: 'frame:2',
            name: 'fast',
            cleanups: [
              cleanup({
                id: 'finally:2:40:2',
                kind: 'finally',
                order: 12,
                label: 'finally { flush(); }',
                callee: { name: 'finally' },
                registeredAt: at(44),
                notes: ['lines 44 to 46'],
              }),
            ],
          }),
          scope({ id: '0:4', name: 'fast', location: at(50), possible: [{ label: 'flush()', registeredAt: at(49) }] }),
          scope({
            id: '0:5',
            kind: 'object',
            ends: 'owner',
            name: 'stack (DisposableStack)',
            unknown: true,
            notes: ['what is registered on it is not known'],
          }),
          scope({
            id: '0:1',
            kind: 'object',
            name: 'main.ts (top level)',
            total: 1,
            location: { path: 'https://example.org/app/main.js', line: 42 },
            cleanups: [cleanup({ id: '0:1:1', order: 13, orLater: true })],
          }),
        ],
      }),
      stack({
        id: 'task:0:3',
        kind: 'task',
        name: 'poll',
        current: false,
        status: { kind: 'blocked', reason: 'awaiting', sinceMs: 1500 },
        scopes: [scope({ id: '0:3', kind: 'block', name: 'poll', cleanups: [cleanup({ id: '0:3:1' })] })],
      }),
      stack({
        id: 'g:18',
        kind: 'goroutine',
        name: 'main.worker',
        current: false,
        status: { kind: 'ended' },
        failures: [
          { kind: 'panic', value: '"boom"', recovered: true },
          { kind: 'goexit', recovered: false },
        ],
      }),
      stack({
        id: 'g:19',
        kind: 'goroutine',
        name: 'main.reader',
        current: false,
        status: { kind: 'blocked', reason: 'chan receive', stops: 3 },
        threadId: 19,
        moreFrames: true,
        unread: { pending: 2 },
      }),
    ],
    moreStacks: 1900,
    resources: {
      guards: [
        {
          id: '0:r1',
          name: 'orders',
          state: 'open',
          total: 120,
          location: at(9),
          facts: [
            { name: 'held', value: '2' },
            { name: 'waiting', value: '1' },
          ],
          entries: [
            {
              name: 'order-17',
              state: 'held',
              facts: [
                { name: 'owner', value: 'worker-7' },
                { name: 'expires in', value: '3 s', milliseconds: 3000 },
              ],
              location: at(40),
            },
            { name: 'order-18', state: 'held', facts: [{ name: 'token', value: '5' }], concern: 'its lease has expired' },
          ],
        },
      ],
      managed: [],
      pools: [{ id: '0:r2', name: '#2', state: 'draining', facts: [], entries: [], total: 0 }],
      gates: [
        {
          id: '0:r3',
          name: 'api',
          state: 'refusing',
          facts: [
            { name: 'active', value: '100' },
            { name: 'memory', value: '1.2 GB' },
          ],
          entries: [],
          total: 0,
        },
      ],
      owned: [],
      background: [],
      shutdowns: [],
      leaks: [],
    },
    history: [
      { id: '0:9:2', scope: '0:9', state: 'failed', label: 'flush()', error: 'Error: disk full', registeredAt: at(7) },
      { id: '0:9:1', scope: '0:9', state: 'skipped', label: 'rollback()' },
      { id: '0:8:1', scope: '0:8', state: 'done', label: 'close()' },
    ],
    problems: [
      {
        code: 'repeated-site',
        severity: 'warning',
        message: '3 cleanups pending at main.ts:22: a cleanup that is registered in a loop runs only when its scope ends',
        stack: 'thread',
        scope: '0:2',
        cleanups: ['0:2:3'],
        location: at(22),
      },
      {
        code: 'resource',
        severity: 'warning',
        message: 'guard orders, order-18: its lease has expired',
        resource: '0:r1',
        location: at(9),
      },
      { code: 'incomplete', severity: 'info', message: '300 scopes are open, the newest 200 are shown' },
    ],
  });
}
