import assert from 'node:assert/strict';
import { nameEntries, type Candidate } from '../../../../../src/languages/javascript/using/entryNames.ts';

describe('which declaration an entry of a compiler’s list belongs to', () => {
  /** `+` holds something, `-` nothing, `?` nobody knows, a digit: the entry that certainly belongs to it. */
  const read = (text: string): Candidate[] =>
    Array.from(text, (sign) =>
      /\d/.test(sign)
        ? { known: 'something', entry: Number(sign) }
        : { known: sign === '+' ? 'something' : sign === '-' ? 'nothing' : undefined },
    );
  const table: readonly {
    readonly title: string;
    readonly candidates: string;
    readonly entries: number;
    readonly isEmptied?: true;
    readonly names: readonly (number | undefined)[];
  }[] = [
    { title: 'as many entries as declarations', candidates: '??', entries: 2, names: [0, 1] },
    { title: 'none is there', candidates: '?-?', entries: 0, names: [] },
    { title: 'one that is null for certain', candidates: '-?-', entries: 1, names: [1] },
    { title: 'either of two', candidates: '??', entries: 1, names: [undefined] },
    { title: 'one that holds something leaves none for the other', candidates: '?+', entries: 1, names: [1] },
    { title: 'either of two before one that holds something', candidates: '??+', entries: 2, names: [undefined, 2] },
    { title: 'an entry that is known parts the others', candidates: '?1?', entries: 2, names: [0, 1] },
    { title: 'and where it is the first, what is before it is null', candidates: '?0?', entries: 2, names: [1, 2] },
    { title: 'more entries than can be', candidates: '?', entries: 2, names: [undefined, undefined] },
    {
      title: 'a list that has lost its last ones: those that are left are the first',
      candidates: '+++',
      entries: 2,
      isEmptied: true,
      names: [0, 1],
    },
    {
      title: 'in such a list what may be null makes all behind it unsure',
      candidates: '+?+',
      entries: 2,
      isEmptied: true,
      names: [0, undefined],
    },
    { title: 'unless all are still there', candidates: '+?+', entries: 3, isEmptied: true, names: [0, 1, 2] },
  ];
  for (const { title, candidates, entries, isEmptied = false, names } of table)
    it(title, () => {
      assert.deepEqual(nameEntries({ candidates: read(candidates), entries, isEmptied }), names);
    });
});
