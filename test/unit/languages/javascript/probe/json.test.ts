import assert from 'node:assert/strict';
import fc from 'fast-check';
import { writeJson } from '../../../../../src/languages/javascript/probe/json.ts';
import { withLists, type Plain } from './lists.ts';

/** Everything that the probe writes: JSON without null, and numbers as they occur in positions and counts. */
const json = fc.letrec<{ any: Plain }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, min: -1e20, max: 1e20 }),
    fc.array(tie('any')),
    fc.dictionary(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'toJSON', 'constructor', 'length')), tie('any'), {
      noNullPrototype: false,
    }),
  ),
})).any;

describe('json', () => {
  it('writes what JSON.stringify writes, for any data', () => {
    fc.assert(
      fc.property(json, (value) => {
        assert.deepEqual(JSON.parse(writeJson(withLists(value))), JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 2000 },
    );
  });

  const cases: readonly (readonly [string, Plain, string])[] = [
    ['a lone surrogate', 'a\ud800b\udc00', '"a\\ud800b\\udc00"'],
    ['a surrogate pair', '\ud83d\ude00', '"\ud83d\ude00"'],
    ['controls and quotes', '"\\\n\u0000\u001f\u007f', '"\\"\\\\\\u000a\\u0000\\u001f\u007f"'],
    ['numbers that JSON has no word for', [NaN, Infinity, -Infinity], '[0,0,0]'],
    ['minus zero', -0, '0'],
    ['properties that are undefined', { a: undefined, b: 1, c: undefined }, '{"b":1}'],
    ['nothing at all', {}, '{}'],
  ];
  for (const [name, value, expected] of cases)
    it(`writes ${name}`, () => {
      assert.equal(writeJson(withLists(value)), expected);
    });
});
