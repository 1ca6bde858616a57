import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../unit/schema.ts';
import { Looking, type Seen } from './javascriptLooking.ts';

const PROGRAMS = path.join(ROOT, 'test/debuggees/javascript/evaluated');
const read = (name: string): { readonly name: string; readonly text: string } => ({
  name,
  text: readFileSync(path.join(PROGRAMS, `${name}.mjs`), 'utf8').replace(
    "'./topLevel.mjs'",
    `'${pathToFileURL(path.join(PROGRAMS, 'topLevel.mjs')).href}'`,
  ),
});

const OUTER = 'main: outer[Symbol.dispose]() {name: "outer"}';

describe('JavaScript functions that an evaluation would change', function () {
  this.timeout(120_000);
  const looking = new Looking();
  let folder = '';
  let seen: ReadonlyMap<string, Seen> = new Map();

  before(async () => {
    await looking.prepare();
    folder = mkdtempSync(path.join(os.tmpdir(), 'deferscope-evaluated-'));
    // The program itself checks that it behaves the same without a debugger.
    const runs = await looking.run({
      how: 'native',
      sources: ['table', 'resources'].map(read),
      folder: path.join(folder, 'programs'),
      most: 1000,
      seed: 1,
      everywhere: true,
    });
    seen = new Map(runs.map((run) => [path.basename(run.file, '.mjs'), run]));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('do what they do without a debugger, and are read', () => {
    const { looks = [], errors = [] } = seen.get('table') ?? {};
    assert.ok(looks.length > 40, `${looks.length} stops`);
    assert.deepEqual(
      looks.filter(({ failed }) => failed !== undefined),
      [],
    );
    const told = JSON.parse(/^main: Error: (.*)$/s.exec(errors[0] ?? '')?.[1] ?? '{}') as Record<string, string>;
    assert.deepEqual(
      Object.entries(told).filter(([name]) => /super\(\) (?:while|in)|, .*too early$/.test(name)),
      [
        ['super() while an arrow has this', 'object'],
        ['super() in an arrow', 'object'],
        ['super() in eval', 'object'],
        ['super() while the arrow in its arguments is paused', 'object'],
        ['super() while the class above is paused', 'object'],
        ['super() while a class further above is paused', 'object'],
        ['let, too early', 'ReferenceError'],
        ['let, assigned too early', 'ReferenceError'],
        ['const, assigned too early', 'ReferenceError'],
        ['typeof, too early', 'ReferenceError'],
        ['a parameter, too early', 'ReferenceError'],
        ['a generator, too early', 'ReferenceError'],
        ['an async function, too early', 'ReferenceError'],
        ['a module, too early', 'ReferenceError'],
      ],
    );
  });

  it('show what they hold all the same', () => {
    const { looks = [], errors } = seen.get('resources') ?? {};
    assert.deepEqual(errors, ['main: Error: function outer']);
    assert.deepEqual(
      looks.map(({ stacks }) =>
        (stacks[0]?.scopes ?? []).flatMap(({ name, cleanups }) =>
          cleanups.map((cleanup) => `${name}: ${cleanup.label} ${cleanup.arguments[0]?.value ?? ''}`),
        ),
      ),
      [
        ['Derived: early[Symbol.dispose]() {name: "early"}', OUTER],
        ['Derived: early[Symbol.dispose]() {name: "early"}', OUTER],
        ['Derived: late[Symbol.dispose]() {name: "late"}', 'Derived: early[Symbol.dispose]() {name: "early"}', OUTER],
        ['tooEarly: held[Symbol.dispose]() {name: "held"}', OUTER],
      ],
    );
  });
});
