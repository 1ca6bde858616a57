import assert from 'node:assert/strict';
import { readMoment } from '../../../../src/replay/moment/momentText.ts';

describe('a moment as a person writes it', () => {
  const time = (ms: number) => ({ kind: 'time', ms });
  for (const [text, expected] of [
    ['#1', { kind: 'event', number: 1 }],
    [' # 12 ', { kind: 'event', number: 12 }],
    ['5', time(5)],
    ['5.5ms', time(5.5)],
    ['1.5 s', time(1500)],
    ['2 min', time(120_000)],
    ['2m', time(120_000)],
    ['1 H', time(3_600_000)],
    ['2:03.5', time(123_500)],
    ['1:00:01', time(3_601_000)],
    ['2026-01-02T03:04:06Z', time(1000)],
    ['2025-01-02T03:04:06Z', time(0)],
    ['', undefined],
    ['-5', undefined],
    ['#', undefined],
    ['#-1', undefined],
    ['5 days', undefined],
    ['1:2', undefined],
    ['2026-99-99T00:00:00Z', undefined],
    ['x'.repeat(10_000), undefined],
    ['9'.repeat(400), time(Infinity)],
  ] as const)
    it(JSON.stringify(text.slice(0, 30)), () => {
      assert.deepEqual(readMoment(text, '2026-01-02T03:04:05.000Z'), expected);
    });
});
