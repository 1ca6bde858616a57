/* oxlint-disable typescript/require-await -- bodies without await are part of what is tried */
import assert from 'node:assert/strict';
import { AsyncRunScope, AsyncScope, run, runAsync, SuppressedError } from '../../src/runtime/deferscope.ts';
import { caught, rejected } from './caught.ts';

const tick = (): Promise<void> => Promise.resolve();

describe('runAsync', () => {
  it('resolves to what the body returns, awaited', async () => {
    assert.equal(await runAsync(async () => 5), 5);
    assert.equal(await runAsync({ label: 'sum' }, () => 'not async'), 'not async');
    assert.equal(
      await runAsync<number>(async (s) => {
        s.result = 3;
      }),
      3,
    );
  });

  it('starts the body at once', () => {
    let started = false;
    void runAsync(async () => {
      started = true;
    });
    assert.equal(started, true);
  });

  it('awaits each cleanup, last in, first out, on every way out', async () => {
    const seen: string[] = [];
    const note = async (word: string): Promise<void> => {
      seen.push(`${word} starts`);
      await tick();
      seen.push(`${word} ends`);
    };
    assert.equal(
      await rejected(
        runAsync(async (s) => {
          s.defer(note, 'a');
          s.defer(note, 'b');
          await tick();
          throw 'A';
        }),
      ),
      'A',
    );
    assert.deepEqual(seen, ['b starts', 'b ends', 'a starts', 'a ends']);
  });

  it('recovers before and after an await', async () => {
    for (const early of [true, false])
      assert.equal(
        await runAsync<unknown>(async (s) => {
          s.defer(async () => {
            if (!early) await tick();
            s.result = s.recover();
            assert.equal(s.recover(), undefined);
          });
          await tick();
          throw 'A';
        }),
        'A',
      );
  });

  it('recover: undefined in the body, in a nested body and in a nested cleanup', async () => {
    const seen: unknown[] = [];
    assert.equal(
      await rejected(
        runAsync(async (s) => {
          seen.push(s.recover());
          s.defer(async () => {
            await tick();
            run(() => {
              seen.push(s.recover());
            });
            run((t) => {
              t.defer(() => seen.push(s.recover()));
            });
            await runAsync((t) => {
              t.defer(() => seen.push(s.recover()));
              seen.push(s.recover());
            });
          });
          throw 'A';
        }),
      ),
      'A',
    );
    assert.deepEqual(seen, [undefined, undefined, undefined, undefined, undefined]);
  });

  it("recover: undefined in a plain scope's cleanup, also after an await", async () => {
    const seen: unknown[] = [];
    await rejected(
      runAsync(async (s) => {
        s.defer(async () => {
          await tick();
          run((t) => {
            t.defer(() => seen.push(s.recover()));
            t.dispose();
          });
        });
        throw 'A';
      }),
    );
    assert.deepEqual(seen, [undefined]);
  });

  it('failures join, and a chain crosses bodies', async () => {
    const error = (await rejected(
      runAsync(async (s) => {
        s.defer(async () => {
          throw new Error('C');
        });
        await runAsync(async (t) => {
          t.defer(async () => {
            throw new Error('B');
          });
          throw new Error('A');
        });
      }),
    )) as SuppressedError;
    assert(error instanceof SuppressedError);
    assert.equal(error.message, 'panic: A\n\tpanic: B\n\tpanic: C');
  });

  it('deferOnError: awaited, and only while failing', async () => {
    const seen: string[] = [];
    const body =
      (fails: boolean) =>
      async (s: AsyncRunScope<void>): Promise<void> => {
        s.deferOnError(async (word: string) => {
          await tick();
          seen.push(word);
        }, `roll back ${fails}`);
        if (fails) throw 'A';
      };
    await runAsync(body(false));
    await rejected(runAsync(body(true)));
    assert.deepEqual(seen, ['roll back true']);
  });

  it('disposed of or moved by the body: nothing is left to run, and a failure still comes out', async () => {
    const seen: string[] = [];
    assert.equal(
      await rejected(
        runAsync(async (s) => {
          s.defer(() => seen.push('early'));
          await s.disposeAsync();
          throw 'A';
        }),
      ),
      'A',
    );
    const moved = await runAsync(async (s) => {
      s.defer(() => seen.push('moved'));
      return s.move();
    });
    assert(moved instanceof AsyncScope && !(moved instanceof AsyncRunScope));
    await moved.disposeAsync();
    assert.deepEqual(seen, ['early', 'moved']);
  });

  it('two at once do not mix', async () => {
    const one = async (word: string): Promise<unknown> =>
      runAsync<unknown>(async (s) => {
        s.defer(async () => {
          await tick();
          s.result = s.recover();
        });
        for (let i = 0; i < word.length; i++) await tick();
        throw word;
      });
    assert.deepEqual(await Promise.all([one('a'), one('bb'), one('ccc')]), ['a', 'bb', 'ccc']);
  });

  it('wrong use rejects and says what to do', async () => {
    const error = await rejected(runAsync(undefined as never));
    assert(error instanceof TypeError);
    assert.match(error.message, /^runAsync\(options, body\): expected a function, got undefined/);
    assert(caught(() => new (AsyncRunScope as unknown as new () => unknown)()) instanceof TypeError);
  });
});
