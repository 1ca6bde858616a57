// Calls that a resource's own methods make: those that would wait for themselves are rejected.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { type ManagedCall, ManagedResources } from '../../src/runtime/managed/managed.ts';
import { rejected } from './caught.ts';

describe('managed resources that call their manager', () => {
  const isDeadlock = { name: 'ManagedError', code: 'DEADLOCK', id: 'web' };

  for (const [when, pause] of [
    ['at once', async () => {}],
    ['after an await', turn],
    [
      'from a timer',
      () =>
        new Promise((resolve) => {
          setTimeout(resolve, 0);
        }),
    ],
  ] as const)
    for (const call of ['create', 'start', 'stop', 'destroy', 'recover'] as const satisfies readonly ManagedCall[])
      it(`${call} of itself within start, ${when}: refused, and the start fails with it`, async () => {
        const services = new ManagedResources();
        services.add('web', {
          async start() {
            await pause();
            await services[call]('web');
          },
        });
        await services.create('web');
        await assert.rejects(services.start('web'), {
          ...isDeadlock,
          message: new RegExp(
            `^ManagedResources\\.${call}\\(id, options\\): this was called within start of 'web' itself.* Call it when start is over`,
          ),
        });
        assert.equal(services.status('web').state, 'error');
        await services.shutdown();
      });

  it('by way of another one that waits for its turn meanwhile', async () => {
    const services = new ManagedResources();
    let goOn = (): void => {};
    services.add('web', {
      async start() {
        await services.start('cache');
      },
    });
    services.add('cache', {
      create: () =>
        new Promise<void>((resolve) => {
          goOn = resolve;
        }),
      async start() {
        await services.stop('web');
      },
    });
    await services.create('web');
    const created = services.create('cache');
    const started = rejected(services.start('web'));
    await turn();
    assert.equal(services.status('cache').waiting, 1);
    goOn();
    await created;
    assert.equal(((await started) as { code: string }).code, 'DEADLOCK');
    await services.shutdown();
  });

  it('startAll is refused too', async () => {
    const services = new ManagedResources();
    services.add('web', {
      async start() {
        await services.startAll();
      },
    });
    await assert.rejects(services.startAll(), isDeadlock);
    await services.shutdown();
  });

  it('fail may be called and awaited: it counts when the method is over', async () => {
    const services = new ManagedResources();
    services.add('web', {
      async start() {
        await turn();
        await services.fail('web', 'broken');
      },
    });
    await services.create('web');
    await services.start('web');
    await turn();
    assert.deepEqual([services.status('web').state, services.status('web').error], ['error', 'broken']);
    await services.shutdown();
  });

  it('calls on others, and whatever it does when the method is over, are let through', async () => {
    const services = new ManagedResources();
    let later: Promise<void> | undefined;
    services.add('cache', {});
    services.add('web', {
      async start() {
        await services.create('cache');
        later = turn()
          .then(turn)
          .then(() => services.stop('web'));
      },
    });
    await services.create('web');
    await services.start('web');
    await later;
    assert.deepEqual([services.status('web').state, services.status('cache').state], ['stopped', 'stopped']);
    await services.shutdown();
  });

  it('two managers know each their own', async () => {
    const [inner, outer] = [new ManagedResources(), new ManagedResources()];
    inner.add('web', {});
    outer.add('web', {
      async start() {
        await inner.create('web');
        await inner.start('web');
      },
    });
    await outer.create('web');
    await outer.start('web');
    assert.deepEqual([inner.status('web').state, outer.status('web').state], ['running', 'running']);
    await Promise.all([inner.shutdown(), outer.shutdown()]);
  });
});
