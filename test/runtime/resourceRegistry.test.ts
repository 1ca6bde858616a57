// What is in the door beside the scopes: resources and concerns.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { scope, type DoorConcern, type DoorResource } from '../../src/runtime/deferscope.ts';
import { announceConcerns, announceResource, type ReadableResource, withdrawResource } from '../../src/runtime/door/resourceRegistry.ts';
import { findOwnLibrary } from './ownLibrary.ts';

const ALL = { scopes: 0, cleanups: 0, resources: 1000, entries: 1000 };
const library = findOwnLibrary();

class Fake implements ReadableResource {
  asked: number[] = [];
  readonly id: number;

  constructor(
    readonly kind: DoorResource['kind'] = 'guard',
    readonly answer: () => Partial<DoorResource> = () => ({}),
  ) {
    this.id = announceResource(this);
  }

  readForDoor({ entries }: { readonly entries: number }): Omit<DoorResource, 'id'> {
    this.asked.push(entries);
    return { kind: this.kind, state: 'open', facts: [{ name: 'held', value: 1 }], entries: [], entryCount: 0, ...this.answer() };
  }
}

function list(query: object = {}): readonly DoorResource[] {
  return library.read({ ...ALL, ...query }).resources ?? [];
}

describe('door: resources', () => {
  it('are read only when the query asks for them', () => {
    const one = new Fake();
    const { resources, resourceCount, concerns } = library.read({ scopes: 9, cleanups: 9 });
    assert.deepEqual([resources, resourceCount, concerns, one.asked], [undefined, undefined, undefined, []]);
    withdrawResource(one.id);
  });

  it('come in the order in which they were made, each with its own id and the number of entries that is wanted', () => {
    const some = [new Fake('guard'), new Fake('pool'), new Fake('guard')];
    const found = list({ entries: 7 });
    assert.deepEqual(
      found.map(({ id, kind }) => [id, kind]),
      [
        [some[0]?.id, 'guard'],
        [some[1]?.id, 'pool'],
        [some[2]?.id, 'guard'],
      ],
    );
    assert.deepEqual(
      some.map(({ asked }) => asked),
      [[7], [7], [7]],
    );
    assert.deepEqual(found[0], {
      id: some[0]?.id,
      kind: 'guard',
      state: 'open',
      facts: [{ name: 'held', value: 1 }],
      entries: [],
      entryCount: 0,
    });
    for (const { id } of some) withdrawResource(id);
    assert.deepEqual(list(), []);
  });

  it('are limited by kind, so that a thousand owned values do not hide the one pool; the count is of all', () => {
    const some = Array.from({ length: 300 }, () => new Fake('owned')).concat(new Fake('pool'));
    const { resources, resourceCount } = library.read({ ...ALL, resources: 2 });
    assert.deepEqual(
      resources?.map(({ kind }) => kind),
      ['owned', 'owned', 'pool'],
    );
    assert.equal(resourceCount, 301);
    for (const { id } of some) withdrawResource(id);
  });

  it('one can be asked for alone', () => {
    const some = [new Fake(), new Fake(), new Fake()];
    assert.deepEqual(
      list({ resource: some[1]?.id }).map(({ id }) => id),
      [some[1]?.id],
    );
    assert.deepEqual(list({ resource: 1e9 }), []);
    for (const { id } of some) withdrawResource(id);
  });

  it('an id is never used again, and withdrawing twice, or what never was, is no error', () => {
    const first = new Fake();
    withdrawResource(first.id);
    const second = new Fake();
    assert(second.id > first.id);
    for (const id of [first.id, 0, -1, 1e9, NaN]) withdrawResource(id);
    assert.deepEqual(
      list().map(({ id }) => id),
      [second.id],
    );
    withdrawResource(second.id);
  });

  it('one that throws is counted, and hides no other', () => {
    const some = [
      new Fake(),
      new Fake('pool', () => {
        throw new Error('broken');
      }),
      new Fake(),
    ];
    const { resources, resourceCount } = library.read(ALL);
    assert.deepEqual([resources?.map(({ id }) => id), resourceCount], [[some[0]?.id, some[2]?.id], 3]);
    for (const { id } of some) withdrawResource(id);
  });

  it('thousands come and go, and what stays is still found', () => {
    const kept: Fake[] = [];
    for (let i = 0; i < 5000; i++) {
      const one = new Fake();
      if (i % 1000 === 0) kept.push(one);
      else withdrawResource(one.id);
    }
    assert.deepEqual(
      list().map(({ id }) => id),
      kept.map(({ id }) => id),
    );
    for (const { id } of kept) withdrawResource(id);
  });

  it('know where they were made while a debugger looks on, and only then', () => {
    const before = new Fake();
    library.observe(true);
    const during = new Fake();
    library.observe(false);
    const [unseen, seen] = list();
    assert.equal(unseen?.site, undefined);
    const [frame] = seen?.site?.frames ?? [];
    assert.equal(frame?.url, __filename);
    assert.notEqual(frame.name, 'new Fake', 'the call that made it, not the constructor');
    for (const { id } of [before, during]) withdrawResource(id);
  });

  it('the door keeps none alive', () => {
    const text = `
      require(${JSON.stringify(path.join(__dirname, 'resourceLeak.js'))});`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', '-e', text], { encoding: 'utf8' });
    assert.equal(stderr, '');
    assert.equal(stdout.trim(), '100 then 0');
  });

  it("reading the program's scopes is as it was", () => {
    const s = scope();
    const { scopes } = library.read({ ...ALL, scopes: 10 });
    assert(scopes.some(({ id }) => id === library.own(s)));
    s.dispose();
  });
});

describe('door: concerns', () => {
  it('of all parts are told, though one of them throws', () => {
    const leak: DoorConcern = { code: 'leak', severity: 'warning', message: 'a handle was collected open' };
    let some: readonly DoorConcern[] = [];
    announceConcerns(() => some);
    announceConcerns(() => {
      if (some.length > 0) throw new Error('broken');
      return [];
    });
    announceConcerns(() => some);
    assert.deepEqual(library.read(ALL).concerns, []);
    some = [leak];
    assert.deepEqual(library.read(ALL).concerns, [leak, leak]);
    some = [];
  });
});
