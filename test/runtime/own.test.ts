// Owned values: one owner at a time, deleted once, and a clear error for anyone who uses a value that is gone.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { asyncScope, run, scope } from '../../src/runtime/deferscope.ts';
import { type AsyncOwned, own, ownAsync, type Owned, OwnError, type OwnErrorCode } from '../../src/runtime/own/own.ts';
import { setLeakWatch } from '../../src/runtime/support/leakWatch.ts';
import { caught, rejected } from './caught.ts';
import { findOwnLibrary } from './ownLibrary.ts';
import { reported } from './reported.ts';
import { turn } from './turn.ts';
import { RANDOM_RUNS } from './randomRuns.ts';

function assertRefused(error: unknown, code: OwnErrorCode, message: RegExp): void {
  assert(error instanceof OwnError, String(error));
  assert.deepEqual([error.name, error.code], ['OwnError', code]);
  assert.match(error.message, message);
}

describe('own', () => {
  it('get, move, release, reset: the value is deleted once, by its last owner', () => {
    const deleted: unknown[] = [];
    const first = own(
      1,
      (v) => {
        deleted.push(v);
      },
      { label: 'file' },
    );
    assert.deepEqual([first.get(), first.held], [1, true]);
    const second = first.move();
    assertRefused(
      caught(() => first.get()),
      'MOVED',
      /^Owned\.get\(\): 'file': the value was moved to another handle\. Use the one that move\(\) returned\.$/,
    );
    first.dispose();
    second.reset(2);
    assert.deepEqual([deleted, second.get()], [[1], 2]);
    assert.equal(second.release(), 2);
    second.dispose();
    assertRefused(
      caught(() => {
        second.reset(3);
      }),
      'RELEASED',
      /^Owned\.reset\(value\): 'file': the value was released, and belongs to whoever called release\(\)/,
    );
    assert.deepEqual([deleted, second.held], [[1], false]);
  });

  it('reset() deletes and leaves it empty; it can be filled again; disposal is the end', () => {
    const deleted: unknown[] = [];
    const h = own('a', (v) => {
      deleted.push(v);
    });
    h.reset();
    h.reset();
    assertRefused(
      caught(() => h.get()),
      'EMPTY',
      /^Owned\.get\(\): reset\(\) has deleted the value\. Put one in with reset\(value\) first\.$/,
    );
    h.reset('b');
    assert.equal(h.get(), 'b');
    h.dispose();
    h.dispose();
    h[Symbol.dispose]();
    for (const act of [
      () => h.get(),
      () => h.move(),
      () => h.release(),
      () => {
        h.reset('c');
      },
    ])
      assertRefused(caught(act), 'DISPOSED', /was deleted when the handle was disposed of/);
    assert.deepEqual(deleted, ['a', 'b']);
  });

  it('undefined is a value, the same value is refused, and so is wrong use', async () => {
    const deleted: unknown[] = [];
    const h = own<number | undefined>(undefined, (v) => {
      deleted.push(v);
    });
    assert.equal(h.get(), undefined);
    assertRefused(
      caught(() => {
        h.reset(undefined);
      }),
      'SAME_VALUE',
      /^Owned\.reset\(value\): the handle owns that very value already/,
    );
    h.reset(5);
    h.dispose();
    assert.deepEqual(deleted, [undefined, 5]);
    assert.match(
      String(caught(() => own(1, 'x' as never))),
      /^TypeError: own\(value, deleter, options\): deleter must be a function, got x\. Pass one/,
    );
    assert.match(String(caught(() => own(1, () => 1, 5 as never))), /^TypeError: own\(value, deleter, options\): expected options such as/);
    assert.match(String(caught(() => ownAsync(1, () => 1, { label: 5 as never }))), /^TypeError: ownAsync\(.*label must be a string/);
    assertRefused(await rejected(ownAsync(1, () => 1).reset(1)), 'SAME_VALUE', /^AsyncOwned\.reset/);
  });

  it('what a deleter throws arrives where it was called, after the handle has changed', async () => {
    const error = new Error('cannot close');
    const h = own(1, () => {
      throw error;
    });
    assert.equal(
      caught(() => {
        h.reset(2);
      }),
      error,
    );
    assert.equal(h.get(), 2);
    assert.equal(
      caught(() => {
        h.dispose();
      }),
      error,
    );
    assertRefused(
      caught(() => h.get()),
      'DISPOSED',
      /disposed/,
    );
    const s = scope();
    s.use(
      own(1, () => {
        throw error;
      }),
    );
    assert.equal(
      caught(() => {
        s.dispose();
      }),
      error,
    );
    const a = ownAsync(1, () => Promise.reject(error));
    assert.equal(await rejected(a.reset(2)), error);
    assert.equal(a.get(), 2);
    assert.equal(await rejected(a.disposeAsync()), error);
    await a.disposeAsync();
  });

  it('in a deleter the handle has nothing any more', () => {
    const seen: unknown[] = [];
    const h: Owned<number> = own(1, () => {
      seen.push(h.held, caught(() => h.get()) instanceof OwnError);
      h.dispose();
    });
    h.dispose();
    assert.deepEqual(seen, [false, true]);
  });

  it('a deleter that is not awaited loses nothing: its rejection is reported, with what to write', async () => {
    const told = await reported(async () => {
      own(1, () => Promise.reject(new Error('late')), { label: 'socket' }).dispose();
      await turn();
    });
    assert.deepEqual(
      told.map(({ kind, label, error }) => [kind, label, (error as Error).message]),
      [['owned-delete-failed', 'socket', 'late']],
    );
    assert.match(told[0]?.message ?? '', /ownAsync\(value, deleter\) does/);
  });

  it('a scope deletes it, unless it was moved out; async scopes await it', async () => {
    const seen: string[] = [];
    const kept = run((s) => {
      const gone = s.use(
        own('gone', (v) => {
          seen.push(v);
        }),
      );
      const out = s.use(
        own('kept', (v) => {
          seen.push(v);
        }),
      );
      assert.equal(gone.get(), 'gone');
      return out.move();
    });
    assert.deepEqual([seen, kept.get()], [['gone'], 'kept']);
    const s = asyncScope();
    s.defer(() => {
      seen.push('after');
    });
    s.use(
      ownAsync('awaited', async (v) => {
        await turn();
        seen.push(v);
      }),
    );
    await s.disposeAsync();
    assert.deepEqual(seen, ['gone', 'awaited', 'after']);
  });

  it('a debugger sees what is held, and nothing that is not', () => {
    const library = findOwnLibrary();
    library.observe(true);
    try {
      const list = (): unknown[] =>
        (library.read({ scopes: 0, cleanups: 0, resources: 1000 }).resources ?? [])
          .filter(({ kind, label }) => kind === 'owned' && label === 'seen')
          .map(({ state, facts, site }) => [state, facts[0]?.value, facts[1]?.name, site?.frames[0]?.url.replace(/.*[\\/]/, '')]);
      const value = { fd: 7 };
      const h = own(value, () => undefined, { label: 'seen' });
      assert.deepEqual(list(), [['held', value, 'for ms', 'own.test.js']]);
      const moved = h.move();
      assert.deepEqual(list(), [['held', value, 'for ms', 'own.test.js']]);
      moved.reset();
      assert.deepEqual(list(), []);
      moved.reset({ fd: 8 });
      assert.deepEqual(list(), [['held', { fd: 8 }, 'for ms', 'own.test.js']]);
      moved.release();
      assert.deepEqual(list(), []);
    } finally {
      library.observe(false);
    }
  });

  it('whoever watches for leaks is told of each, with what it holds taken and given up', () => {
    const open = new Set<object>();
    setLeakWatch({
      opened: (one, kind) => {
        if (kind === 'owned value') open.add(one);
      },
      closed: (one) => {
        open.delete(one);
      },
      moved: () => {},
    });
    try {
      const h = own(1, () => undefined);
      const moved = h.move();
      assert.equal(open.size, 1);
      moved.reset();
      moved.reset(2);
      assert.equal(open.size, 1);
      moved.dispose();
      assert.equal(open.size, 0);
    } finally {
      setLeakWatch(undefined);
    }
  });
});

describe('own: model', () => {
  type Step = { readonly act: 'get' | 'move' | 'release' | 'reset' | 'clear' | 'dispose'; readonly nth: number };
  const step: fc.Arbitrary<Step> = fc.record({
    act: fc.constantFrom('get', 'move', 'release', 'reset', 'clear', 'dispose'),
    nth: fc.nat(5),
  });

  for (const kind of ['sync', 'async'] as const)
    it(`${RANDOM_RUNS} random histories, ${kind}: each value is deleted or released exactly once, by its owner`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
          let values = 0;
          const deleted: number[] = [];
          const released: number[] = [];
          const deleter = (v: number): void => {
            deleted.push(v);
          };
          const handles: (Owned<number> | AsyncOwned<number>)[] = [kind === 'sync' ? own(values++, deleter) : ownAsync(values++, deleter)];
          const model: { value: number | undefined; gone: OwnErrorCode }[] = [{ value: 0, gone: 'EMPTY' }];
          for (const { act, nth } of steps) {
            const at = nth % handles.length;
            const [h, m] = [handles[at], model[at]];
            assert(h !== undefined && m !== undefined);
            let refused: unknown;
            try {
              switch (act) {
                case 'get':
                  assert.equal(h.get(), m.value);
                  break;
                case 'move':
                  handles.push(h.move());
                  model.push({ ...m });
                  break;
                case 'release':
                  released.push(h.release());
                  break;
                case 'reset':
                  await h.reset(values);
                  break;
                case 'clear':
                  await h.reset();
                  break;
                case 'dispose':
                  if ('dispose' in h) h.dispose();
                  else await h.disposeAsync();
                  break;
              }
            } catch (error) {
              refused = error;
            }
            const refills = m.gone === 'EMPTY' && (act === 'reset' || act === 'clear');
            if (m.value === undefined && act !== 'dispose' && !refills) {
              assert(refused instanceof OwnError && refused.code === m.gone, `${act}: ${String(refused)}`);
              continue;
            }
            assert.equal(refused, undefined);
            const had = m.value;
            if (act === 'move') Object.assign(m, { value: undefined, gone: 'MOVED' });
            if (act === 'release') Object.assign(m, { value: undefined, gone: 'RELEASED' });
            if (act === 'clear') m.value = undefined;
            if (act === 'reset') m.value = values++;
            if (act === 'dispose' && had !== undefined) Object.assign(m, { value: undefined, gone: 'DISPOSED' });
            if (had !== undefined && (act === 'clear' || act === 'reset' || act === 'dispose')) assert.equal(deleted.at(-1), had);
          }
          for (const h of handles)
            if ('dispose' in h) h.dispose();
            else await h.disposeAsync();
          assert.deepEqual(
            [...deleted, ...released].sort((a, b) => a - b),
            Array.from({ length: values }, (_, i) => i),
          );
        }),
        { numRuns: RANDOM_RUNS },
      );
    });
});
