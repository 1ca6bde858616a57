import assert from 'node:assert/strict';
import { LoadedSources } from '../../../src/dap/loadedSources.ts';

const loaded = (reason: string, path: string | undefined, sourceReference: number | undefined): object => ({
  type: 'event',
  event: 'loadedSource',
  body: { reason, source: { ...(path === undefined ? {} : { path }), sourceReference } },
});

describe('LoadedSources', () => {
  const table: readonly (readonly [string, readonly object[], number | undefined])[] = [
    ['nothing was said', [], undefined],
    ['it is loaded with a text of its own', [loaded('new', '/a.ts', 7)], 7],
    ['it is the file', [loaded('new', '/a.ts', 0)], undefined],
    ['no reference is given', [loaded('new', '/a.ts', undefined)], undefined],
    ['another is loaded', [loaded('new', '/b.ts', 7)], undefined],
    ['it has no path', [loaded('new', undefined, 7)], undefined],
    ['it is loaded again', [loaded('new', '/a.ts', 7), loaded('changed', '/a.ts', 8)], 8],
    ['it is gone', [loaded('new', '/a.ts', 7), loaded('removed', '/a.ts', 7)], undefined],
    [
      'something else happens',
      [
        { type: 'event', event: 'output', body: {} },
        { type: 'response', request_seq: 1 },
        { type: 'event', event: 'terminated' },
      ],
      undefined,
    ],
  ];
  for (const [name, messages, expected] of table) {
    it(`${String(expected)}, when ${name}`, () => {
      const sources = new LoadedSources();
      for (const message of messages) sources.received(message);
      assert.equal(sources.find('/a.ts'), expected);
    });
  }
});
