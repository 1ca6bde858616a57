import assert from 'node:assert/strict';
import {
  describeAllPending,
  describeArgument,
  describeCapture,
  describeCleanup,
  describeFailure,
  describeHiddenArguments,
  describeHistory,
  describeMarks,
  describePending,
  describeScope,
  describeStack,
  describeStatus,
  describeTurn,
  describeWhen,
  orderMark,
  ordinal,
  ordinalWord,
  sayCleanup,
  sayScope,
} from '../../../src/core/describe.ts';
import { baseName, shortLocation } from '../../../src/core/sourceName.ts';
import { inEnglish as t, type Translate } from '../../../src/core/translate.ts';
import type { PlacedCleanup } from '../../../src/core/runOrder.ts';
import type { Cleanup, CleanupScope, StackStatus } from '../../../src/core/snapshot.ts';
import { argument, cleanup, scope, stack } from './snapshots.ts';

function placed(one: Cleanup, around: CleanupScope = scope()): PlacedCleanup {
  const filled = { ...around, cleanups: [...around.cleanups, one] };
  return { cleanup: one, scope: filled, stack: stack({ scopes: [filled] }) };
}

describe('ordinals', () => {
  /** The English suffix, from the CLDR's ordinal plural rules. */
  const rules = new Intl.PluralRules('en', { type: 'ordinal' });
  const suffixes: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };

  it('are right from 1 to 1113', () => {
    for (let n = 1; n <= 1113; n++) assert.equal(ordinal(n, t), `${n}${suffixes[rules.select(n)] ?? ''}`);
  });

  it('are words up to ninth', () => {
    assert.deepEqual(
      Array.from({ length: 12 }, (_, at) => ordinalWord(at + 1, t)),
      ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', '10th', '11th', '12th'],
    );
  });
});

