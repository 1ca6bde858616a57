import assert from 'node:assert/strict';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../unit/schema.ts';
import { LIBRARY, lookInSuite } from './javascriptLooking.ts';
import type { Look } from './javascriptTrace.ts';
import { EXPECTED } from './javascriptValues.ts';

const KINDS = pathToFileURL(path.join(ROOT, 'test/debuggees/javascript/values/kinds.mjs')).href;

/** A declaration reads the method of these, which counts as touching them, or they cannot have a method. */
const NO_RESOURCE = new Set(['trapped', 'revoked', 'underProxy', 'namespace', 'null']);
const PRIMITIVES = new Set([
  'symbol',
  'symbolEmpty',
  'symbolRegistered',
  'symbolWellKnown',
  'bigint',
  'bigBig',
  'bigHuge',
  'negativeZero',
  'nan',
  'infinity',
  'float',
  'large',
  'longString',
  'lone',
  'rtl',
  'emoji',
  'lines',
  'emptyString',
  'zero',
  'control',
  'undefined',
  'null',
  'true',
  'integer',
  'temporal',
]);
const names = Object.keys(EXPECTED);
const half = Math.ceil(names.length / 2);

const HEAD = `import { run } from ${JSON.stringify(LIBRARY)};
import { kinds, touched } from ${JSON.stringify(KINDS)};
function release(_value) {}
const names = ${JSON.stringify(names)};
const unlisted = Object.keys(kinds).filter((name) => !names.includes(name)).join();
`;

/**
 * Ways to register every kind of value. What was touched, and the kinds that the table is missing, are captured last, so they run first.
 */
const ways: Readonly<Record<string, string>> = {
  'a deferred call of the library': `${HEAD}export async function main() {
  run((first) => run((second) => {
    for (const name of names.slice(${half})) first.defer(release, kinds[name]);
    for (const name of names.slice(0, ${half})) second.defer(release, kinds[name]);
    debugger;
    run((last) => { last.defer(release, touched.join() + unlisted); debugger; });
  }));
}`,
  'a disposable stack': `${HEAD}export async function main() {
  using first = new DisposableStack();
  using second = new DisposableStack();
  for (const name of names.slice(${half})) first.adopt(kinds[name], release);
  for (const name of names.slice(0, ${half})) second.adopt(kinds[name], release);
  debugger;
  using last = new DisposableStack();
  last.adopt(touched.join() + unlisted, release);
  debugger;
}`,
};

function declare(some: readonly string[]): string {
  return some.map((name) => `using ${name}_ = kinds.${name};`).join(' ');
}

const resources = names.filter((name) => !NO_RESOURCE.has(name));
const USING = `${HEAD}
Object.defineProperty(Object.prototype, Symbol.dispose, { configurable: true, value() {} });
Object.defineProperty(kinds.nullPrototype, Symbol.dispose, { configurable: true, value() {} });
const isResource = (name) => (typeof kinds[name] === 'object' && kinds[name] !== null) || typeof kinds[name] === 'function';
for (const name of names) if (!isResource(name)) kinds[name] = null;
function more() { ${declare(resources.slice(half))} debugger; using last = { text: touched.join() + unlisted }; debugger; }
export async function main() { ${declare(resources.slice(0, half))} more(); delete Object.prototype[Symbol.dispose]; }`;

/** A file that another realm runs: Node's own type checks are not available there. */
const IN_CONTEXT = `{
  class Conn { #secret = 7; name = 'db'; [Symbol.dispose]() {} }
  using conn = new Conn();
  using proxy = new Proxy({ [Symbol.dispose]() {} }, {});
  using plain = { a: 1, [Symbol.dispose]() {} };
  using map = Object.assign(new Map([[1, 2]]), { [Symbol.dispose]() {} });
  debugger;
}`;
const CONTEXT = `import { writeFileSync } from 'node:fs';
import * as vm from 'node:vm';
export async function main() {
  const file = new URL('./inContext.js', import.meta.url);
  writeFileSync(file, ${JSON.stringify(IN_CONTEXT)});
  vm.runInContext(${JSON.stringify(IN_CONTEXT)}, vm.createContext({ deferscopeTrace, deferscopeActivationOf }), { filename: file.href });
}`;

