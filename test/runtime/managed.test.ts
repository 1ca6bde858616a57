import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { asyncScope, type DoorResource } from '../../src/runtime/deferscope.ts';
import { type Managed, type ManagedContext, ManagedResources, type ManagedState } from '../../src/runtime/managed/managed.ts';
import { setReporter, type UnhandledNews } from '../../src/runtime/support/reportUnhandled.ts';
import { FakeClock } from './fakeClock.ts';
import { findOwnLibrary } from './ownLibrary.ts';

const library = findOwnLibrary();

/** A resource that records what is done with it. */
function resource(name: string, log: string[], more: Partial<Managed> = {}): Managed {
  const say = (method: string) => (): void => {
    log.push(`${method} ${name}`);
  };
  return { create: say('create'), start: say('start'), stop: say('stop'), destroy: say('destroy'), ...more };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void; readonly reject: (error: unknown) => void } {
  let [resolve, reject]: [() => void, (error: unknown) => void] = [() => {}, () => {}];
  const promise = new Promise<void>((yes, no) => {
    [resolve, reject] = [yes, no];
  });
  return { promise, resolve, reject };
}

describe('managed resources', () => {
  let news: UnhandledNews[] = [];
  beforeEach(() => {
    news = [];
    setReporter((one) => {
      news.push(one);
    });
  });
  afterEach(() => {
    setReporter(undefined);
  });

  it('a life: created, started, stopped, destroyed; start and stop again do nothing', async () => {
    const log: string[] = [];
    const services = new ManagedResources();
    services.add('db', resource('db', log));
    const states: ManagedState[] = [services.status('db').state];
    for (const call of ['create', 'start', 'start', 'stop', 'stop', 'start', 'stop', 'destroy'] as const) {
      await services[call]('db');
      states.push(services.status('db').state);
    }
    assert.deepEqual(log, ['create db', 'start db', 'stop db', 'start db', 'stop db', 'destroy db']);
    assert.deepEqual(states, ['pending', 'stopped', 'running', 'running', 'stopped', 'stopped', 'running', 'stopped', 'destroyed']);
  });

  it('refuses what is not for the state, and says what to do', async () => {
    const services = new ManagedResources();
    const says = async (call: 'create' | 'start' | 'stop' | 'destroy' | 'recover', message: RegExp): Promise<void> => {
      await assert.rejects(services[call]('db'), { name: 'ManagedError', code: 'ILLEGAL', id: 'db', message });
    };
    services.add('db', {});
    await says('start', /^ManagedResources\.start\(id, options\): 'db' is pending\. Create it first\.$/);
    await says('stop', /is pending\. Create it first/);
    await says('recover', /is pending\. Create it first/);
    await assert.rejects(services.fail('db', 'too early'), { code: 'ILLEGAL', cause: 'too early' });
    await services.create('db');
    await says('create', /is stopped\. It was created already: start it/);
    await services.start('db');
    await says('destroy', /is running\. Stop it first/);
    await says('recover', /is running\. Only a resource in the state error can recover/);
    await services.fail('db', 'broken');
    await says('start', /is error\. Recover it or destroy it/);
    await services.destroy('db');
    await says('start', /is destroyed\. Its life is over: add it again/);
    await says('destroy', /is destroyed/);
    services.add('db', {});
    assert.equal(services.status('db').state, 'pending');
  });

  it('refuses wrong arguments', async () => {
    const services = new ManagedResources();
    const wrong = (value: unknown): never => value as never;
    assert.throws(() => new ManagedResources(wrong(5)), {
      name: 'TypeError',
      message: /^new ManagedResources\(options\): expected options such as \{ label: 'services' \}, got 5/,
    });
    assert.throws(() => new ManagedResources({ label: wrong(1) }), TypeError);
    assert.throws(() => new ManagedResources({ clock: wrong({ now: 1 }) }), TypeError);
    assert.throws(
      () => {
        services.add(wrong(1), {});
      },
      { name: 'TypeError', message: /id must be a string, got 1/ },
    );
    assert.throws(
      () => {
        services.add('a', wrong(undefined));
      },
      { name: 'TypeError', message: /expected options such as \{ start\(\) \{ … \}/ },
    );
    assert.throws(
      () => {
        services.add('a', { start: wrong('now') });
      },
      { name: 'TypeError', message: /start of 'a' must be a function, got now/ },
    );
    assert.throws(
      () => {
        services.add('a', {}, { dependsOn: wrong('b') });
      },
      { name: 'TypeError', message: /dependsOn must be an array of ids, got b/ },
    );
    assert.throws(
      () => {
        services.add('a', {}, { dependsOn: wrong([1]) });
      },
      { name: 'TypeError', message: /each id in dependsOn must be a string/ },
    );
    services.add('a', {});
    assert.throws(
      () => {
        services.add('a', {});
      },
      { code: 'DUPLICATE' },
    );
    await assert.rejects(services.start('b'), { code: 'UNKNOWN', message: /there is no resource 'b'\. Add it first/ });
    await assert.rejects(services.start('a', wrong(null)), TypeError);
    await assert.rejects(services.start('a', { signal: wrong({}) }), { name: 'TypeError', message: /signal must be an AbortSignal/ });
    assert.throws(() => services.onChange(wrong('x')), TypeError);
    assert.throws(
      () => {
        services.status('b');
      },
      { code: 'UNKNOWN' },
    );
    assert.throws(() => {
      void services.shutdown({ signal: wrong(3) });
    }, TypeError);
    assert.equal(services.state, 'open');
  });

  it('rejects a cycle, with its path', () => {
    const services = new ManagedResources();
    services.add('web', {}, { dependsOn: ['db', 'cache'] });
    services.add('db', {}, { dependsOn: ['net'] });
    assert.throws(
      () => {
        services.add('net', {}, { dependsOn: ['web'] });
      },
      { code: 'CYCLE', message: /'net' would depend on itself: net → web → db → net\. Leave out one/ },
    );
    assert.throws(
      () => {
        services.add('self', {}, { dependsOn: ['self'] });
      },
      { code: 'CYCLE', message: /self → self/ },
    );
    assert.equal(services.size, 2);
  });

  it('keeps what others depend on', async () => {
    const services = new ManagedResources();
    services.add('db', {});
    services.add('web', {}, { dependsOn: ['db', 'net'] });
    await services.create('db');
    await assert.rejects(services.create('web'), { code: 'DEPENDENCY', message: /'web' depends on 'net', which was never added/ });
    services.add('net', {});
    await services.create('net');
    await services.create('web');
    await assert.rejects(services.start('web'), {
      code: 'DEPENDENCY',
      message: /'web' depends on 'db', which is stopped\. Start that one first, or call startAll/,
    });
    await services.startAll();
    await assert.rejects(services.stop('db'), {
      code: 'DEPENDENTS',
      message: /'web' depends on 'db' and is running\. Stop that one first/,
    });
    await services.stop('web');
    await services.stop('db');
    await assert.rejects(services.destroy('db'), {
      code: 'DEPENDENTS',
      message: /'web' depends on 'db' and is stopped\. Destroy that one first/,
    });
    assert.throws(
      () => {
        services.remove('web');
      },
      { code: 'ILLEGAL' },
    );
    await services.destroy('web');
    await services.destroy('db');
    assert.throws(
      () => {
        services.remove('db');
      },
      { code: 'DEPENDENTS', message: /Remove that one first/ },
    );
    services.remove('web');
    services.remove('db');
    assert.deepEqual(
      services.list().map(({ id }) => id),
      ['net'],
    );
  });

  it('calls on one id come one after the other, those on different ids at the same time', async () => {
    const log: string[] = [];
    const gates = { a: deferred(), b: deferred() };
    const services = new ManagedResources();
    for (const id of ['a', 'b'] as const)
      services.add(
        id,
        resource(id, log, {
          start: async () => {
            log.push(`starting ${id}`);
            await gates[id].promise;
            log.push(`started ${id}`);
          },
        }),
      );
    await Promise.all([services.create('a'), services.create('b')]);
    log.length = 0;
    const all = [services.start('a'), services.stop('a'), services.start('b')];
    assert.deepEqual(
      services.list().map(({ busy, waiting }) => [busy, waiting]),
      [
        ['start', 1],
        ['start', 0],
      ],
    );
    gates.b.resolve();
    await all[2];
    gates.a.resolve();
    await Promise.all(all);
    assert.deepEqual(log, ['starting a', 'starting b', 'started b', 'started a', 'stop a']);
  });

  it('gives up a call that waits without a trace, and one that is being made when the resource does', async () => {
    const gate = deferred();
    const services = new ManagedResources();
    let context: ManagedContext | undefined;
    services.add('a', {
      create: (given) => {
        context = given;
        return gate.promise;
      },
      start: ({ signal }) => wait(1_000_000, undefined, { signal }),
    });
    const creating = services.create('a');
    const [stopWaiting, stopStart] = [new AbortController(), new AbortController()];
    const waiting = services.start('a', { signal: stopWaiting.signal });
    stopWaiting.abort(new Error('changed my mind'));
    await assert.rejects(waiting, /changed my mind/);
    assert.equal(context?.signal.aborted, false);
    gate.resolve();
    await creating;
    const starting = services.start('a', { signal: stopStart.signal });
    stopStart.abort();
    // Node's own timer rejects with an AbortError whose cause is the reason.
    await assert.rejects(starting, { name: 'AbortError' });
    assert.equal(services.status('a').state, 'stopped');
    await assert.rejects(services.start('a', { signal: AbortSignal.abort(new Error('too late')) }), /too late/);
  });

  it('what fails is in error until it recovers, and says why', async () => {
    const log: string[] = [];
    let breaks = true;
    const services = new ManagedResources();
    services.add(
      'a',
      resource('a', log, {
        start: () => {
          if (breaks) throw new Error('port in use');
          log.push('start a');
        },
      }),
    );
    services.add(
      'b',
      resource('b', log, {
        recover: () => {
          log.push('recover b');
        },
      }),
    );
    await services.create('a');
    await assert.rejects(services.start('a'), /port in use/);
    assert.deepEqual([services.status('a').state, (services.status('a').error as Error).message], ['error', 'port in use']);
    breaks = false;
    await services.recover('a');
    await services.start('a');
    await services.create('b');
    await services.fail('b', 'lost');
    await services.fail('b', 'lost again');
    assert.deepEqual(
      [services.status('b').error, news.map(({ kind, error }) => [kind, error])],
      ['lost', [['resource-failed', 'lost again']]],
    );
    await services.recover('b');
    assert.deepEqual(log, ['create a', 'destroy a', 'create a', 'start a', 'create b', 'recover b']);
  });

  it('what was never created is not destroyed', async () => {
    const log: string[] = [];
    const services = new ManagedResources();
    services.add(
      'a',
      resource('a', log, {
        create: () => {
          throw new Error('no');
        },
      }),
    );
    services.add('b', resource('b', log));
    await assert.rejects(services.create('a'), /no/);
    await services.destroy('a');
    await services.destroy('b');
    assert.deepEqual(log, []);
  });

  it('a resource that breaks by itself says so, also too late', async () => {
    let context: ManagedContext | undefined;
    const services = new ManagedResources();
    services.add('a', {
      create: (given) => {
        context = given;
      },
    });
    await services.create('a');
    context?.fail(new Error('connection lost'));
    assert.equal(services.status('a').state, 'error');
    await services.shutdown();
    context?.fail(new Error('lost again'));
    await new Promise(setImmediate);
    assert.deepEqual(
      news.map(({ message }) => message),
      ["'a' failed when it was destroyed"],
    );
  });

  it('one that breaks while the shutdown has closed its queue is reported, not lost', async () => {
    const gate = deferred();
    let context: ManagedContext | undefined;
    const services = new ManagedResources();
    services.add('a', {
      create: (given) => {
        context = given;
        return gate.promise;
      },
    });
    const creating = services.create('a');
    context?.fail(new Error('queued'));
    const failing = services.fail('a', 'mine');
    const ending = services.shutdown();
    gate.resolve();
    await Promise.all([creating, assert.rejects(failing, { code: 'CLOSED', cause: 'mine' }), ending]);
    assert.deepEqual(
      news.map(({ kind, error }) => [kind, (error as Error).message]),
      [['resource-failed', 'queued']],
    );
  });

  it('tells of each change; a listener that throws harms nobody', async () => {
    const services = new ManagedResources();
    const heard: string[] = [];
    services.onChange(() => {
      throw new Error('deaf');
    });
    const listening = services.onChange(({ id, call, from, to }) => {
      heard.push(`${call} ${id}: ${from} to ${to}`);
    });
    services.add('a', {});
    await services.create('a');
    await services.start('a');
    listening[Symbol.dispose]();
    await services.stop('a');
    assert.deepEqual(heard, ['create a: pending to stopped', 'start a: stopped to running']);
    assert.deepEqual([news.length, news[0]?.kind], [3, 'listener-failed']);
  });

  it('a listener may act: one that recovers what has failed', async () => {
    const services = new ManagedResources();
    services.add('a', {});
    await services.create('a');
    await services.start('a');
    const back: Promise<void>[] = [];
    services.onChange(({ id, to }) => {
      if (to === 'error') back.push(services.recover(id).then(() => services.start(id)));
    });
    await services.fail('a', 'broken');
    await Promise.all(back);
    assert.equal(services.status('a').state, 'running');
  });

  it('starts all in the order of dependency, at the same time where it can; what depends on a failure is left alone', async () => {
    const log: string[] = [];
    const services = new ManagedResources();
    services.add('web', resource('web', log), { dependsOn: ['db', 'cache'] });
    services.add(
      'cache',
      resource('cache', log, {
        start: () => {
          throw new Error('no memory');
        },
      }),
    );
    services.add('db', resource('db', log), { dependsOn: ['net'] });
    services.add('net', resource('net', log));
    await assert.rejects(services.startAll(), /no memory/);
    assert.deepEqual(
      services.list().map(({ id, state }) => `${id} ${state}`),
      ['web pending', 'cache error', 'db running', 'net running'],
    );
    assert(log.indexOf('start net') < log.indexOf('create db'));
  });

  it('shuts down in reverse order of dependency and start; one that fails holds up no other', async () => {
    const log: string[] = [];
    const services = new ManagedResources();
    for (const id of ['net', 'log', 'db', 'web'])
      services.add(
        id,
        resource(
          id,
          log,
          id === 'db'
            ? {
                stop: () => {
                  throw new Error('db hangs');
                },
              }
            : id === 'log'
              ? {
                  destroy: () => {
                    throw new Error('disk full');
                  },
                }
              : {},
        ),
        { dependsOn: id === 'db' ? ['net'] : id === 'web' ? ['db'] : [] },
      );
    await services.startAll();
    // Started again: it is the youngest now, but others depend on it.
    await services.stop('web');
    await assert.rejects(services.stop('db'), /db hangs/);
    await services.recover('db');
    for (const id of ['db', 'web', 'log']) await services.start(id);
    await services.stop('log');
    await services.start('log');
    log.length = 0;
    await assert.rejects(
      services.shutdown(),
      (error: Error) => error.name === 'SuppressedError' && /disk full\n\t.*db hangs/.test(error.message),
    );
    assert.deepEqual(log, ['stop log', 'stop web', 'destroy web', 'destroy db', 'stop net', 'destroy net']);
    assert.deepEqual(
      services.list().map(({ state }) => state),
      ['destroyed', 'error', 'destroyed', 'destroyed'],
    );
  });

  it('a shutdown refuses who waits, has what starts give up, and is one whoever calls it', async () => {
    const services = new ManagedResources();
    services.add('a', { start: ({ signal }) => wait(1_000_000, undefined, { signal }) });
    await services.create('a');
    const starting = services.start('a');
    const waiting = services.stop('a');
    const ending = services.shutdown();
    assert.equal(services.shutdown(), ending);
    assert.equal(services.state, 'shutting down');
    await assert.rejects(waiting, { code: 'CLOSED', message: /shut down, so nothing can be done/ });
    await assert.rejects(starting, { name: 'AbortError' });
    await ending;
    assert.deepEqual([services.state, services.status('a').state], ['closed', 'destroyed']);
    assert.throws(
      () => {
        services.add('b', {});
      },
      { code: 'CLOSED' },
    );
    await assert.rejects(services.startAll(), { code: 'CLOSED' });
  });

  it('what gives up stopping in a shutdown is destroyed all the same', async () => {
    const log: string[] = [];
    const services = new ManagedResources();
    services.add(
      'a',
      resource('a', log, {
        stop: ({ signal }) => {
          signal.throwIfAborted();
        },
      }),
    );
    await services.startAll();
    await assert.rejects(services.shutdown({ signal: AbortSignal.abort(new Error('hurry')) }), /hurry/);
    assert.deepEqual(log, ['create a', 'start a', 'destroy a']);
  });

  it('ends with a scope', async () => {
    const log: string[] = [];
    const s = asyncScope();
    const services = s.use(new ManagedResources());
    services.add('a', resource('a', log));
    await services.startAll();
    await s.disposeAsync();
    assert.deepEqual(log, ['create a', 'start a', 'stop a', 'destroy a']);
  });

  it('passes on what a resource says of itself', () => {
    const clock = new FakeClock();
    const services = new ManagedResources({ clock });
    services.add('a', { status: () => ({ connections: 3 }) });
    clock.advance(50);
    assert.deepEqual(services.status('a'), {
      id: 'a',
      state: 'pending',
      sinceMs: 50,
      busy: undefined,
      waiting: 0,
      dependsOn: [],
      detail: { connections: 3 },
    });
  });

  it('shows itself at the door, and runs nothing of the program for it', async () => {
    const services = new ManagedResources({ label: 'services' });
    const gate = deferred();
    services.add('db', {
      status: () => {
        throw new Error('asked');
      },
    });
    services.add('web', { stop: () => gate.promise }, { dependsOn: ['db'] });
    services.add('cache', {});
    await services.startAll();
    await services.fail('cache', new Error('lost'));
    await services.fail('db', { code: 5 });
    const read = (): DoorResource | undefined =>
      library.read({ scopes: 0, cleanups: 0, resources: 100, entries: 9 }).resources?.find(({ label }) => label === 'services');
    assert.deepEqual(
      read()?.facts.map(({ name, value }) => `${name} ${String(value)}`),
      ['running 1', 'stopped 0', 'failed 2', 'pending 0', 'destroyed 0'],
    );
    assert.deepEqual(
      read()?.entries.map(({ name, state, concern }) => [name, state, concern]),
      [
        ['db', 'error', 'failed: an object'],
        ['web', 'running', "runs, but depends on 'db', which has failed"],
        ['cache', 'error', 'failed: lost'],
      ],
    );
    const ending = services.shutdown();
    await new Promise(setImmediate);
    assert.deepEqual([read()?.state, read()?.entries[1]?.state], ['shutting down', 'stopping']);
    gate.resolve();
    await ending;
    assert.equal(read()?.state, 'closed');
  });
});
