import assert from 'node:assert/strict';
import type { Argument, Cleanup, ResourceEntry, Resources } from '../../../src/core/snapshot.ts';
import { inEnglish } from '../../../src/core/translate.ts';
import { DapError } from '../../../src/dap/port.ts';
import type { RunState, Stop } from '../../../src/dap/stopTracker.ts';
import { SessionModel } from '../../../src/session/sessionModel.ts';
import type { CleanupSource, MoreStacks, ReadResult, StackReading } from '../../../src/languages/cleanupSource.ts';
import { cleanup, scope, stack } from '../core/snapshots.ts';
import { assertSnapshot } from '../schema.ts';

interface Asked<T> {
  readonly signal: AbortSignal;
  readonly answer: (value: T) => void;
  readonly fail: (error: unknown) => void;
}

/** A source whose answers the test gives, when and in the order that it likes. With `isDeaf` it ignores a cancellation. */
class FakeSource implements CleanupSource {
  readonly reads: (Asked<ReadResult> & { readonly stop: Stop })[] = [];
  readonly mores: (Asked<readonly Omit<Cleanup, 'order'>[]> & { readonly scopeId: string; readonly skip: number })[] = [];
  readonly children: Asked<never>[] = [];
  readonly entries: (Asked<readonly ResourceEntry[]> & { readonly resourceId: string; readonly skip: number })[] = [];
  readonly stacks: (Asked<StackReading | undefined> & { readonly stackId: string })[] = [];
  readonly pages: Asked<MoreStacks>[] = [];
  isDeaf = false;

  read(stop: Stop, signal: AbortSignal): Promise<ReadResult> {
    return this.#ask(signal, (asked) => {
      this.reads.push({ ...asked, stop });
    });
  }

  readMore(scopeId: string, skip: number, signal: AbortSignal): Promise<readonly Omit<Cleanup, 'order'>[]> {
    return this.#ask(signal, (asked) => {
      this.mores.push({ ...asked, scopeId, skip });
    });
  }

  readMoreEntries(resourceId: string, skip: number, signal: AbortSignal): Promise<readonly ResourceEntry[]> {
    return this.#ask(signal, (asked) => {
      this.entries.push({ ...asked, resourceId, skip });
    });
  }

  readStack(stackId: string, signal: AbortSignal): Promise<StackReading | undefined> {
    return this.#ask(signal, (asked) => {
      this.stacks.push({ ...asked, stackId });
    });
  }

  readMoreStacks(signal: AbortSignal): Promise<MoreStacks> {
    return this.#ask(signal, (asked) => {
      this.pages.push(asked);
    });
  }

  hasChildren(argument: Argument): boolean {
    return argument.type === 'object';
  }
  readChildren(_: Argument, signal: AbortSignal): Promise<never> {
    return this.#ask(signal, (asked: Asked<never>) => {
      this.children.push(asked);
    });
  }
  readLiveChildren(_: number, signal: AbortSignal): Promise<never> {
    return this.#ask(signal, (asked: Asked<never>) => {
      this.children.push(asked);
    });
  }
  readCaptured(_: Cleanup, signal: AbortSignal): Promise<never> {
    return this.#ask(signal, (asked: Asked<never>) => {
      this.children.push(asked);
    });
  }
  findCallee(_: Cleanup, signal: AbortSignal): Promise<never> {
    return this.#ask(signal, (asked: Asked<never>) => {
      this.children.push(asked);
    });
  }
  findScope(_: string, __: number, signal: AbortSignal): Promise<never> {
    return this.#ask(signal, (asked: Asked<never>) => {
      this.children.push(asked);
    });
  }

  #ask<T>(signal: AbortSignal, keep: (asked: Asked<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      keep({ signal, answer: resolve, fail: reject });
      if (!this.isDeaf)
        signal.addEventListener('abort', () => {
          reject(new DapError('evaluate', 'cancelled'));
        });
    });
  }
}

function start(): { readonly model: SessionModel; readonly source: FakeSource; readonly reports: unknown[]; readonly views: string[] } {
  const source = new FakeSource();
  const reports: unknown[] = [];
  const views: string[] = [];
  const model = new SessionModel({
    session: { name: 'Launch', type: 'pwa-node' },
    source,
    t: inEnglish,
    now: () => new Date(0),
    report: (error) => {
      reports.push(error);
    },
  });
  model.changed.add(() => {
    views.push(model.view.kind);
  });
  return { model, source, reports, views };
}

