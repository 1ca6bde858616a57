import assert from 'node:assert/strict';
import { Session, type Profiler } from 'node:inspector';
import { runInThisContext } from 'node:vm';
import { bindingsExpression } from '../../../../../src/languages/javascript/values/bindingsExpression.ts';

const MANY = 20_000;
const fill = <T extends object>(value: T): T => {
  for (let at = 0; at < MANY; at++) (value as Record<string, number>)[`key${at}`] = at;
  return value;
};

/** A text that, in the minified code, only the function that lists all fields has. */
const MARK = '"isMany":!1';

class Wide {
  readonly #own = 1;
  get own(): number {
    return this.#own;
  }
}

/** How often the probe makes the engine list all fields of an object while an expression is evaluated, counted by the engine's profiler. */
async function countWalks(expression: string): Promise<{ readonly walks: number; readonly answer: string }> {
  const session = new Session();
  const post = (method: string, params: object = {}): Promise<object> =>
    new Promise((resolve, reject) => {
      session.post(method, params, (error, result) => {
        if (error === null) resolve(result as object);
        else reject(new Error(JSON.stringify(error)));
      });
    });
  session.connect();
  try {
    await post('Profiler.enable');
    await post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    const answer = runInThisContext(expression, { filename: 'walks.js' }) as string;
    const { result } = (await post('Profiler.takePreciseCoverage')) as Profiler.TakePreciseCoverageReturnType;
    const [walk] = result
      .filter(({ url }) => url === 'walks.js')
      .flatMap(({ functions }) => functions.flatMap(({ ranges: [whole] }) => (whole === undefined ? [] : [whole])))
      .filter(({ startOffset, endOffset }) => expression.slice(startOffset, endOffset).includes(MARK))
      .sort((one, other) => one.endOffset - one.startOffset - (other.endOffset - other.startOffset));
    assert.ok(walk !== undefined && walk.endOffset - walk.startOffset < 1000, 'the function that lists fields was not found');
    return { walks: walk.count, answer };
  } finally {
    session.disconnect();
  }
}

describe('an object of very many fields', () => {
  afterEach(() => {
    delete (globalThis as { walked?: object }).walked;
  });

  const table: readonly (readonly [title: string, value: object, text: string, walks: number])[] = [
    ['a plain one', fill({ a: 1 }), '{a: 1, key0: 0, key1: 1, key2: 2, key3: 3, …}', 1],
    [
      'one that may have private fields, of which the engine would be asked',
      fill(new Wide()),
      'Wide {key0: 0, key1: 1, key2: 2, key3: 3, key4: 4, …}',
      1,
    ],
    ['an array', fill([1, 2]), '(2) [1, 2]', 0],
    ['a typed array', new Uint8Array(MANY), `Uint8Array(${MANY}) [${'0, '.repeat(20)}…]`, 0],
    ['a map', fill(new Map([[1, 2]])), 'Map(1) {1 => 2}', 0],
    ['a set', fill(new Set([1])), 'Set(1) {1}', 0],
    ['a date', fill(new Date(0)), 'Date 1970-01-01T00:00:00.000Z', 0],
    ['a function', fill(() => 1), '() => 1', 0],
  ];
  for (const [title, value, text, walks] of table)
    it(`is listed ${walks === 0 ? 'never' : 'once'}: ${title}`, async () => {
      (globalThis as { walked?: object }).walked = value;
      const found = await countWalks(bindingsExpression(['walked'], []));
      const {
        bindings: [binding],
      } = JSON.parse(found.answer) as {
        readonly bindings: readonly [{ readonly value: { readonly text: string; readonly describable?: true } }];
      };
      assert.deepEqual(
        { text: binding.value.text, describable: binding.value.describable, walks: found.walks },
        { text, describable: undefined, walks },
      );
    });
});
