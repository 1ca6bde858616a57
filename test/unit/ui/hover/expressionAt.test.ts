import assert from 'node:assert/strict';
import { findExpression } from '../../../../src/ui/hover/expressionAt.ts';

describe('findExpression', () => {
  /** What VS Code 1.139 evaluates if the pointer is at `|`, without a provider of expressions. */
  const table: readonly (readonly [string, string])[] = [
    ['|text', 'text'],
    ['te|xt', 'text'],
    ['text|', 'text'],
    ['const text| = order.lines;', 'text'],
    ['order.li|nes.map(f)', 'order.lines'],
    ['or|der.lines.map(f)', 'order'],
    ['order.lines.ma|p(f)', 'order.lines.map'],
    ['order?.li|nes', 'order?.lines'],
    ['this.#na|me', 'name'],
    ['this.na|me', 'this.name'],
    ['a->b|', 'a->b'],
    ['f(...re|st)', 'rest'],
    ['[...re|st]', 'rest'],
    ['数据.长|度', '数据.长度'],
    ['a[in|dex]', 'index'],
    ['`${li|ne.sku}`', 'line'],
    ['a + | b', ''],
    ['(|)', ''],
    ['|', ''],
    ['  |', ''],
  ];
  for (const [marked, expected] of table) {
    it(`${marked}: ${expected}`, () => {
      const line = marked.replace('|', '');
      const range = findExpression(line, marked.indexOf('|'));
      assert.equal(range === undefined ? '' : line.slice(range.start, range.end), expected);
    });
  }
});
