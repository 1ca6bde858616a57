import assert from 'node:assert/strict';
import { abandonOn, AdapterGoneError, DapError, unlessRefused } from '../../../src/dap/port.ts';

const never = (): Promise<never> => new Promise(() => {});

describe('abandonOn', () => {
  it('gives what the work gives', async () => {
    assert.equal(await abandonOn(undefined, 'threads', Promise.resolve(1)), 1);
    assert.equal(await abandonOn(new AbortController().signal, 'threads', Promise.resolve(2)), 2);
    const failure = new Error('refused');
    await assert.rejects(abandonOn(new AbortController().signal, 'threads', Promise.reject(failure)), failure);
    await assert.rejects(abandonOn(undefined, 'threads', Promise.reject(failure)), failure);
  });

  it('does not wait any longer when it is told', async () => {
    const controller = new AbortController();
    const waiting = abandonOn(controller.signal, 'stackTrace', never());
    controller.abort();
    await assert.rejects(
      waiting,
      (error: unknown) => error instanceof DapError && error.command === 'stackTrace' && error.message === 'stackTrace was cancelled',
    );
  });

  it('does not wait at all when it was told before', async () => {
    await assert.rejects(abandonOn(AbortSignal.abort(), 'evaluate', never()), DapError);
  });

  it('drops what arrives late, also a failure, without a word', async () => {
    const unhandled: unknown[] = [];
    const listen = (error: unknown): void => {
      unhandled.push(error);
    };
    process.on('unhandledRejection', listen);
    try {
      const controller = new AbortController();
      let fail = (): void => {};
      const late = abandonOn(
        controller.signal,
        'evaluate',
        new Promise<never>((_, reject) => {
          fail = () => {
            reject(new Error('late'));
          };
        }),
      );
      controller.abort();
      await assert.rejects(late, DapError);
      fail();
      const before = abandonOn(AbortSignal.abort(), 'evaluate', Promise.reject(new Error('late')));
      await assert.rejects(before, DapError);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      assert.deepEqual(unhandled, []);
    } finally {
      process.off('unhandledRejection', listen);
    }
  });

  it('leaves no listener behind', async () => {
    const controller = new AbortController();
    let listening = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    Object.assign(signal, {
      addEventListener: (...args: Parameters<typeof add>) => {
        listening += 1;
        add(...args);
      },
      removeEventListener: (...args: Parameters<typeof remove>) => {
        listening -= 1;
        remove(...args);
      },
    });
    await abandonOn(signal, 'threads', Promise.resolve(1));
    await assert.rejects(abandonOn(signal, 'threads', Promise.reject(new Error('x'))));
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    assert.equal(listening, 0);
  });
});

describe('unlessRefused', () => {
  it('is undefined for what the adapter refuses', async () => {
    const { signal } = new AbortController();
    assert.equal(await unlessRefused(signal, Promise.resolve(1)), 1);
    const refused: Promise<number> = Promise.reject(new DapError('evaluate', 'no such symbol'));
    assert.equal(await unlessRefused(signal, refused), undefined);
  });

  it('fails when nobody can answer, or nobody waits', async () => {
    const { signal } = new AbortController();
    await assert.rejects(
      unlessRefused(signal, Promise.reject(new AdapterGoneError('evaluate', 'the connection was closed'))),
      AdapterGoneError,
    );
    await assert.rejects(unlessRefused(AbortSignal.abort(), Promise.reject(new DapError('evaluate', 'evaluate was cancelled'))), DapError);
  });
});
