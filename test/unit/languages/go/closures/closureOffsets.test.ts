import assert from 'node:assert/strict';
import { placeVariables, type ClosureVariable } from '../../../../../src/languages/go/closures/closureOffsets.ts';

const START = 0xc000000200n;
/** A variable of the program, and a pointer that a variable of the closure holds. */
const SHARED = 0xc000001000n;
const POINTER = 0xc000002000n;

interface Closure {
  /** Words by their places. */
  readonly words: Readonly<Record<number, bigint>>;
  readonly inline: readonly number[];
  readonly written?: string;
}

type Told = readonly [name: string, address: bigint | undefined, size?: number];

/** `name: inline 8` for each variable whose place Delve does not give. */
function place(variables: readonly Told[], { words, inline, written }: Closure): string[] {
  const closure = { start: START, wordAt: (offset: number) => words[offset] ?? 0n, length: 128, wordSize: 8, inlineOffsets: inline };
  const places = placeVariables(
    variables.map(([name, address, size]): ClosureVariable => ({ name, address, size })),
    closure,
    written,
  );
  return [...places].map(([name, { kind, offsets }]) => `${name}: ${kind}${offsets.map((offset) => ` ${offset}`).join('')}`);
}

describe('Where the variables of a Go closure lie', () => {
  it('nothing is said of those that lie in it and are copied out of it', () => {
    assert.deepEqual(
      place(
        [
          ['x', START + 8n, 8],
          ['s', START + 16n, 16],
        ],
        { words: { 8: 1n, 16: POINTER, 24: 2n }, inline: [] },
      ),
      [],
    );
  });

  it('by reference where it holds the address, in place where its code takes the address', () => {
    const words = { 8: SHARED, 16: POINTER, 24: 4n };
    assert.deepEqual(
      place(
        [
          ['shared', SHARED, 8],
          ['word', POINTER, 16],
        ],
        { words, inline: [16] },
      ),
      ['shared: pointer 8', 'word: inline 16'],
    );
  });

  it('in place, of a value that begins with zero: Delve has no address then', () => {
    assert.deepEqual(place([['none', undefined, 8]], { words: { 8: 0n }, inline: [8] }), ['none: inline 8']);
  });

  it('in place between two words', () => {
    const words = { 16: 0x010203n, 19: 0x050607n };
    assert.deepEqual(
      place(
        [
          ['a', 0x010203n, 3],
          ['b', 0x050607n, 3],
        ],
        { words, inline: [16, 19] },
      ),
      ['a: inline 16', 'b: inline 19'],
    );
  });

  it('a pointer that another variable holds in place is not the one to a shared variable', () => {
    const words = { 8: SHARED, 16: SHARED };
    assert.deepEqual(
      place(
        [
          ['held', SHARED, 8],
          ['shared', SHARED, 24],
        ],
        { words, inline: [8] },
      ),
      ['held: inline 8', 'shared: pointer 16'],
    );
  });

  it('a variable without a size lies where another begins', () => {
    const alone = { words: { 40: SHARED }, inline: [40] };
    assert.deepEqual(
      place(
        [
          ['empty', SHARED, 0],
          ['shared', SHARED, 4],
        ],
        alone,
      ),
      ['empty: inline 40', 'shared: pointer 40'],
    );
    assert.deepEqual(
      place(
        [
          ['empty', 7n, 0],
          ['whole', 7n, 56],
        ],
        { words: { 24: 7n }, inline: [24, 24] },
      ),
      ['empty: inline 24', 'whole: inline 24'],
    );
  });

  it('two that begin alike lie in the order in which the literal uses them', () => {
    const words = { 8: 7n, 32: 7n };
    const variables: Told[] = [
      ['a', 7n, 24],
      ['b', 7n, 24],
    ];
    assert.deepEqual(place(variables, { words, inline: [8, 32], written: 'func() { use(x.a, b, a) }' }), ['a: inline 32', 'b: inline 8']);
    assert.deepEqual(place(variables, { words, inline: [8, 32] }), ['a: inline 8 32', 'b: inline 8 32']);
  });

  it('no two overlap: what is known leaves one place for another', () => {
    assert.deepEqual(
      place(
        [
          ['copied', START + 16n, 16],
          ['big', 7n, 32],
        ],
        { words: { 8: 7n, 32: 7n }, inline: [8, 32] },
      ),
      ['big: inline 32'],
    );
  });

  it('what cannot be told apart is not known', () => {
    assert.deepEqual(
      place(
        [
          ['a', SHARED, 8],
          ['b', SHARED, 8],
        ],
        { words: { 8: SHARED, 16: SHARED }, inline: [8] },
      ),
      ['a: inline', 'b: inline'],
    );
  });
});
