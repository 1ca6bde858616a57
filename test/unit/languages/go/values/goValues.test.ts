import assert from 'node:assert/strict';
import { readValue } from '../../../../../src/languages/go/values/goValues.ts';

describe('a Go value as a person would write it', () => {
  const table: readonly (readonly [type: string, text: string, expected: readonly [type: string, value: string]])[] = [
    ['chan int', 'chan int 0/3', ['chan int', '0/3']],
    ['interface {}(chan<- int)', 'interface {}(chan<- int) chan<- int 0/1', ['any(chan<- int)', '0/1']],
    ['struct { A int; main.b int }', 'struct { A int; main.b int } {A: 1, b: 2}', ['struct { A int; b int }', '{A: 1, b: 2}']],
    ['struct { sync.Mutex }', 'struct { sync.Mutex } {}', ['struct { sync.Mutex }', '{}']],
    ['*int', '*5', ['*int', '&5']],
    ['[1]*main.thing', '[1]*main.thing [*{v: 1}]', ['[1]*main.thing', '[&{v: 1}]']],
    ['string', '"*5, [*{"', ['string', '"*5, [*{"']],
  ];
  for (const [type, text, [named, value]] of table)
    it(`${type}: ${text}`, () => {
      assert.deepEqual(readValue(type, text), { type: named, value });
    });
});