let epoch = 0;
function stopped(reason = 'breakpoint'): RunState & { readonly kind: 'stopped' } {
  epoch += 1;
  return { kind: 'stopped', epoch, stop: { epoch, reason, threadId: 1 } };
}
const running = (): RunState => ({ kind: 'running', epoch: ++epoch });

/** What a source finds: one scope with these cleanups. */
function found(labels: readonly string[], total = labels.length): ReadResult {
  const cleanups = labels.map((label, at) => cleanup({ id: `0:1:${label}`, label, order: at + 1 }));
  return {
    kind: 'stacks',
    stacks: [
      stack({
        scopes: [scope({ cleanups, total }), scope({ id: '0:0', cleanups: [cleanup({ id: '0:0:1', label: 'outer', order: total + 1 })] })],
      }),
    ],
    history: [],
    problems: [],
  };
}

function labels(model: SessionModel): string[] {
  const { view } = model;
  return view.kind === 'read'
    ? view.snapshot.stacks.flatMap((one) => one.scopes.flatMap((each) => each.cleanups.map((item) => `${item.order} ${item.label}`)))
    : [`(${view.kind})`];
}

/** Waits until everything has happened that can happen without another answer. */
const settle = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

describe('a source that is still being loaded', () => {
  const options = { session: { name: 'Launch', type: 'pwa-node' }, t: inEnglish, now: () => new Date(0) };

  it('is asked about the stop of that moment when it is there', async () => {
    const source = new FakeSource();
    let loaded = (): void => undefined;
    const model = new SessionModel({
      ...options,
      source: new Promise((resolve) => {
        loaded = () => {
          resolve(source);
        };
      }),
      report: (error) => {
        assert.fail(String(error));
      },
    });
    model.follow(stopped());
    const read = model.read();
    await settle();
    assert.equal(source.reads.length, 0);
    loaded();
    await settle();
    source.reads[0]?.answer(found(['close']));
    assert.deepEqual([await read, labels(model)], [model.view.kind === 'read' && model.view.snapshot, ['1 close', '2 outer']]);
  });

  it('is told to be missing at each stop if it cannot be loaded', async () => {
    const reports: unknown[] = [];
    const failure = new Error('the file is gone');
    const model = new SessionModel({
      ...options,
      source: Promise.reject(failure),
      report: (error) => {
        reports.push(error);
      },
    });
    await settle();
    for (let at = 0; at < 2; at++) {
      model.follow(stopped());
      assert.deepEqual((await model.read()).absent, {
        reason: 'failed',
        message: 'The pending cleanups could not be read: the file is gone',
      });
    }
    assert.deepEqual(reports, [failure, failure]);
  });
});

