import assert from 'node:assert/strict';
import { fieldsOf, findTyped, findUnloadedInterfaces, replaceParts } from '../../../../../src/languages/go/words/valueText.ts';

describe('a Go value in the text of another one', () => {
  const types = new Set(['sync.Mutex', 'net.TCPConn', 'time.Time', 'sync/atomic.Bool']);
  const table: readonly (readonly [text: string, found: string])[] = [
    [
      '*sync.Mutex {_: sync.noCopy {}, mu: (*"internal/sync.Mutex")(0xc1)}',
      '*sync.Mutex {_: sync.noCopy {}, mu: (*"internal/sync.Mutex")(0xc1)}',
    ],
    ['main.T {mu: (*sync.Mutex)(0xc1), n: 3}', '(*sync.Mutex)(0xc1)'],
    ['main.T {flag: (*"sync/atomic.Bool")(0xc1)}', '(*"sync/atomic.Bool")(0xc1)'],
    ['net.Conn(*net.TCPConn) *{conn: (*net.conn)(0xc1)}', 'net.Conn(*net.TCPConn) *{conn: (*net.conn)(0xc1)}'],
    ['time.Time(2020-01-02T03:04:05Z){wall: 6}', 'time.Time(2020-01-02T03:04:05Z){wall: 6}'],
    ['[time.Time(2020-01-02T03:04:05Z){wall: 6},2]', 'time.Time(2020-01-02T03:04:05Z){wall: 6}'],
    ['*sync.Mutex {_: sync.noCopy {}, mu: internal/sync.Mutex {st...', '*sync.Mutex {_: sync.noCopy {}, mu: internal/sync.Mutex {st...'],
    ['"sync.Mutex {state: 1}"', ''],
    ['my/sync.Mutex {state: 1}', ''],
    ['main.T {s: "}", mu: sync.Mutex {state: 1}}', 'sync.Mutex {state: 1}'],
  ];
  for (const [text, expected] of table)
    it(text, () => {
      assert.equal(
        findTyped(text, types)
          .map(({ start, end }) => text.slice(start, end))
          .join(' | '),
        expected,
      );
    });

  it('is an interface that was not loaded, or that is hidden beside one', () => {
    const text = '[1,...,*(*interface {})(0x100),nil,...,*(*interface {})(0x130)]';
    const found = findUnloadedInterfaces(text, 16).map(({ start, end, address }) => [text.slice(start, end), address] as const);
    assert.deepEqual(found, [
      ['*(*interface {})(0x100)', 0x100n],
      ['*(*interface {})(0x130)', 0x130n],
      ['...', 0xf0n],
      ['...', 0x120n],
    ]);
  });

  it('is an interface in a field', () => {
    const text = 'main.T {a: 1, b: interface {}(int) *(*interface {})(0x100)}';
    assert.deepEqual(
      findUnloadedInterfaces(text, 16).map(({ start, end }) => text.slice(start, end)),
      ['interface {}(int) *(*interface {})(0x100)'],
    );
  });

  it('has fields, whatever is in them', () => {
    assert.deepEqual(fieldsOf('a: 1, _: {}, b: main.T {x: 1, y: "},"}, c: [1,2]'), [
      { name: 'a', text: '1' },
      { name: '_', text: '{}' },
      { name: 'b', text: 'main.T {x: 1, y: "},"}' },
      { name: 'c', text: '[1,2]' },
    ]);
  });

  it('is replaced, and others beside it', () => {
    const parts = [
      { start: 0, end: 1, by: 'one' },
      { start: 2, end: 3, by: 'two' },
    ];
    assert.equal(replaceParts('a b c', parts), 'one two c');
  });
});
