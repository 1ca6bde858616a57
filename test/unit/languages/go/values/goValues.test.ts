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
    ['*main.pair[string,int]', '*main.pair[string, int] {k: "a"}', ['*main.pair[string, int]', '&{k: "a"}']],
    ['interface {}(*main.pair[string,int])', 'interface {}(*main.pair[string, int]) *{k: 1}', ['any(*main.pair[string, int])', '&{k: 1}']],
    ['main.item·1', 'main.item·1 {A: 1}', ['main.item', '{A: 1}']],
    ['[]*main.item·1', '[]*main.item·1 len: 1, cap: 1, [*main.item·1 {A: 1}]', ['[]*main.item', '[&{A: 1}]']],
    ['example.com/m.x/v2.Set', 'v2.Set {A: 1, B: gopkg.in/yaml%2ev3.T {C: 2}}', ['m.x.Set', '{A: 1, B: {C: 2}}']],
    ['gopkg.in/yaml%2ev3.T', 'gopkg.in/yaml%2ev3.T {A: 1}', ['yaml.T', '{A: 1}']],
    ['map[string]*example.com/a/v3.T', 'map[string]*example.com/a/v3.T nil', ['map[string]*a.T', 'nil']],
    ['func(...example.com/a.T) k8s.io/api/core/v1.Pod', 'nil', ['func(...a.T) v1.Pod', 'nil']],
  ];
  for (const [type, text, [named, value]] of table)
    it(`${type}: ${text}`, () => {
      assert.deepEqual(readValue(type, text), { type: named, value });
    });
});
