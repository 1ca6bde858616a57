import assert from 'node:assert/strict';
import type { FunctionCode } from '../../../../../src/languages/go/code/functionCode.ts';
import {
  chooseCertainStatement,
  chooseOnlyStatement,
  chooseStatement,
  type ChoiceQuery,
} from '../../../../../src/languages/go/statements/statementChoice.ts';
import { captured, useDefers } from './deferredCalls.ts';

const WRAPPER = 'main.work.deferwrap1';
const calls = (symbol: string): FunctionCode => ({
  entry: undefined,
  firstCall: { kind: 'direct', symbol, address: 1n },
  inlineOffsets: [],
});

describe('the statement of a deferred call among those of its line', () => {
  const read = useDefers();

  interface Case {
    readonly line: string;
    readonly name: string;
    readonly code?: FunctionCode;
    readonly held?: readonly string[];
    readonly functions?: readonly string[];
    readonly before?: number;
    readonly isSilent?: boolean;
  }

  async function query(one: Case) {
    const { line, name, code, held = [], functions = [], before = 0, isSilent } = one;
    const asked: ChoiceQuery = {
      name,
      code,
      captured: captured(...held),
      functions: new Set(functions),
      before,
      ...(isSilent === undefined ? {} : { isSilent }),
    };
    return { statements: await read(line), asked };
  }

  const chosen: readonly (readonly [title: string, one: Case, call: string | undefined])[] = [
    ['by the name of its function', { line: 'defer a(); defer b()', name: 'main.b' }, 'b()'],
    ['by the name of its method', { line: 'defer r.Open(); defer r.Close()', name: 'main.(*R).Close-fm' }, 'r.Close()'],
    ['a literal by its symbol', { line: 'defer a(); defer func() {}()', name: 'main.work.func1' }, 'func() {}()'],
    ['a variable that holds a function of any name', { line: 'defer done()', name: 'main.finish' }, 'done()'],
    ['not one that calls a function of the file', { line: 'defer a(); defer done()', name: 'main.finish', functions: ['a'] }, 'done()'],
    ['none where all call functions of the file', { line: 'defer a(); defer b()', name: 'main.c', functions: ['a', 'b'] }, undefined],
    ['none where a literal would need arguments', { line: 'defer func(k int) {}(1)', name: 'main.work.func1' }, undefined],
    [
      'one with arguments by what its wrapper calls',
      { line: 'defer a(x); defer b(x)', name: WRAPPER, code: calls('main.b'), held: ['int'] },
      'b(x)',
    ],
    [
      'one with arguments by how many it holds',
      { line: 'defer a(x); defer a(x, y)', name: WRAPPER, code: calls('main.a'), held: ['int', 'int'] },
      'a(x, y)',
    ],
    [
      'none where it holds more than any has',
      { line: 'defer a(x)', name: WRAPPER, code: calls('main.a'), held: ['int', 'int', 'int'] },
      undefined,
    ],
    [
      'none where its wrapper calls a method of another name',
      { line: 'defer r.Open(x)', name: WRAPPER, code: calls('main.(*R).Close'), held: ['*main.R', 'int'] },
      undefined,
    ],
    [
      'whatever it holds, where the program does not say',
      { line: 'defer a(x)', name: WRAPPER, code: calls('main.a'), isSilent: true },
      'a(x)',
    ],
    ['of equals the last', { line: 'defer a(); defer a(); ', name: 'main.a', before: 0 }, 'a()'],
    ['a nil function that has arguments', { line: 'defer a(x)', name: '' }, 'a(x)'],
    ['none in a line without any', { line: 'a()', name: 'main.a' }, undefined],
  ];
  for (const [title, one, call] of chosen)
    it(title, async () => {
      const { statements, asked } = await query(one);
      assert.equal(chooseStatement(statements, asked)?.call, call);
    });

  it('of equals that many from the end as run before it, and never beyond the first', async () => {
    const line = 'defer a(); defer a(); defer a()';
    for (const [before, column] of [
      [0, 34],
      [1, 23],
      [2, 12],
      [7, 12],
    ] as const) {
      const { statements, asked } = await query({ line, name: 'main.a', before });
      assert.equal(chooseStatement(statements, asked)?.column, column, `${before} before`);
    }
  });

  it('is the only one where no other fits as well', async () => {
    const clear = await query({ line: 'defer a(); defer b()', name: 'main.b' });
    assert.equal(chooseOnlyStatement(clear.statements, clear.asked)?.call, 'b()');
    const unclear = await query({ line: 'defer b(); defer b()', name: 'main.b' });
    assert.equal(chooseOnlyStatement(unclear.statements, unclear.asked), undefined);
  });

  it('is certain where no other can be it', async () => {
    const table: readonly (readonly [line: string, name: string, expected: string | undefined])[] = [
      ['defer a()', 'main.a', 'a()'],
      ['defer a(); defer done()', 'main.a', 'several'],
      ['defer a(); defer r.Close()', 'main.a', 'a()'],
      ['defer r.Close()', 'main.a', 'r.Close()'],
      ['defer func() {}()', 'main.a', undefined],
    ];
    for (const [line, name, expected] of table) {
      const { statements, asked } = await query({ line, name });
      const found = chooseCertainStatement(statements, asked);
      assert.equal(typeof found === 'string' ? found : found?.call, expected, line);
    }
  });
});