describe('Values of every kind', function () {
  this.timeout(120_000);
  const looking = lookInSuite('values');

  const look = async (name: string, text: string): Promise<readonly Look[]> => {
    const [seen] = await looking.run({ how: 'native', sources: [{ name, text }], folder: name, most: 5, seed: 1, everywhere: true });
    return seen?.looks ?? [];
  };
  const rowsOf = (seen: Look | undefined): string[] => {
    if (seen?.failed !== undefined) return [seen.failed];
    return (seen?.stacks ?? []).flatMap(({ scopes }) =>
      scopes.flatMap(({ cleanups }) => cleanups.map((cleanup) => mask(cleanup.arguments.map(({ value }) => value).join()))),
    );
  };

  for (const [at, [name, text]] of Object.entries(ways).entries())
    it(name, async () => {
      const [first, second] = await look(`way${at}`, text);
      const rows = rowsOf(first);
      // Cleanups run in the reverse order of their registration.
      const shown = Object.fromEntries(
        [...names.slice(half), ...names.slice(0, half)].map((kind, place) => [kind, rows[names.length - 1 - place]]),
      );
      assert.deepEqual(shown, EXPECTED);
      assert.equal(rowsOf(second)[0], '""', 'nothing was touched, and no kind is missing');
    });

  it('a using declaration', async () => {
    const [first, second] = await look('using', USING);
    assert.equal(first?.failed, undefined);
    const shown = Object.fromEntries(argumentsOf(first).map(({ name = '', value }) => [name.replace(/_$/, ''), mask(value)]));
    const expected = Object.entries(EXPECTED).filter(([name]) => !NO_RESOURCE.has(name) && !PRIMITIVES.has(name));
    assert.deepEqual(shown, Object.fromEntries(expected));
    assert.equal(argumentsOf(second)[0]?.value, '{text: ""}', 'nothing was touched, and no kind is missing');
  });

  it('in a realm without Node: the engine says what they are', async () => {
    const [seen] = await look('context', CONTEXT);
    assert.deepEqual(
      argumentsOf(seen).map(({ name, value }) => `${name ?? ''} = ${value}`),
      ['map = Map(1) {size: 1, 1 => 2}', 'plain = {a: 1}', 'proxy = Proxy(Object) {}', 'conn = Conn {#secret: 7, name: "db"}'],
    );
  });

  it('in a realm without Node: stacks of the language are there, and what they hold is not known', async () => {
    const [seen] = await look(
      'contextStack',
      CONTEXT.replaceAll(
        JSON.stringify(IN_CONTEXT),
        JSON.stringify(`{
  const stack = new DisposableStack(), gone = new DisposableStack(), proxy = new Proxy(stack, {}), own = { use() {}, disposed: false };
  stack.defer(() => {}); gone.defer(() => {}); gone.dispose(); try { proxy.defer(() => {}); } catch {} own.use();
  debugger;
}`),
      ).replaceAll('inContext.js', 'inContextStack.js'),
    );
    assert.deepEqual(
      seen?.stacks[0]?.scopes.map(({ name, unknown }) => [name, unknown]),
      [['stack (DisposableStack)', true]],
    );
  });
});

function argumentsOf(seen: Look | undefined): readonly { readonly name?: string; readonly value: string }[] {
  return (seen?.stacks ?? []).flatMap(({ scopes }) => scopes.flatMap(({ cleanups }) => cleanups.flatMap((cleanup) => cleanup.arguments)));
}

function mask(value: string): string {
  return value.replace(/_idleStart: \d+/, '_idleStart: N');
}