describe('sentences of a cleanup', () => {
  const place = { path: '/src/main.ts', line: 12 };
  const pending = (order: number): ReturnType<typeof cleanup> => cleanup({ order });
  const runs = (kind: 'function' | 'block' | 'object', order = 4): string =>
    describeWhen(placed(pending(order), scope({ kind, name: 'work' })), t);

  it('say when it runs', () => {
    assert.deepEqual(
      [runs('function'), runs('block'), runs('object'), runs('function', 1), runs('function', 22)],
      [
        'runs 4th when work returns',
        'runs 4th when the block of work ends',
        'runs 4th when work is disposed of',
        'runs next when work returns',
        'runs 22nd when work returns',
      ],
    );
    assert.equal(
      describeWhen(placed(pending(2), scope({ kind: 'object', ends: 'owner', name: 'stack' })), t, (name) => `<${name}>`),
      'runs when <stack> is disposed of: 2nd',
    );
    assert.equal(describeWhen(placed(cleanup({ state: 'running', order: 0 })), t), 'is running now');
    assert.equal(
      describeWhen(placed(pending(1), scope({ name: 'a`b' })), t, (name) => `<${name}>`),
      'runs next when <a`b> returns',
    );
  });

  it('say when one runs that runs only on failure, and what that means for those behind it', () => {
    const rollback = cleanup({
      order: 2,
      label: 'rollback()',
      when: 'failure',
      arguments: [argument({ name: 'db', value: '{…}' })],
      registeredAt: place,
    });
    assert.deepEqual(
      [
        describeWhen(placed(rollback, scope({ name: 'work' })), t),
        describeTurn(placed(rollback), t),
        orderMark(rollback, t),
        describeMarks(rollback, t),
        describeCleanup(rollback, t),
      ],
      ['runs when work ends', 'only on failure', '–', ['only on failure'], 'only on failure  db = {…}  main.ts:12'],
    );
    assert.equal(
      sayCleanup(placed(rollback, scope({ name: 'work' })), t),
      'Runs when work ends: rollback(), db is {…}, only on failure, registered at main.ts line 12',
    );
    const around = scope({ name: 'work', cleanups: [pending(1), rollback] });
    assert.deepEqual(
      [1, 2, 3].map((order) => describeWhen(placed(pending(order), around), t)),
      ['runs next when work returns', 'runs 2nd when work returns, or later on failure', 'runs 3rd when work returns, or later on failure'],
    );
    assert.equal(sayCleanup(placed(pending(2), around), t), 'Runs second, or later on failure: close()');
    const outer = { cleanup: pending(3), scope: scope({ id: '0:9', ends: 'owner', name: 's' }), stack: stack({ scopes: [around] }) };
    assert.equal(describeWhen(outer, t), 'runs when s is disposed of: 3rd');
  });

  it('say when a finally clause runs', () => {
    const clause = cleanup({
      kind: 'finally',
      order: 2,
      label: 'finally { close(); }',
      callee: { name: 'finally' },
      registeredAt: place,
      notes: ['lines 12 to 16'],
    });
    assert.deepEqual(
      [describeWhen(placed(clause), t), describeTurn(placed(clause), t), describeCleanup(clause, t)],
      ['runs 2nd when its try block ends', 'runs 2nd', 'main.ts:12  lines 12 to 16'],
    );
    assert.equal(sayCleanup(placed(clause), t), 'Runs second: finally { close(); }, lines 12 to 16, at main.ts line 12');
  });

  it('mark its place', () => {
    assert.equal(orderMark(pending(12), t), '12');
    assert.equal(orderMark(cleanup({ state: 'running', order: 0 }), t), 'now');
  });

  it('count', () => {
    assert.deepEqual(
      [0, 1, 10_000].map((n) => describePending(n, t)),
      ['nothing pending', '1 pending', '10000 pending'],
    );
  });

  const words: readonly (readonly [Parameters<typeof argument>[0], string, string])[] = [
    [{ name: 'r', value: '&{db 7}' }, 'r = &{db 7}', 'captured when registered'],
    [{ value: '7' }, '7', 'captured when registered'],
    [{ name: 'x', value: '42', capture: 'reference' }, 'x → 42', 'by reference: the value may still change before it runs'],
    [{ value: '42', capture: 'reference' }, '→ 42', 'by reference: the value may still change before it runs'],
    [{ name: 'n', value: '3', capture: 'literal' }, 'n = 3', 'written in the source'],
    [{ name: 'n', value: '', capture: 'unknown' }, 'n = unknown', 'not known'],
    [{ value: '', capture: 'unknown' }, 'unknown', 'not known'],
  ];
  for (const [given, text, capture] of words)
    it(`say ${text}`, () => {
      assert.deepEqual([describeArgument(argument(given), t), describeCapture(argument(given), t)], [text, capture]);
    });

  it('name the arguments that the label does not show', () => {
    const hidden = (label: string, ...values: string[]): string =>
      describeHiddenArguments(cleanup({ label, arguments: values.map((value, at) => argument({ name: 'abc'[at] ?? '', value })) }), t);
    assert.equal(hidden('close(7)', '7'), '');
    assert.equal(hidden('close(connection)', 'Connection {id: 7}'), 'a = Connection {id: 7}');
    assert.equal(hidden('close("x", b)', '"x"', '{…}'), 'b = {…}');
    assert.equal(hidden('close()', ''), '');
    assert.equal(hidden('alike(7, n)', '7', '7'), 'b = 7');
    assert.equal(hidden('report("7 of 7", 7)', '"7 of 7"', '7', '8'), 'c = 8');
    assert.equal(hidden('step7(list[7])', '7'), 'a = 7');
    assert.equal(hidden('a.add(7)', '7', '7'), 'a = 7');
    assert.equal(hidden('func(a int) { use(7) }(8)', '8', '7'), 'b = 7');
    assert.equal(hidden('keep("a long text", 7, and mo…', '"a long text"', '7', '9'), 'c = 9');
    assert.equal(hidden('close("x, 7)", b)', '7'), 'a = 7');
  });

  it('do not take a part of a word for the value', () => {
    const hidden = (label: string, value: string): string =>
      describeHiddenArguments(cleanup({ label, arguments: [argument({ name: 'a', value })] }), t);
    assert.equal(hidden('retry2(attempts)', '2'), 'a = 2');
    assert.equal(hidden('step 10: close(connection)', '1'), 'a = 1');
    assert.equal(hidden('nullify(target)', 'null'), 'a = null');
    assert.equal(hidden('close(12)', '12'), '');
    assert.equal(hidden('close(-1)', '-1'), '');
    assert.equal(hidden('close(1, 2)', '2'), '');
    assert.equal(hidden('关闭7(x)', '7'), 'a = 7');
  });

  it('say what else there is to know', () => {
    assert.deepEqual(describeMarks(cleanup(), t), []);
    assert.deepEqual(describeMarks(cleanup({ recovers: true, async: true, timeoutMs: 500, notes: ['a note'] }), t), [
      'can recover',
      'awaited',
      'at most 500 ms',
      'a note',
    ]);
    assert.equal(
      describeCleanup(
        cleanup({ label: 'close(c)', registeredAt: place, recovers: true, arguments: [argument({ name: 'c', value: '{…}' })] }),
        t,
      ),
      'c = {…}  main.ts:12  can recover',
    );
    assert.equal(describeCleanup(cleanup(), t), '');
  });

  it('are whole sentences for a screen reader', () => {
    const said = (more: Parameters<typeof cleanup>[0]): string => sayCleanup(placed(cleanup(more)), t);
    assert.equal(
      said({
        order: 2,
        label: 'r.Close()',
        registeredAt: { path: '/src/main.go', line: 19 },
        arguments: [argument({ name: 'r', value: '&{db 7}' })],
      }),
      'Runs second: r.Close(), r is &{db 7}, registered at main.go line 19',
    );
    assert.equal(said({ order: 12, label: 'f()' }), 'Runs 12th: f()');
    assert.equal(said({ order: 0, state: 'running', label: 'f()', recovers: true }), 'Runs now: f(), can recover');
    assert.equal(
      sayCleanup(placed(cleanup({ order: 2, label: 'f()' }), scope({ kind: 'object', ends: 'owner', name: 'stack' })), t),
      'Runs second when stack is disposed of: f()',
    );
    assert.equal(
      said({ label: 'f(1)', arguments: [argument({ value: '1' }), argument({ value: '2' })] }),
      'Runs first: f(1), 2',
      'nothing is said twice',
    );
    assert.equal(
      said({ label: 'f()', registeredAt: { path: 'C:\\app\\a:b.ts', line: 3 } }),
      'Runs first: f(), registered at a:b.ts line 3',
    );
  });
});