describe('a session', () => {
  it('asks nothing before somebody looks, and then once', async () => {
    const { model, source, views } = start();
    model.look();
    model.follow(stopped());
    assert.equal(source.reads.length, 0);
    assert.equal(model.view.kind, 'reading');
    model.look();
    model.look();
    const read = model.read();
    model.look();
    source.reads[0]?.answer(found(['a', 'b']));
    await read;
    model.look();
    assert.equal((await model.read()).stacks.length, 1);
    assert.equal(source.reads.length, 1);
    assert.deepEqual(labels(model), ['1 a', '2 b', '3 outer']);
    assert.deepEqual(views, ['reading', 'read']);
  });

  it('gives the same snapshot to everybody who asks at one stop', async () => {
    const { model, source } = start();
    model.follow(stopped());
    const asked = [model.read(), model.read(), model.read()];
    source.reads[0]?.answer(found(['a']));
    const [first, ...others] = await Promise.all(asked);
    for (const other of others) assert.equal(other, first);
    assertSnapshot(first);
  });

  it('never shows what an older stop answers late', async () => {
    for (const isDeaf of [false, true]) {
      const { model, source } = start();
      source.isDeaf = isDeaf;
      model.follow(stopped('first'));
      const early = model.read();
      model.follow(running());
      assert.equal(model.view.kind, 'running');
      model.follow(stopped('second'));
      model.look();
      source.reads[1]?.answer(found(['new']));
      await settle();
      source.reads[0]?.answer(found(['old']));
      await settle();
      assert.deepEqual(labels(model), ['1 new', '2 outer']);
      const shown = await early;
      assert.equal(JSON.stringify(shown).includes('old'), false, 'who asked at the first stop must not get it for the second');
      assert.notEqual(shown.absent?.reason, 'running', 'the program is paused');
      assert.equal(source.reads.length, 2);
    }
  });

  it('does not show the first of two stops that follow one another at once', async () => {
    const { model, source } = start();
    source.isDeaf = true;
    model.follow(stopped('one'));
    model.look();
    model.follow(stopped('two'));
    source.reads[0]?.answer(found(['one']));
    await settle();
    assert.equal(model.view.kind, 'reading');
    model.look();
    source.reads[1]?.answer(found(['two']));
    await settle();
    assert.deepEqual(labels(model), ['1 two', '2 outer']);
    assert.deepEqual(
      source.reads.map((read) => read.stop.reason),
      ['one', 'two'],
    );
  });

  it('cancels what it asked when the program runs on, and says that it runs', async () => {
    const { model, source, reports } = start();
    model.follow(stopped());
    const read = model.read();
    const children = assert.rejects(model.readChildren({ value: '{}', capture: 'value' }), DapError);
    model.follow(running());
    assert.equal(source.reads[0]?.signal.aborted, true);
    assert.equal(source.children[0]?.signal.aborted, true);
    await children;
    const shown = await read;
    assert.equal(shown.absent?.reason, 'running');
    assertSnapshot(shown);
    assert.deepEqual(reports, [], 'a cancelled question is no failure');
  });

  it('reads again when it is told to, and answers those who had asked before', async () => {
    const { model, source, views } = start();
    model.follow(stopped());
    const before = model.read();
    model.refresh();
    assert.equal(source.reads.length, 2);
    assert.equal(source.reads[0]?.signal.aborted, true);
    source.reads[1]?.answer(found(['fresh']));
    await settle();
    assert.deepEqual(labels(model), ['1 fresh', '2 outer']);
    assert.equal((await before).absent, undefined, 'the program was paused all the time');
    assert.deepEqual(views, ['reading', 'reading', 'read']);
  });

  it('does not ask when it is refreshed while the program runs', () => {
    const { model, source } = start();
    model.refresh();
    model.follow(running());
    model.refresh();
    assert.equal(source.reads.length, 0);
  });

  it('says why there is nothing: the program runs', async () => {
    const { model } = start();
    const shown = await model.read();
    assert.deepEqual([shown.absent?.reason, shown.stacks], ['running', []]);
    assertSnapshot(shown);
  });

  it('says why there is nothing: the session has ended, also for late answers', async () => {
    const { model, source } = start();
    source.isDeaf = true;
    model.follow(stopped());
    const read = model.read();
    model.dispose();
    source.reads[0]?.answer(found(['late']));
    assert.equal((await read).absent?.reason, 'ended');
    assert.equal(model.view.kind, 'ended');
    assert.equal((await model.read()).absent?.reason, 'ended');
  });

  it('says why there is nothing: nothing is pending', async () => {
    const { model, source } = start();
    model.follow(stopped());
    const read = model.read();
    source.reads[0]?.answer({
      kind: 'stacks',
      stacks: [stack()],
      history: [{ id: 'h', scope: 's', state: 'done', label: 'x' }],
      problems: [],
      runtime: 'deferscope 1',
    });
    const shown = await read;
    assert.deepEqual([shown.absent?.reason, shown.history?.length, shown.session.runtime], ['nothing-pending', 1, 'deferscope 1']);
    assertSnapshot(shown);
  });

  it('says why there is nothing: the adapter refuses', async () => {
    const { model, source, reports } = start();
    model.follow(stopped());
    const read = model.read();
    const refusal = new DapError('evaluate', 'Cannot evaluate\nhere');
    source.reads[0]?.fail(refusal);
    const shown = await read;
    assert.equal(shown.absent?.reason, 'failed');
    assert.match(shown.absent.message, /Cannot evaluate/);
    assertSnapshot(shown);
    assert.deepEqual(reports, [refusal]);
    assert.equal(model.view.kind, 'read');
    // And it is not requested again until somebody says so.
    model.look();
    assert.equal(source.reads.length, 1);
    model.refresh();
    assert.equal(source.reads.length, 2);
  });

  it('says why there is nothing: something that is no error was thrown', async () => {
    const { model, source } = start();
    model.follow(stopped());
    const read = model.read();
    source.reads[0]?.fail('out of order');
    assert.match((await read).absent?.message ?? '', /out of order/);
  });

  it('does not wait for ever for an adapter that does not answer', async () => {
    const timeouts: { readonly ms: number; readonly end: () => void }[] = [];
    const real = Object.getOwnPropertyDescriptor(AbortSignal, 'timeout');
    Object.defineProperty(AbortSignal, 'timeout', {
      configurable: true,
      value: (ms: number) => {
        const controller = new AbortController();
        timeouts.push({
          ms,
          end: () => {
            controller.abort();
          },
        });
        return controller.signal;
      },
    });
    try {
      const { model, source, reports } = start();
      model.follow(stopped());
      const read = model.read();
      assert.deepEqual(
        timeouts.map((timeout) => timeout.ms),
        [15_000],
      );
      timeouts[0]?.end();
      const shown = await read;
      assert.equal(shown.absent?.reason, 'failed');
      assert.match(shown.absent.message, /within 15 seconds/);
      assert.equal(reports.length, 1);
      assert.equal(source.reads[0]?.signal.aborted, true);
      const children = model.readLiveChildren(3);
      timeouts[1]?.end();
      await assert.rejects(children, DapError);
    } finally {
      if (real !== undefined) Object.defineProperty(AbortSignal, 'timeout', real);
    }
  });

  it('lets no listener keep another from being told', () => {
    const { model, reports, views } = start();
    const told: string[] = [];
    model.changed.add(() => {
      throw new Error('listener');
    });
    const remove = model.changed.add(() => {
      told.push('after');
    });
    model.follow(running());
    remove();
    model.follow(running());
    assert.deepEqual([views.length, told, reports.length], [2, ['after'], 2]);
  });
});

