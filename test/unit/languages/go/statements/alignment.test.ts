import assert from 'node:assert/strict';
import { alignCaptures, type AlignedPart, type AlignmentQuery } from '../../../../../src/languages/go/statements/alignment.ts';
import { captured, useDefers } from './deferredCalls.ts';

/** `part <- variable, variable`; a composite literal that was taken apart is followed by its elements. */
function write({ part, captured: held, elements }: AlignedPart): string {
  if (elements !== undefined) return `${part.text} {${elements.map(write).join('; ')}}`;
  return held.length === 0 ? part.text : `${part.text} <- ${held.map(({ type }) => type).join(', ')}`;
}

describe('which part of a deferred call a captured variable is', () => {
  const read = useDefers();

  type More = Partial<Pick<AlignmentQuery, 'isMethod' | 'isIndirect' | 'isConstant'>>;
  const table: readonly (readonly [
    title: string,
    call: string,
    held: readonly string[],
    pairs: readonly string[] | undefined,
    more?: More,
  ])[] = [
    ['a variable', 'close(ch)', ['chan int'], ['close', 'ch <- chan int']],
    ['two, from left to right', 'use(a, b)', ['int', 'string'], ['use', 'a <- int', 'b <- string']],
    ['not a literal', 'use(1, b, "x")', ['string'], ['use', '1', 'b <- string', '"x"']],
    ['not a constant', 'use(Max, b)', ['string'], ['use', 'Max', 'b <- string'], { isConstant: (name) => name === 'Max' }],
    [
      'the second of two names, where the first is a constant',
      'use(a, Max)',
      ['int'],
      ['use', 'a <- int', 'Max'],
      { isConstant: (name) => name === 'Max' },
    ],
    ['a receiver', 'r.Close()', ['*main.R'], ['r.Close <- *main.R'], { isMethod: true }],
    ['a receiver, then an argument', 'r.Close(err)', ['*main.R', 'error'], ['r.Close <- *main.R', 'err <- error'], { isMethod: true }],
    ['no receiver of a function of a package', 'os.Remove(name)', ['string'], ['os.Remove', 'name <- string'], { isMethod: false }],
    ['a function value', 'done(err)', ['func(error)', 'error'], ['done <- func(error)', 'err <- error']],
    ['a function value through which it is called', 'done()', ['func()'], ['done <- func()'], { isIndirect: true }],
    ['a call', 'use(open())', ['*os.File'], ['use', 'open() <- *os.File']],
    ['the several results of a call', 'use(open())', ['*os.File', 'error'], ['use', 'open() <- *os.File, error']],
    ['what a computed function gives', 'pick()(x)', ['func(int)', 'int'], ['pick() <- func(int)', 'x <- int']],
    ['not `new`', 'use(new(T), x)', ['int'], ['use', 'new(T)', 'x <- int']],
    [
      'a literal that became an interface',
      'use(1, x)',
      ['interface {}(int) = interface {}(int) 1', 'string'],
      ['use', '1 <- interface {}(int)', 'x <- string'],
    ],
    ['a composite literal, apart', 'use(T{a, 1})', ['int'], ['use', 'T{a, 1} {a <- int; 1}']],
    ['a composite literal, whole', 'use(T{a, b})', ['main.T'], ['use', 'T{a, b} <- main.T']],
    ['a map, whole', 'use(map[string]int{"a": n})', ['map[string]int'], ['use', 'map[string]int{"a": n} <- map[string]int']],
    ['behind the dictionary of a generic function', 'use(x)', ['*[3]uintptr', 'int'], ['use', 'x <- int']],
    ['none where there are more than parts', 'use(x)', ['int', 'int', 'int'], undefined],
    ['none where something computed was not captured', 'use(open())', [], undefined],
    ['none where a literal would hold another type', 'use(1)', ['string', 'string'], undefined],
  ];
  for (const [title, call, held, pairs, more = {}] of table)
    it(`${title}: ${call}`, async () => {
      const [statement] = await read(`defer ${call}`);
      assert.ok(statement);
      const found = alignCaptures({
        callee: statement.callee,
        arguments: statement.arguments,
        captured: captured(...held),
        isMethod: undefined,
        isIndirect: false,
        isConstant: () => false,
        ...more,
      });
      assert.deepEqual(found?.parts.map(write), pairs);
    });

  it('gives up on a call that nobody could read', async () => {
    const [statement] = await read(`defer use(${Array.from({ length: 64 }, () => '1').join(', ')})`);
    assert.ok(statement);
    const query = { captured: [], isMethod: false, isIndirect: false, isConstant: () => false };
    assert.equal(alignCaptures({ ...query, callee: statement.callee, arguments: statement.arguments }), undefined);
    assert.notEqual(alignCaptures({ ...query, callee: statement.callee, arguments: statement.arguments.slice(1) }), undefined);
  });
});
