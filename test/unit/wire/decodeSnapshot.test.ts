import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PROBLEM_CODES } from '../../../src/core/snapshot.ts';
import { decodeSnapshot } from '../../../src/wire/decodeSnapshot.ts';
import { fullSnapshot, snapshot, stack } from '../core/snapshots.ts';
import { assertSnapshot } from '../schema.ts';

/** What a file contains of it. References of the adapter are of no use later. */
const written = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, one: unknown) => (key === 'variablesReference' || key === 'threadId' ? undefined : one)));

describe('decodeSnapshot', () => {
  it('reads back what was written: what is not listed too', () => {
    for (const one of [
      fullSnapshot(),
      snapshot({ moreStacks: 7 }),
      snapshot({ stacks: [stack({ unread: { pending: 3 } }), stack({ id: 'other', unread: {} })] }),
    ])
      assert.deepEqual(written(decodeSnapshot(written(one))), written(one));
  });

  for (const code of PROBLEM_CODES)
    it(`keeps a problem of the kind ${code}`, () => {
      assert.deepEqual(
        decodeSnapshot(written(snapshot({ problems: [{ code, severity: 'info', message: 'look at this' }] })))?.problems.map(
          (one) => one.code,
        ),
        [code],
      );
    });

  for (const [title, value] of [
    ['nothing', undefined],
    ['a list', []],
    ['another schema', { schema: 'x', version: 1 }],
    ['a later version', { ...fullSnapshot(), version: 2 }],
  ] as const)
    it(`takes ${title} for no snapshot`, () => {
      assert.equal(decodeSnapshot(value), undefined);
    });

  describe('makes of it, whatever stands in one of its places, a snapshot that keeps to the schema and reads back as itself', () => {
    const full = written(fullSnapshot());
    const places = countPlaces(full);
    const check = (at: number, put: unknown): void => {
      const decoded = decodeSnapshot(replaceAt(full, at, put));
      if (decoded === undefined) return;
      assertSnapshot(decoded);
      assert.deepEqual(decodeSnapshot(decoded), decoded);
    };

    const hostile: Readonly<Record<string, unknown>> = {
      'null': null,
      'a flag': true,
      'zero': 0,
      'less than nothing': -1,
      'more than can be counted': 2 ** 60,
      'an empty text': '',
      'a text that is too long': 'x'.repeat(5000),
      'a text that moves others': '\u202e\n\u0000',
      'a list': [[], 1, null],
      'an object': { kind: {}, path: 7, line: '1', value: [] },
    };
    for (const [title, put] of Object.entries(hostile))
      it(title, () => {
        for (let at = 0; at < places; at += 1) check(at, put);
      });

    it('a scope in a stack that says it is unread', () => {
      const stack = {
        id: 'a',
        kind: 'thread',
        name: 'a',
        current: false,
        status: { kind: 'paused' },
        failures: [],
        scopes: [{}],
        unread: {},
      };
      const decoded = decodeSnapshot({ ...fullSnapshot(), stacks: [stack] });
      assert.ok(decoded);
      assertSnapshot(decoded);
      assert.deepEqual(decoded.stacks[0]?.scopes, []);
    });

    it('anything', () => {
      fc.assert(fc.property(fc.nat(places - 1), fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.anything()), check));
    });
  });
});

/** The value with something else in one of its places. */
function replaceAt(value: unknown, at: number, put: unknown): unknown {
  const places = countPlaces(value);
  let left = at % places;
  const copy = (one: unknown): unknown => {
    left -= 1;
    if (left === -1) return put;
    if (Array.isArray(one)) return one.map(copy);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, copy(inner)]));
  };
  return copy(value);
}

function countPlaces(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, inner) => sum + countPlaces(inner), 1);
}
