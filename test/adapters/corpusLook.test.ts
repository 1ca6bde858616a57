import assert from 'node:assert/strict';
import { compareLook, type Look, type Row } from '../corpus/javascript/look.ts';

const row = (id: number, order: number, more: Partial<Row> = {}): Row => ({
  label: `row ${id}`,
  value: `Held {id: ${id}}`,
  scope: 'work',
  stack: 0,
  order,
  state: 'pending',
  id,
  className: 'Held',
  isUnknown: false,
  ...more,
});
const RIGHT: Look = {
  at: 'main.mjs:1:1',
  place: { file: '/main.mjs', line: 1, column: 1 },
  told: [],
  frames: [],
  position: 1,
  rows: [row(3, 1), row(2, 2)],
  due: [[3, 2]],
  stackCount: 0,
  everywhere: [2, 3],
  unknown: [],
};
/** 1 was disposed of before the stop; the others are disposed of afterwards. */
const BEGUN = [1, 3, 2];

const cases: readonly { readonly title: string; readonly look: Partial<Look>; readonly wrong: readonly string[] }[] = [
  { title: 'what is pending and runs in that order', look: {}, wrong: [] },
  { title: 'a row too few', look: { rows: [row(2, 1)] }, wrong: ['1 of 2 pending are not listed (numbers 3)'] },
  {
    title: 'a row too few, with a sentence that something is not known',
    look: { rows: [row(2, 1)], unknown: ['What it holds is not known'] },
    wrong: [],
  },
  { title: 'two that are told in the wrong order', look: { rows: [row(3, 2), row(2, 1)] }, wrong: ['the order is told as 2,3 and is 3,2'] },
  {
    title: 'one that was disposed of',
    look: { rows: [row(3, 1), row(2, 2), row(1, 3)] },
    wrong: ['row 1 is pending, and is never disposed of', 'row 1 is pending although it was disposed of'],
  },
  {
    title: 'a row that runs, and does not',
    look: { rows: [row(3, 0, { state: 'running' }), row(2, 1)], position: 0 },
    wrong: ['row 3 is said to run'],
  },
  {
    title: 'a value of another class',
    look: { rows: [row(3, 1, { value: 'Other {}' }), row(2, 2)] },
    wrong: ['row 3: the value is told as Other {} and is a Held'],
  },
  {
    title: 'a row of something that is not known, where nothing else is pending',
    look: { rows: [row(3, 1), row(2, 2), row(0, 3, { isUnknown: true, className: '' })] },
    wrong: ['1 rows say that something is pending which is not known, and 0 of 2 are'],
  },
  { title: 'a look that failed', look: { failed: 'it could not be read' }, wrong: ['it could not be read'] },
];

describe('Comparing a stop in somebody else’s code with what is then disposed of', () => {
  for (const { title, look, wrong } of cases)
    it(title, () => {
      assert.deepEqual(compareLook({ ...RIGHT, ...look }, BEGUN).wrong, wrong);
    });
});
