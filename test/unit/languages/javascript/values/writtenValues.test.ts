import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mentionsRecover, writeCall, writeValue } from '../../../../../src/languages/javascript/values/writtenValues.ts';
import type { WireCleanup, WireValue, WireValueType } from '../../../../../src/languages/javascript/wire/javascriptReading.ts';

const value = (type: WireValueType, text: string, cut = false): WireValue => ({ type, text, cut });
const text = (words: string): WireValue => value('string', words);
const number = (n: number): WireValue => value('number', String(n));

function cleanup(more: Partial<WireCleanup> & { readonly name?: string; readonly source?: string } = {}): WireCleanup {
  const { name = 'close', source = `function ${name}(a, b) {}`, ...rest } = more;
  const args = rest.args ?? [];
  return { id: 1, state: 'pending', kind: 'defer', fn: { name, source }, args, argCount: args.length, ...rest };
}

describe('writeValue', () => {
  const table: readonly (readonly [string, WireValue, string])[] = [
    ['a string is quoted', text('a'), '"a"'],
    ['quotes and backslashes are escaped', text('a"b\\c'), '"a\\"b\\\\c"'],
    ['a cut string says so', value('string', 'abc', true), '"abc…"'],
    ['line breaks stay on the line', text('a\nb\u2028c'), '"a\\nb\\u{2028}c"'],
    ['an empty string is seen', text(''), '""'],
    ['a number is as it is', number(-1.5), '-1.5'],
    ['an object is its preview', value('object', 'Connection {id: 7}'), 'Connection {id: 7}'],
    ['an object that hides text does not', value('object', '{\u202ea: 1}'), '{\\u{202e}a: 1}'],
  ];
  for (const [name, given, expected] of table)
    it(name, () => {
      assert.equal(writeValue(given), expected);
    });
});

