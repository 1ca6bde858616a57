import assert from 'node:assert/strict';
import type { ProblemCode } from '../../../src/core/snapshot.ts';
import { decodeSnapshot } from '../../../src/wire/decodeSnapshot.ts';
import { fullSnapshot, snapshot, stack } from '../core/snapshots.ts';

/** What a file has of it. References of the adapter of that time are of no use later. */
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

  for (const code of [
    'repeated-site',
    'shared-variable',
    'blocked-forever',
    'never-closed',
    'exit-ahead',
    'incomplete',
    'leak',
    'expired',
    'stuck',
    'failed',
    'resource',
    'not-followed',
    'source-differs',
  ] satisfies ProblemCode[])
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
});
