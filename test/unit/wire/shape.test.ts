import assert from 'node:assert/strict';
import { asCount, asFields, asList, asNumber, asOneOf, asText, parseJson } from '../../../src/wire/shape.ts';

const poisoned = new Proxy(
  {},
  {
    get: () => {
      throw new Error('nobody should ask');
    },
  },
);

describe('pieces of a value of which nothing is known', () => {
  const table: readonly (readonly [title: string, found: unknown, expected: unknown])[] = [
    ['a JSON text', parseJson('{"a":1}'), { a: 1 }],
    ['a text that is cut off', parseJson('{"a":1'), undefined],
    ['an object', asFields({ a: 1 }), { a: 1 }],
    ['a list is no object', asFields([1]), undefined],
    ['null is no object', asFields(null), undefined],
    ['a text is no object', asFields('a'), undefined],
    ['a short text', asText('abc', 3), 'abc'],
    ['a long text is cut', asText('abcd', 3), 'abc'],
    ['a number is no text', asText(7, 3), undefined],
    ['a count', asCount(7), 7],
    ['none', asCount(0), 0],
    ['less than none', asCount(-1), undefined],
    ['half a count', asCount(1.5), undefined],
    ['more than JavaScript can count', asCount(2 ** 53), undefined],
    ['a written count', asCount('7'), undefined],
    ['a number', asNumber(-1.5), -1.5],
    ['no number', asNumber(Number.NaN), undefined],
    ['an endless number', asNumber(Infinity), undefined],
    ['a choice', asOneOf('b', ['a', 'b']), 'b'],
    ['no choice', asOneOf('toString', ['a', 'b']), undefined],
    ['a list', asList([1, 2, 3], 10, asCount), [1, 2, 3]],
    ['the first of a long list', asList([1, 2, 3], 2, asCount), [1, 2]],
    ['what fits of a list', asList([1, 'x', null, 3], 10, asCount), [1, 3]],
    ['an object with a length is no list', asList({ length: 2, 0: 1 }, 10, asCount), []],
    [
      'an object that answers nothing',
      [asText(poisoned, 1), asCount(poisoned), asOneOf(poisoned, ['a'])],
      [undefined, undefined, undefined],
    ],
  ];
  for (const [title, found, expected] of table)
    it(title, () => {
      assert.deepEqual(found, expected);
    });
});