describe('writeCall', () => {
  const long = 'x'.repeat(50);
  const table: readonly (readonly [string, WireCleanup, string, string])[] = [
    ['without arguments', cleanup(), 'close()', 'close'],
    ['with values', cleanup({ args: [text('a'), number(2)] }), 'close("a", 2)', 'close'],
    ['with more arguments than were sent', cleanup({ args: [number(1)], argCount: 30 }), 'close(1, …)', 'close'],
    [
      'with a value that is too long: as it is written',
      cleanup({ args: [text(long), number(2)], name: 'closeConnection' }),
      'closeConnection(a, b)',
      'closeConnection',
    ],
    ['with more long values than parameters', cleanup({ args: [text(long), text(long), text(long)] }), 'close(a, b, …)', 'close'],
    [
      'of a native function with a long value',
      cleanup({ args: [text(long), text(long)], name: 'log', source: 'function log() { [native code] }' }),
      'log(…, …)',
      'log',
    ],
    ['with a name that is too long', cleanup({ name: 'n'.repeat(80) }), `${'n'.repeat(59)}…()`.slice(0, 59) + '…', `${'n'.repeat(59)}…`],
    [
      'of an arrow function',
      cleanup({ name: '', source: '() => {\n  undo();\n  redo();\n}' }),
      '() => { undo(); redo(); }',
      '() => { undo(); redo(); }',
    ],
    [
      'of a long arrow function',
      cleanup({ name: '', source: `() => ${'y'.repeat(100)}` }),
      `() => ${'y'.repeat(53)}…`,
      `() => ${'y'.repeat(53)}…`,
    ],
    ['of a function without name and text', cleanup({ name: '', source: '' }), '(anonymous function)', '(anonymous function)'],
    [
      'of a function whose name only its text has',
      cleanup({ name: '', source: 'async function  flush(a) {}', args: [number(1)] }),
      'flush(1)',
      'flush',
    ],
    ['of a bound function', cleanup({ name: 'bound close', source: 'function () { [native code] }' }), 'bound close()', 'bound close'],
    ['with a name in two lines', cleanup({ name: 'a\nb' }), 'a\\nb()', 'a\\nb'],
    [
      'of a resource',
      cleanup({ kind: 'use', name: '[Symbol.dispose]', receiver: value('object', 'Connection {id: 7}') }),
      'Connection[Symbol.dispose]()',
      'Connection[Symbol.dispose]',
    ],
    [
      'of a resource on Node 20',
      cleanup({ kind: 'use', name: '[nodejs.dispose]', receiver: value('object', 'Lock', true) }),
      'Lock[Symbol.dispose]()',
      'Lock[Symbol.dispose]',
    ],
    [
      'of an awaited resource',
      cleanup({ kind: 'use', name: '[Symbol.asyncDispose]', receiver: value('object', 'Pool {}') }),
      'Pool[Symbol.asyncDispose]()',
      'Pool[Symbol.asyncDispose]',
    ],
    [
      'of a resource by its method',
      cleanup({ kind: 'use', name: 'close', receiver: value('object', 'Pool {}') }),
      'Pool.close()',
      'Pool.close',
    ],
    [
      'of a plain resource',
      cleanup({ kind: 'use', name: 'close', receiver: value('object', '{id: 7}') }),
      'resource.close()',
      'resource.close',
    ],
    [
      'of a resource without a name',
      cleanup({ kind: 'use', name: '', source: '() => {}', receiver: value('object', '{}') }),
      'resource[Symbol.dispose]()',
      'resource[Symbol.dispose]',
    ],
    ['of no resource', cleanup({ kind: 'use', name: '', source: '', receiver: value('null', 'null') }), 'use(null)', 'use'],
    ['with a label', cleanup({ label: 'roll back', args: [number(7)] }), 'roll back: close(7)', 'close'],
    [
      'with a label, of an arrow function',
      cleanup({ label: 'roll back', name: '', source: '() => undo()' }),
      'roll back: () => undo()',
      '() => undo()',
    ],
    ['with a label in two lines', cleanup({ label: 'one\ntwo' }), 'one\\ntwo: close()', 'close'],
    ['with a label that is too long', cleanup({ label: 'l'.repeat(100) }), `${'l'.repeat(59)}…`, 'close'],
    ['with an empty label', cleanup({ label: '' }), 'close()', 'close'],
  ];
  for (const [name, given, label, callee] of table)
    it(name, () => {
      assert.deepEqual(writeCall(given), { label, callee });
    });

  it('is one visible line that is never empty, for anything', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom('', ' ', '\n', 'close', '[x]', 'function f(a, b) {}', '() => {}', '\u202e'),
    );
    const anyValue = fc.record({
      type: fc.constantFrom<WireValueType>('string', 'object', 'number', 'null', 'function'),
      text: anyText,
      cut: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.record(
          {
            label: anyText,
            name: anyText,
            source: anyText,
            kind: fc.constantFrom<WireCleanup['kind']>('defer', 'use', 'adopt', 'onError'),
            receiver: anyValue,
            args: fc.array(anyValue, { maxLength: 4 }),
          },
          { requiredKeys: ['name', 'source', 'kind'] },
        ),
        (made) => {
          const { label, callee } = writeCall(cleanup(made));
          for (const words of [label, callee]) {
            assert.ok(words.length > 0 && words.length <= 90, JSON.stringify(words));
            assert.doesNotMatch(words, /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202e]/u);
          }
          assert.ok(label.length <= 60);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('mentionsRecover', () => {
  for (const [source, expected] of [
    ['() => s.recover()', true],
    ['() => { const e = s . recover ( ); }', true],
    ['(s) => s\n  .recover()', true],
    ['() => s?.recover()', true],
    ['() => recovered()', false],
    ['() => s.recovery()', false],
    ['() => recover()', false],
    ['', false],
  ] as const)
    it(`${JSON.stringify(source)}: ${expected}`, () => {
      assert.equal(mentionsRecover(source), expected);
    });
});