describe('a scope of which a page is listed', () => {
  async function startWithPage(): Promise<ReturnType<typeof start>> {
    const started = start();
    started.model.follow(stopped());
    started.model.look();
    started.source.reads[0]?.answer(found(['a', 'b'], 5));
    await settle();
    return started;
  }

  const more = (...names: readonly string[]): Omit<Cleanup, 'order'>[] =>
    names.map((label) => {
      const { order, ...rest } = cleanup({ id: `0:1:${label}`, label });
      assert.equal(order, 1);
      return rest;
    });

  it('gets the next one, numbered on', async () => {
    const { model, source, views } = await startWithPage();
    assert.deepEqual(labels(model), ['1 a', '2 b', '6 outer']);
    const loading = model.loadMore('0:1');
    assert.deepEqual([source.mores[0]?.scopeId, source.mores[0]?.skip], ['0:1', 2]);
    source.mores[0]?.answer(more('c', 'd', 'e'));
    await loading;
    assert.deepEqual(labels(model), ['1 a', '2 b', '3 c', '4 d', '5 e', '6 outer']);
    assert.deepEqual(views, ['reading', 'read', 'read']);
    assertSnapshot(await model.read());
  });

  it('gets no cleanup twice, when it is asked for twice', async () => {
    const { model, source } = await startWithPage();
    const both = [model.loadMore('0:1'), model.loadMore('0:1')];
    for (const asked of source.mores) asked.answer(more('b', 'c'));
    await Promise.all(both);
    assert.deepEqual(labels(model), ['1 a', '2 b', '3 c', '6 outer']);
  });

  it('does not get a page of an older stop, and nobody is told of a failure', async () => {
    for (const isDeaf of [false, true]) {
      const { model, source } = await startWithPage();
      source.isDeaf = isDeaf;
      const loading = model.loadMore('0:1');
      model.follow(running());
      model.follow(stopped());
      model.look();
      source.reads[1]?.answer(found(['new'], 5));
      await settle();
      source.mores[0]?.answer(more('c'));
      await loading;
      assert.deepEqual(labels(model), ['1 new', '6 outer']);
    }
  });

  it('tells the one who asked when the adapter refuses', async () => {
    const { model, source } = await startWithPage();
    const loading = model.loadMore('0:1');
    source.mores[0]?.fail(new DapError('evaluate', 'no'));
    await assert.rejects(loading, /no/);
    assert.deepEqual(labels(model), ['1 a', '2 b', '6 outer']);
  });

  it('is not asked for when it is not there', async () => {
    const { model, source } = await startWithPage();
    await model.loadMore('9:9');
    model.follow(running());
    await model.loadMore('0:1');
    assert.equal(source.mores.length, 0);
  });
});

