import assert from 'node:assert/strict';
import * as vm from 'node:vm';
import { holdExpression, readExpression } from '../../../../../src/languages/javascript/values/expression.ts';
import { asReading, cleanupOf, doorOf, libraryOf, scopeOf, withDoor } from './door.ts';

describe('a holder of live values', () => {
  const first = { id: 1, toString: () => assert.fail('described itself') };
  const door = doorOf(
    libraryOf([
      scopeOf({ id: 3, cleanups: [cleanupOf({ id: 9, args: ['text', first] }), cleanupOf({ id: 8, kind: 'use', receiver: first })] }),
    ]),
  );
  const hold = (...places: Parameters<typeof holdExpression>[0]): unknown =>
    withDoor(door, () => vm.runInThisContext(holdExpression(places)) as unknown);

  it('is a function, which no debugger asks to describe itself', () => {
    const held = hold(
      { library: 0, scope: 3, cleanup: 9, at: 1 },
      { library: 0, scope: 3, cleanup: 8, at: 'receiver' },
      { library: 0, scope: 3, cleanup: 7, at: 0 },
    );
    assert.equal(typeof held, 'function');
    assert.deepEqual(Object.keys(held as object), [], 'nor what it holds: js-debug goes through the enumerable properties');
    assert.deepEqual(
      [0, 1, 2].map((at) => Object.getOwnPropertyDescriptor(held, at)?.value as unknown),
      [first, first, undefined],
    );
  });

  it('holds a page at the most', () => {
    const held = hold(...Array.from({ length: 150 }, () => ({ library: 0, scope: 3, cleanup: 9, at: 0 }))) as object;
    assert.deepEqual(
      [99, 100].map((at) => at in held),
      [true, false],
    );
  });
});

describe('values in a realm of which Node does not say what they are', () => {
  const answerIn = (prepare: string): string => {
    const context = vm.createContext({});
    const read = (text: string): unknown => vm.runInContext(text, context) as unknown;
    read(`${prepare};globalThis[Symbol.for('deferscope.door')] = { version: 1, libraries: [{ name: 'made by hand', version: '1.0.0', read: () => ({ scopeCount: 1, scopes: [{
      id: 1, kind: 'object', async: false, state: 'open', failures: [], pending: 1, cleanups: [{ id: 1, state: 'pending', kind: 'defer', fn() {}, args: [new Map([[1, 2]]), { a: 1 }, Symbol('s'), 7] }] }] }) }] }`);
    return read(readExpression()) as string;
  };
  const argumentsIn = (prepare: string): readonly { readonly text: string; readonly describable?: boolean }[] =>
    asReading(answerIn(prepare)).libraries[0]?.scopes[0]?.cleanups[0]?.args ?? [];

  it('are left to the engine', () => {
    assert.deepEqual(
      argumentsIn('').map(({ text, describable = false }) => [text, describable]),
      [
        ['object', true],
        ['object', true],
        ['Symbol(s)', false],
        ['7', false],
      ],
    );
  });

  it('unless the program makes the stacks of errors itself: the engine reads the one of an error that it comes across', () => {
    assert.deepEqual(
      argumentsIn('Error.prepareStackTrace = () => 1').map(({ text, describable = false }) => [text, describable]),
      [
        ['object', false],
        ['object', false],
        ['Symbol(s)', false],
        ['7', false],
      ],
    );
  });

  it('or has replaced what js-debug calls before it describes anything, and by which a library is found', () => {
    assert.deepEqual(JSON.parse(answerIn('const own = Symbol.for; Symbol.for = (key) => own(key)')), {
      wire: 1,
      door: 'none',
      replaced: ['Symbol.for'],
    });
  });
});