describe('sentences of stacks and scopes', () => {
  it('of a failure', () => {
    assert.deepEqual(
      [
        describeFailure({ kind: 'panic', value: '"boom"', recovered: false }, t),
        describeFailure({ kind: 'exception', value: 'Error: boom', recovered: false }, t),
        describeFailure({ kind: 'goexit', recovered: false }, t),
        describeFailure({ kind: 'exception', value: 'Error: boom', recovered: true }, t),
      ],
      ['panicking: "boom"', 'unwinding: Error: boom', 'Goexit', 'recovered: Error: boom'],
    );
  });

  it('of a scope, for a screen reader', () => {
    assert.equal(
      sayScope(scope({ name: 'work', total: 6, location: { path: '/src/main.ts', line: 30 } }), t),
      'work, at main.ts line 30, 6 pending',
    );
    assert.equal(sayScope(scope({ name: 'work', total: 0 }), t), 'work, nothing pending');
    assert.equal(
      sayScope(scope({ kind: 'object', ends: 'owner', name: 'stack', total: 2 }), t),
      'stack, 2 pending, ends when it is disposed of',
    );
    assert.equal(
      sayScope(scope({ kind: 'object', ends: 'owner', name: 'stack', cleanups: [cleanup({ state: 'running', order: 0 })] }), t),
      'stack, nothing pending, is being disposed of',
    );
  });

  it('of a status', () => {
    assert.deepEqual(
      [
        describeStatus({ kind: 'paused', reason: 'breakpoint' }, t),
        describeStatus({ kind: 'running' }, t),
        describeStatus({ kind: 'blocked', reason: 'chan receive' }, t),
        describeStatus({ kind: 'ended' }, t),
      ],
      ['', 'running', 'blocked: chan receive', 'ended'],
    );
  });

  it('of a stack', () => {
    assert.equal(
      describeStack(
        stack({ scopes: [scope({ total: 6 }), scope({ total: 2 })], failures: [{ kind: 'exception', value: 'x', recovered: false }] }),
        t,
      ),
      'unwinding: x · 8 pending',
    );
    assert.equal(describeStack(stack({ status: { kind: 'blocked', reason: 'awaiting' } }), t), 'blocked: awaiting · nothing pending');
    const waiting = (more: Partial<StackStatus>): StackStatus => ({ kind: 'blocked', reason: 'select', ...more });
    assert.deepEqual(
      [
        describeStack(stack({ status: waiting({ stops: 1 }), unread: {} }), t),
        describeStack(stack({ status: waiting({ stops: 3 }), unread: { pending: 2 } }), t),
        describeStack(stack({ status: waiting({ sinceMs: 999 }), unread: { pending: 0 } }), t),
        describeStack(stack({ status: waiting({ stops: 2, sinceMs: 120_000 }), unread: {} }), t),
      ],
      [
        'blocked: select',
        'blocked: select, 3 stops · 2 pending',
        'blocked: select · nothing pending',
        'blocked: select, 2 stops, at least 2 min',
      ],
    );
  });

  it('say of all stacks how many there are, as far as that is known', () => {
    const possible = [{ label: 'a()', registeredAt: { path: '/a/main.go', line: 3 } }];
    const two = stack({ scopes: [scope({ total: 2 })] });
    assert.deepEqual(
      [
        describeAllPending({ stacks: [two, two] }, t),
        describeAllPending({ stacks: [two, stack({ unread: { pending: 3 } })] }, t),
        describeAllPending({ stacks: [two, stack({ unread: {} })] }, t),
        describeAllPending({ stacks: [two], moreStacks: 5 }, t),
        describeAllPending({ stacks: [stack({ unread: {} })] }, t),
        describeAllPending({ stacks: [] }, t),
        describeAllPending({ stacks: [stack({ scopes: [scope({ possible })] })] }, t),
        describeAllPending({ stacks: [two, stack({ scopes: [scope({ possible })] })] }, t),
      ],
      [
        '4 pending',
        '5 pending',
        'at least 2 pending',
        'at least 2 pending',
        'some pending',
        'nothing pending',
        '1 possibly pending',
        '2 pending, 1 possibly pending',
      ],
    );
  });

  it('of a scope', () => {
    assert.equal(describeScope(scope({ total: 6, location: { path: '/a/main.go', line: 30 } }), t), 'main.go:30  6 pending');
    assert.equal(describeScope(scope(), t), 'nothing pending');
    assert.equal(describeScope(scope({ kind: 'object', ends: 'owner', total: 2 }), t), '2 pending  ends when it is disposed of');
    const possible = [{ label: 'a()', registeredAt: { path: '/a/main.go', line: 3 } }];
    assert.deepEqual(
      [describeScope(scope({ possible }), t), describeScope(scope({ total: 2, possible }), t)],
      ['1 possibly pending', '2 pending, 1 possibly pending'],
    );
  });

  it('says of a number behind what is not known that it may be a later one', () => {
    const later = (order: number): PlacedCleanup => placed(cleanup({ order, orLater: true }), scope({ kind: 'function', name: 'main' }));
    assert.deepEqual([describeWhen(later(1), t), describeTurn(later(3), t)], ['runs 1st or later when main returns', 'runs 3rd or later']);
    assert.match(sayCleanup(later(2), t), /^Runs second or later: /);
  });

  it('does not say of what is not known that nothing is pending', () => {
    const unknown = scope({ unknown: true });
    const all = (...scopes: CleanupScope[]): string => describeAllPending({ stacks: [stack({ scopes })] }, t);
    assert.equal(describeScope(unknown, t), 'what is pending is not known');
    assert.deepEqual([all(unknown), all(unknown, scope({ total: 2 }))], ['what is pending is not known', 'at least 2 pending']);
    assert.equal(describeAllPending({ stacks: [stack({ scopes: [unknown] })], moreStacks: 1 }, t), 'some pending');
    const deep = (...scopes: readonly CleanupScope[]): string => describeAllPending({ stacks: [stack({ moreFrames: true, scopes })] }, t);
    assert.deepEqual([deep(), deep(scope({ total: 2 }))], ['what is pending is not known', 'at least 2 pending']);
  });

  it('of what ran', () => {
    const entry = { id: '1', scope: '1', label: 'f()' } as const;
    assert.equal(describeHistory({ ...entry, state: 'done' }, t), '');
    assert.equal(
      describeHistory({ ...entry, state: 'failed', error: 'Error: x', registeredAt: { path: '/a.ts', line: 1 } }, t),
      'failed: Error: x  a.ts:1',
    );
    assert.equal(describeHistory({ ...entry, state: 'skipped' }, t), 'skipped: the scope did not fail');
  });
});