describe('resources of a session', () => {
  const entry = (name: string): ResourceEntry => ({ name, state: 'held', facts: [] });
  const pool = { id: '0:r2', name: 'buffers', state: 'open', facts: [], entries: [entry('a')], total: 3 };
  const found: ReadResult = {
    kind: 'stacks',
    stacks: [stack()],
    history: [],
    problems: [],
    resources: { guards: [], managed: [], pools: [pool], owned: [] },
  };

  it('are shown though nothing is pending', async () => {
    const { model, source } = start();
    model.follow(stopped());
    const reading = model.read();
    source.reads[0]?.answer(found);
    const snapshot = await reading;
    assert.deepEqual([snapshot.absent?.reason, snapshot.stacks, snapshot.resources?.pools.length], ['nothing-pending', [], 1]);
    assertSnapshot(snapshot);
  });

  it('load their next page, behind what is listed', async () => {
    const { model, source } = start();
    model.follow(stopped());
    const reading = model.read();
    source.reads[0]?.answer(found);
    await reading;
    const more = model.loadMoreEntries('0:r2');
    assert.deepEqual([source.entries[0]?.resourceId, source.entries[0]?.skip], ['0:r2', 1]);
    source.entries[0]?.answer([entry('b'), entry('c')]);
    await more;
    assert.deepEqual(
      (await model.read()).resources?.pools[0]?.entries.map(({ name }) => name),
      ['a', 'b', 'c'],
    );
    await model.loadMoreEntries('0:r99');
    assert.equal(source.entries.length, 1);
  });

  it('of every kind stay when one gets its next page', async () => {
    const of = (id: string): readonly [typeof pool] => [{ ...pool, id, total: 1 }];
    const resources: Required<Resources> = {
      guards: of('0:r1'),
      managed: of('0:r3'),
      pools: [pool],
      gates: of('0:r4'),
      owned: of('0:r5'),
      background: of('0:r6'),
      shutdowns: of('0:r7'),
      leaks: of('0:r8'),
    };
    const { model, source } = start();
    model.follow(stopped());
    const reading = model.read();
    source.reads[0]?.answer({ ...found, resources });
    await reading;
    const more = model.loadMoreEntries('0:r2');
    source.entries[0]?.answer([entry('b')]);
    await more;
    assert.deepEqual((await model.read()).resources, { ...resources, pools: [{ ...pool, entries: [entry('a'), entry('b')] }] });
  });

  it('a page that comes after the stop is dropped', async () => {
    const { model, source } = start();
    model.follow(stopped());
    const reading = model.read();
    source.reads[0]?.answer(found);
    await reading;
    const more = model.loadMoreEntries('0:r2');
    model.follow({ kind: 'running', epoch: 99 });
    source.entries[0]?.answer([entry('b')]);
    await more;
    assert.equal((await model.read()).resources, undefined);
  });
});

