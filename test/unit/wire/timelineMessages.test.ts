import assert from 'node:assert/strict';
import { decodeTimelineRequest, type TimelineRequest } from '../../../src/wire/timelineMessages.ts';

describe('decodeTimelineRequest', () => {
  const requests: { readonly [Kind in TimelineRequest['kind']]: Extract<TimelineRequest, { readonly kind: Kind }> } = {
    show: { kind: 'show', from: -2.5, to: 1e9, lane: 3, width: 800, height: 600 },
    go: { kind: 'go', index: 0 },
    current: { kind: 'current' },
    export: { kind: 'export' },
  };
  for (const request of Object.values(requests))
    it(`takes what the page sends: ${request.kind}`, () => {
      assert.deepEqual(decodeTimelineRequest(JSON.parse(JSON.stringify({ ...request, more: 1 }))), request);
    });

  const others: readonly unknown[] = [
    undefined,
    'show',
    [],
    {},
    { kind: 'quit' },
    { kind: 'constructor' },
    { ...requests.show, from: 'now' },
    { ...requests.show, to: undefined },
    { ...requests.show, lane: -1 },
    { ...requests.show, lane: 0.5 },
    { ...requests.show, width: Number.NaN },
    { ...requests.show, height: null },
    { kind: 'go' },
    { kind: 'go', index: -1 },
  ];
  for (const message of others)
    it(`takes nothing else: ${JSON.stringify([message])}`, () => {
      assert.equal(decodeTimelineRequest(message), undefined);
    });
});