describe('translate', () => {
  it('fills in values by their place, whatever they are', () => {
    assert.equal(t('{1} after {0}, {0}', 'a', 2), '2 after a, a');
    assert.equal(t('{0} and {1}', 'only one'), 'only one and {1}');
    assert.equal(t('{0}', '{1} $& $1'), '{1} $& $1');
  });

  it('is all that a sentence goes through', () => {
    const asked: string[] = [];
    const spy: Translate = (sentence, ...values) => {
      asked.push(sentence);
      return t(sentence, ...values);
    };
    assert.equal(ordinal(3, spy), '3rd');
    assert.deepEqual(asked, ['{0}rd']);
  });
});

describe('source names', () => {
  for (const [path, expected] of [
    ['/a/b.ts', 'b.ts'],
    ['C:\\a\\b.ts', 'b.ts'],
    ['https://x.org/a/b.js', 'b.js'],
    ['b.ts', 'b.ts'],
    ['/a/', '/a/'],
    ['', ''],
  ] as const)
    it(`${JSON.stringify(path)}: ${JSON.stringify(expected)}`, () => {
      assert.equal(baseName(path), expected);
    });

  it('are one line of visible text, whatever the program calls its scripts', () => {
    assert.equal(shortLocation({ path: '/a/evil\n  1  rm()  \u202ex.ts', line: 3 }), 'evil\\n  1  rm()  \\u{202e}x.ts:3');
    assert.ok(shortLocation({ path: 'n'.repeat(4000), line: 3 }).length < 100);
  });
});
