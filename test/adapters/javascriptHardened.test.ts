import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Looking } from './javascriptLooking.ts';
import type { Look } from './javascriptTrace.ts';
import { installFew } from './untouched/packages.ts';

const LOCKDOWNS = ['lockdown()', "lockdown({ errorTaming: 'unsafe', consoleTaming: 'unsafe', overrideTaming: 'severe' })"];

const writeProgram = (ses: string, lockdown: string): string => `import ${JSON.stringify(ses)};
export async function main() {
  ${lockdown};
  const make = (name) => ({ name, [Symbol.dispose]() { if (name === 'stop') debugger; } });
  function clean(x) {}
  async function work() {
    using file = make('stop');
    using stack = new DisposableStack(); stack.use(make('in stack')); stack.defer(function tidy() {}); stack.adopt(harden({ id: 1 }), clean);
    const own = new DisposableStack(); own.defer(clean);
    try { await null; debugger; } finally { own.dispose(); }
  }
  await work();
  const c = new Compartment({ globals: { make, pause: () => { debugger; } }, __options__: true });
  c.evaluate("(() => { using inner = make('inner'); pause(); })()");
}
`;

const UNKNOWN = 'which using declarations and finally blocks are open is not known: the program has locked or replaced Error';
const PROBLEM =
  'The call stack could not be read, because the program has locked or replaced Error: open using declarations and finally blocks are not shown';
const OTHERS = 'Other waiting async functions may hold resources: a debugger reaches only those that the paused code returns to';

describe('JavaScript programs that ses has locked down', function () {
  this.timeout(240_000);
  let folder = '';

  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'deferscope-ses-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('show what stacks hold, and say where the rest is not known', async () => {
    const ses = pathToFileURL(path.join(await installFew(), 'ses/index.js')).href;
    const looking = new Looking();
    await looking.prepare();
    const seen = await Promise.all(
      LOCKDOWNS.map((lockdown, at) =>
        looking.run({
          how: 'native',
          sources: [{ name: 'locked', text: writeProgram(ses, lockdown) }],
          folder: path.join(folder, String(at)),
          most: 20,
          seed: 1,
          everywhere: true,
        }),
      ),
    );
    for (const [run] of seen) {
      assert.deepEqual(run?.errors, []);
      assert.deepEqual(run.looks.map(rowsOf), [
        [`work: ${UNKNOWN}`, 'own: clean()', 'stack: clean({id: 1}), tidy(), resource[Symbol.dispose]()', PROBLEM],
        [`[Symbol.dispose]: ${UNKNOWN}`, PROBLEM],
        [`pause: ${UNKNOWN}`, PROBLEM, OTHERS],
      ]);
    }
  });
});

function rowsOf({ failed, stacks, problems }: Look): string[] {
  if (failed !== undefined) return [failed];
  const scopes = stacks.flatMap((stack) => stack.scopes);
  return [
    ...scopes.map(({ name, cleanups, notes = [] }) => `${name}: ${[...cleanups.map(({ label }) => label), ...notes].join(', ')}`),
    ...problems,
  ];
}
