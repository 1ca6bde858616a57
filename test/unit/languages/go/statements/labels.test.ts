import assert from 'node:assert/strict';
import type { Argument } from '../../../../../src/core/snapshot.ts';
import { writeLabel } from '../../../../../src/languages/go/statements/labels.ts';
import { useDefers } from './deferredCalls.ts';

describe('the label of a deferred call', () => {
  const read = useDefers();
  const value = (text: string): Argument => ({ value: text, capture: 'value' });
  const long = 'a'.repeat(60);

  const table: readonly (readonly [call: string, values: readonly (Argument | undefined)[], label: string])[] = [
    ['close(f, n)', [value('"a.txt"'), value('7')], 'close("a.txt", 7)'],
    ['close(f, n)', [undefined, value('-1.5e+3')], 'close(f, -1.5e+3)'],
    ['close(f)', [value('&{name: "a"}')], 'close(f)'],
    ['close(f)', [value('"a text that is longer than that"')], 'close(f)'],
    ['close(f)', [value('')], 'close(f)'],
    ['close(f)', [value('nil')], 'close(nil)'],
    ['close(&f)', [{ value: '7', capture: 'reference' }], 'close(&f)'],
    ['close(fs...)', [undefined], 'close(fs...)'],
    ['func() { a() }()', [], 'func() { a() }()'],
    ['func(k int) { a(k) }(i)', [value('3')], 'func(k int) { … }(3)'],
    [`func() { a(); b(); c(${long}) }()`, [], 'func() { … }()'],
    [`close(${long})`, [undefined], `close(${'a'.repeat(53)}…`],
  ];
  for (const [call, values, label] of table)
    it(`${call}: ${label}`, async () => {
      const [statement] = await read(`defer ${call}`);
      assert.ok(statement);
      assert.equal(writeLabel(statement, values), label);
    });
});
