import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { decodeHeader, decodeLine } from '../../../src/wire/decodeLine.ts';
import { RECORDING_SCHEMA, RECORDING_VERSION } from '../../../src/runtime/record/recordedEvents.ts';
import { fullSnapshot } from '../core/snapshots.ts';

const scope = { t: 5, scope: 1 };
const cleanup = { ...scope, cleanup: 2 };
const absolute = process.platform === 'win32' ? 'C:\\work\\a b.mjs' : '/work/a b.mjs';

describe('a line of a recording', () => {
  /** Each event with everything that it can say, and with only what it must say. */
  const valid: readonly object[] = [
    { kind: 'scope-opened', ...scope, form: 'function', name: 'work', async: true, parent: 0, at: { path: absolute, line: 3, column: 7 } },
    { kind: 'scope-opened', ...scope, form: 'object' },
    { kind: 'scope-moved', ...scope, to: 4 },
    { kind: 'scope-closed', ...scope },
    {
      kind: 'registered',
      ...cleanup,
      label: 'close(db)',
      args: [{ name: 'db', type: 'Database', value: '{…}' }, { value: '7' }],
      at: { path: 'a.mjs', line: 1 },
      onError: true,
      timeoutMs: 100,
    },
    { kind: 'registered', ...cleanup, label: '' },
    { kind: 'started', ...cleanup },
    { kind: 'done', ...cleanup, ms: 1.5 },
    { kind: 'failed', ...cleanup, error: 'Error: no' },
    { kind: 'timed-out', ...cleanup },
    { kind: 'abandoned', ...cleanup },
    { kind: 'skipped', ...cleanup },
    { kind: 'thrown', ...scope, error: 'Error: no' },
    { kind: 'recovered', ...scope },
    {
      kind: 'resource',
      t: 5,
      resource: 3,
      form: 'pool',
      name: 'connections',
      entry: '7',
      state: 'lent',
      gone: true,
      concern: 'lent for long',
      at: { path: 'a.mjs', line: 1 },
    },
    { kind: 'exit', t: 5, code: 1, pending: 2, scopes: 1 },
    { kind: 'gap', t: 5, count: 3, reason: 'rotated' },
  ];
  for (const event of valid)
    it(`is read: ${JSON.stringify(event)}`, () => {
      assert.deepEqual(decodeLine(JSON.stringify(event)), event);
    });

  it('is read with the snapshot of a stop', () => {
    const line = decodeLine(JSON.stringify({ kind: 'stop', t: 5, snapshot: fullSnapshot() }));
    assert.equal(line.kind, 'stop');
  });

  const mended: readonly (readonly [title: string, line: object, read: object])[] = [
    ['a time before the start', { kind: 'scope-closed', t: -1, scope: 1 }, { kind: 'scope-closed', t: 0, scope: 1 }],
    ['a time that is no number', { kind: 'scope-closed', t: 'soon', scope: 1 }, { kind: 'scope-closed', t: 0, scope: 1 }],
    ['a form that nobody knows', { kind: 'scope-opened', ...scope, form: 'tent' }, { kind: 'scope-opened', ...scope, form: 'object' }],
    [
      'a place without a line',
      { kind: 'scope-opened', ...scope, form: 'block', at: { path: 'a' } },
      { kind: 'scope-opened', ...scope, form: 'block' },
    ],
    [
      'a place at line 0',
      { kind: 'scope-opened', ...scope, form: 'block', at: { path: 'a', line: 0 } },
      { kind: 'scope-opened', ...scope, form: 'block' },
    ],
    [
      'a place as a URL',
      { kind: 'scope-opened', ...scope, form: 'block', at: { path: pathToFileURL(absolute).href, line: 1 } },
      { kind: 'scope-opened', ...scope, form: 'block', at: { path: absolute, line: 1 } },
    ],
    [
      'a URL that is no file of this machine',
      { kind: 'scope-opened', ...scope, form: 'block', at: { path: 'file:///a%2Fb', line: 1 } },
      { kind: 'scope-opened', ...scope, form: 'block', at: { path: 'file:///a%2Fb', line: 1 } },
    ],
    [
      'arguments that have no value',
      { kind: 'registered', ...cleanup, label: 'f', args: [{ name: 'x' }, 7, null] },
      { kind: 'registered', ...cleanup, label: 'f' },
    ],
    [
      'more arguments than are shown',
      { kind: 'registered', ...cleanup, label: 'f', args: Array.from({ length: 21 }, () => ({ value: '' })) },
      { kind: 'registered', ...cleanup, label: 'f', args: Array.from({ length: 20 }, () => ({ value: '' })) },
    ],
    [
      'a label that is too long',
      { kind: 'registered', ...cleanup, label: 'x'.repeat(4001) },
      { kind: 'registered', ...cleanup, label: 'x'.repeat(4000) },
    ],
    ['an exit that says nothing', { kind: 'exit', t: 5 }, { kind: 'exit', t: 5, pending: 0, scopes: 0 }],
    ['a gap that says nothing', { kind: 'gap', t: 5 }, { kind: 'gap', t: 5, count: 0, reason: 'backpressure' }],
  ];
  for (const [title, line, read] of mended)
    it(`is mended: ${title}`, () => {
      assert.deepEqual(decodeLine(JSON.stringify(line)), read);
    });

  const unreadable: readonly (readonly [text: string, reason: string])[] = [
    ['', 'no JSON'],
    ['{"kind":"scope-closed","t":1,"sco', 'no JSON'],
    ['[]', 'no JSON'],
    ['null', 'no JSON'],
    ['7', 'no JSON'],
    ['{}', 'no event'],
    ['{"kind":"toString","scope":1,"cleanup":1}', 'no event'],
    ['{"kind":"scope-closed"}', 'no event'],
    ['{"kind":"scope-closed","scope":-1}', 'no event'],
    ['{"kind":"scope-moved","scope":1}', 'no event'],
    ['{"kind":"done","scope":1}', 'no event'],
    ['{"kind":"resource","resource":1,"form":"castle"}', 'no event'],
    ['{"kind":"stop","snapshot":{}}', 'no event'],
  ];
  for (const [text, reason] of unreadable)
    it(`says that it cannot be read: ${text}`, () => {
      assert.deepEqual(decodeLine(text), { kind: 'unreadable', reason });
    });

  it('never throws, whatever stands there', () => {
    const kinds = fc.constantFrom(...valid.map((event) => (event as { kind: string }).kind), 'stop', 'other');
    const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(-1, 0, 1, 2 ** 60, '', 'file:///%'));
    const keys = ['t', 'scope', 'cleanup', 'to', 'form', 'at', 'args', 'resource', 'snapshot', 'error', 'ms', 'count', 'reason'];
    const line = fc.record({ kind: kinds, ...Object.fromEntries(keys.map((key) => [key, value])) }, { requiredKeys: [] });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          line.map((fields) => JSON.stringify(fields)),
        ),
        (text) => {
          assert.equal(typeof decodeLine(text).kind, 'string');
          decodeHeader(text);
        },
      ),
    );
  });
});

describe('the header of a recording', () => {
  const start = '2026-01-02T03:04:05.000Z';
  const header = { schema: RECORDING_SCHEMA, version: RECORDING_VERSION, startedAt: start, program: { name: 'a', pid: 7, runtime: 'r 1' } };
  const table: readonly (readonly [title: string, line: unknown, read: unknown])[] = [
    ['whole', header, header],
    ['of a later version', { ...header, version: 2 }, 'other-version'],
    ['of another schema', { ...header, schema: 'other' }, undefined],
    ['no object', [header], undefined],
    ['without a program', { ...header, program: null }, { ...header, program: { name: '' } }],
    ['with a time that is none', { ...header, startedAt: 'soon' }, { ...header, startedAt: '1970-01-01T00:00:00.000Z' }],
    ['with a process that has no number', { ...header, program: { name: 'a', pid: -1 } }, { ...header, program: { name: 'a' } }],
  ];
  for (const [title, line, read] of table)
    it(title, () => {
      assert.deepEqual(decodeHeader(JSON.stringify(line)), read);
    });
});