describe('stacks that are listed unread', () => {
  const row = (id: string): ReturnType<typeof stack> =>
    stack({ id, kind: 'goroutine', name: id, current: false, status: { kind: 'blocked' }, unread: {} });
  const reading = (id: string): StackReading => {
    return {
      stack: {
        ...stack({ id, kind: 'goroutine', name: id, current: false, status: { kind: 'blocked' } }),
        scopes: [scope({ id: `${id}:scope`, cleanups: [cleanup({ id: `${id}:1` })] })],
      },
      problems: [{ code: 'blocked-forever', severity: 'warning', message: `${id} waits`, stack: id }],
    };
  };
  const rows = (model: SessionModel): string[] =>
    model.view.kind === 'read'
      ? model.view.snapshot.stacks.slice(1).map((one) => `${one.id} ${one.unread === undefined ? one.scopes.length : 'unread'}`)
      : [`(${model.view.kind})`];

  async function paused(ids: readonly string[], moreStacks?: number): Promise<ReturnType<typeof start>> {
    const started = start();
    started.model.follow(stopped());
    const first = started.model.read();
    const result = found(['a']);
    assert.ok(result.kind === 'stacks');
    started.source.reads[0]?.answer({
      ...result,
      stacks: [...result.stacks, ...ids.map(row)],
      problems: [{ code: 'blocked-forever', severity: 'warning', message: 'w', stack: ids[0] ?? '' }],
      ...(moreStacks === undefined ? {} : { moreStacks }),
    });
    assertSnapshot(await first);
    return started;
  }

  it('are read when somebody looks, once', async () => {
    const { model, source } = await paused(['g2', 'g3']);
    assert.deepEqual(rows(model), ['g2 unread', 'g3 unread']);
    assert.equal(source.stacks.length, 0);
    const both = [model.readStack('g2'), model.readStack('g2')];
    assert.deepEqual(
      source.stacks.map((one) => one.stackId),
      ['g2'],
    );
    source.stacks[0]?.answer(reading('g2'));
    await Promise.all(both);
    assert.deepEqual(rows(model), ['g2 1', 'g3 unread']);
    assert.deepEqual(model.view.kind === 'read' ? model.view.snapshot.problems.map((problem) => problem.message) : [], ['g2 waits']);
  });

  it('are not shown when the program has run on before they were read', async () => {
    for (const isDeaf of [false, true]) {
      const { model, source } = await paused(['g2']);
      source.isDeaf = isDeaf;
      const late = model.readStack('g2').catch((error: unknown) => error instanceof DapError);
      model.follow(running());
      model.follow(stopped());
      const next = model.read();
      source.reads[1]?.answer(found(['b']));
      await next;
      source.stacks[0]?.answer(reading('g2'));
      await late;
      assert.deepEqual([rows(model), source.stacks[0]?.signal.aborted], [[], true]);
    }
  });

  it('come in pages', async () => {
    const { model, source } = await paused(['g2'], 150);
    const loading = model.loadMoreStacks();
    source.pages[0]?.answer({ stacks: [row('g2'), row('g3')], problems: [], left: 0 });
    await loading;
    assert.deepEqual(rows(model), ['g2 unread', 'g3 unread']);
    assert.equal(model.view.kind === 'read' ? model.view.snapshot.moreStacks : -1, undefined);
    await model.loadMoreStacks();
    assert.equal(source.pages.length, 1, 'there are no more');
  });

  it('are read for a document that is handed on, and what is left out is said', async () => {
    const { model, source } = await paused(['g2', 'g3', 'g4'], 150);
    const document = model.readAll();
    await settle();
    source.stacks[0]?.answer(reading('g2'));
    await settle();
    source.stacks[1]?.answer(undefined);
    await settle();
    source.stacks[2]?.answer(reading('g4'));
    await settle();
    source.pages[0]?.answer({ stacks: [], problems: [], left: 150 });
    const made = await document;
    assertSnapshot(made);
    assert.deepEqual(
      made.stacks.slice(1).map((one) => `${one.id} ${one.unread === undefined ? one.scopes.length : 'unread'}`),
      ['g2 1', 'g3 unread', 'g4 1'],
    );
    assert.deepEqual(
      made.problems.filter((problem) => problem.code === 'incomplete').map((problem) => problem.message),
      ['One stack holds pending cleanups that were not read in time', '150 more stacks that may hold pending cleanups are not listed'],
    );
    // What was read for it stays read; only the document says that something was left out.
    assert.deepEqual(rows(model), ['g2 1', 'g3 unread', 'g4 1']);
    assert.ok(model.view.kind === 'read' && model.view.snapshot.problems.every((problem) => problem.code !== 'incomplete'));
  });
});
