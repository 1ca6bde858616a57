import assert from 'node:assert/strict';
import { inEnglish } from '../../../../../src/core/translate.ts';
import { Doubts } from '../../../../../src/languages/go/memory/doubts.ts';
import type { Evaluator } from '../../../../../src/languages/go/memory/evaluator.ts';
import type { Memory } from '../../../../../src/languages/go/memory/memory.ts';
import { readValue } from '../../../../../src/languages/go/values/goValues.ts';
import { ValueWords } from '../../../../../src/languages/go/words/valueWords.ts';

/** What Delve answers for the value of the interface at each address. */
type Held = Readonly<Record<string, string>>;

const TYPE = 'interface {}(*main.node)';

async function read(held: Held, text: string): Promise<string> {
  const evaluator = {
    evaluate: (expression: string) => {
      const address = /\((\d+)\)$/.exec(expression)?.[1] ?? '';
      return Promise.resolve(held[address] === undefined ? undefined : { type: TYPE, result: held[address], variablesReference: 0 });
    },
  };
  const words = new ValueWords({
    program: { fieldOffset: () => Promise.resolve(undefined) },
    evaluator: evaluator as unknown as Evaluator,
    memory: { wordSize: 8 } as Memory,
    doubts: new Doubts({ signal: new AbortController().signal }),
    t: inEnglish,
  });
  const type = '[]interface {}';
  const variable = await words.read({ name: 'list', type, value: `${type} len: 1, cap: 1, [${text}]`, variablesReference: 0 });
  return readValue(variable.type, variable.value, variable.words).value;
}

describe('What an interface holds and Delve has not loaded', () => {
  const node = (field: string): string => `${TYPE} *{next: ${field}}`;

  it('is loaded', async () => {
    assert.equal(await read({ 16: node('7') }, '*(*interface {})(0x10)'), '[&{next: 7}]');
  });

  it('ends where a value holds itself', async () => {
    assert.equal(await read({ 16: node('*(*interface {})(0x10)') }, '*(*interface {})(0x10)'), '[&{next: &{next: &{…}}}]');
  });

  it('ends where values hold each other', async () => {
    const held = { 16: node('*(*interface {})(0x20)'), 32: node('*(*interface {})(0x10)') };
    assert.equal(await read(held, '*(*interface {})(0x10),*(*interface {})(0x20)'), '[&{next: &{next: &{…}}},&{next: &{…}}]');
  });
});
