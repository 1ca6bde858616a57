import assert from 'node:assert/strict';
import { writeDuration } from '../../../../../src/languages/go/values/duration.ts';
import { readValue } from '../../../../../src/languages/go/values/goValues.ts';

describe('a Go duration', () => {
  const table: readonly (readonly [bigint, string])[] = [
    [0n, '0s'],
    [1n, '1ns'],
    [1100n, '1.1µs'],
    [2_200_000n, '2.2ms'],
    [1_500_000_000n, '1.5s'],
    [60_000_000_000n, '1m0s'],
    [245_000_000_000n, '4m5s'],
    [245_001_000_000n, '4m5.001s'],
    [3_600_000_000_000n, '1h0m0s'],
    [18_367_001_000_000n, '5h6m7.001s'],
    [-1_500_000_000n, '-1.5s'],
    [(1n << 63n) - 1n, '2562047h47m16.854775807s'],
    [-(1n << 63n), '-2562047h47m16.854775808s'],
  ];
  for (const [nanoseconds, text] of table)
    it(text, () => {
      assert.equal(writeDuration(nanoseconds), text);
    });

  it('is written so for both forms of the debugger, bare and in an interface', () => {
    assert.equal(readValue('time.Duration', '1500000000').value, '1.5s');
    assert.equal(readValue('time.Duration', 'time.Second (1000000000)').value, '1s');
    assert.equal(readValue('interface {}(time.Duration)', 'interface {}(time.Duration) 250000000').value, '250ms');
    assert.equal(readValue('time.Duration', '(unreadable)').value, '(unreadable)');
  });
});
