import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { run, RunScope, Scope, scope, SuppressedError } from '../../src/runtime/deferscope.ts';
import { caught } from './caught.ts';

describe('run: the way out', () => {
  it('returns what the body returns', () => {
    assert.equal(
      run(() => 5),
      5,
    );
    assert.equal(
      run({ label: 'sum' }, () => 'word'),
      'word',
    );
    assert.equal(
      run(() => null),
      null,
    );
  });

  it('a returned undefined leaves the result that was set', () => {
    assert.equal(
      run<number>((s) => {
        s.result = 3;
      }),
      3,
    );
    assert.equal(
      run<number>((s) => {
        s.result = 3;
        return 4;
      }),
      4,
    );
  });

  it('throws the very value that was thrown', () => {
    const error = new Error('x');
    assert.equal(
      caught(() =>
        run(() => {
          throw error;
        }),
      ),
      error,
    );
    for (const value of [undefined, null, 0, '', false]) {
      let got: unknown = 'nothing';
      try {
        run(() => {
          throw value;
        });
      } catch (e) {
        got = e;
      }
      assert.equal(got, value);
    }
  });

  it('runs every cleanup though the first ones throw', () => {
    const seen: number[] = [];
    const error = caught(() =>
      run((s) => {
        s.defer((n: number) => seen.push(n), 1);
        s.defer(() => {
          throw 'B';
        });
        s.defer((n: number) => seen.push(n), 2);
        throw 'A';
      }),
    ) as SuppressedError;
    assert.deepEqual(seen, [2, 1]);
    assert.deepEqual(
      [error instanceof SuppressedError, error.error, error.suppressed, error.message],
      [true, 'B', 'A', 'panic: A\n\tpanic: B'],
    );
  });

  it('a scope that the body disposed of or moved away has nothing left to run', () => {
    const seen: string[] = [];
    run((s) => {
      s.defer(() => seen.push('early'));
      s.dispose();
      seen.push('body');
    });
    const moved = run((s) => {
      s.defer(() => seen.push('moved'));
      return s.move();
    });
    assert(moved instanceof Scope && !(moved instanceof RunScope));
    seen.push('after');
    moved.dispose();
    assert.deepEqual(seen, ['early', 'body', 'after', 'moved']);
  });

  it('disposed early inside another body, the other body is still there', () => {
    const seen: unknown[] = [];
    run((outer) => {
      outer.defer(() => {
        seen.push(outer.recover());
      });
      run((inner) => {
        inner.dispose();
      });
      throw 'A';
    });
    assert.deepEqual(seen, ['A']);
  });

  it('a scope that outlives its body is disposed of', () => {
    const s = run<unknown>((t) => t) as RunScope<unknown>;
    assert.equal(s.disposed, true);
    assert(
      caught(() => {
        s.defer(() => {});
      }) instanceof ReferenceError,
    );
    assert.equal(s.recover(), undefined);
  });

  it('is a DisposableStack to whoever wants one', () => {
    const fill = (stack: DisposableStack): void => {
      stack.defer(() => {});
    };
    run((s) => {
      fill(s);
    });
  });

  it('an overflowing stack leaves the library working', () => {
    const dive = (): void => {
      run((s) => {
        s.defer(() => {});
        dive();
      });
    };
    assert(caught(dive) instanceof Error);
    assert.equal(
      run<number>((s) => {
        s.defer(() => {
          if (s.recover() === 'x') s.result = 1;
        });
        throw 'x';
      }),
      1,
    );
  });
});

describe('run: recover', () => {
  it('keeps the identity of what it recovers, also when thrown again', () => {
    const error = new Error('A');
    assert.equal(
      caught(() =>
        run((s) => {
          s.defer(() => {
            throw s.recover();
          });
          throw error;
        }),
      ),
      error,
    );
  });

  it('undefined may have been thrown: then recover stops it all the same', () => {
    assert.equal(
      run<string>((s) => {
        s.defer(() => {
          s.recover();
          s.result ??= 'recovered';
        });
        throw undefined;
      }),
      'recovered',
    );
  });

  it('a helper that the cleanup hands its scope to may recover: the scope says who is meant', () => {
    const rescue = (s: RunScope<string>): void => {
      s.result = String(s.recover());
    };
    assert.equal(
      run<string>((s) => {
        s.defer(rescue, s);
        throw 'A';
      }),
      'A',
    );
  });

  it("undefined in a plain scope's cleanup, though that is disposed of by our own", () => {
    const seen: unknown[] = [];
    assert.equal(
      caught(() =>
        run((s) => {
          s.defer(() => {
            const inner = scope();
            inner.defer(() => seen.push(s.recover()));
            inner.dispose();
          });
          throw 'A';
        }),
      ),
      'A',
    );
    assert.deepEqual(seen, [undefined]);
  });

  it('after a nested run the cleanup itself may still recover', () => {
    assert.equal(
      run<unknown>((s) => {
        s.defer(() => {
          assert.equal(
            caught(() =>
              run(() => {
                throw 'B';
              }),
            ),
            'B',
          );
          s.result = s.recover();
        });
        throw 'A';
      }),
      'A',
    );
  });

  it('counts from the return of the cleanup: what it throws afterwards goes out as it is', () => {
    const error = caught(() =>
      run((s) => {
        s.defer(() => {
          s.recover();
          throw 'B';
        });
        throw 'A';
      }),
    );
    assert.equal(error, 'B');
  });

  it('a recovered chain is gone as a whole', () => {
    assert.equal(
      run<unknown>((s) => {
        s.defer(() => {
          s.result = [s.result, s.recover()];
        });
        s.defer(() => {
          s.result = s.recover();
        });
        s.defer(() => {
          throw 'B';
        });
        throw 'A';
      })?.toString(),
      'B,',
    );
  });

  it('wants a RunScope', () => {
    assert(caught(() => Reflect.apply(Reflect.get(RunScope.prototype, 'recover'), {}, [])) instanceof TypeError);
  });
});

describe('run: deferOnError', () => {
  const attempt = (body: (s: RunScope<unknown>, note: (word: string) => void) => unknown): string[] => {
    const seen: string[] = [];
    try {
      run<unknown>((s) => body(s, (word) => seen.push(word)));
    } catch {
      seen.push('failed');
    }
    return seen;
  };

  it('is passed over when the body succeeds, and runs when it fails', () => {
    const body =
      (fails: boolean) =>
      (s: RunScope<unknown>, note: (word: string) => void): void => {
        s.defer(note, 'close');
        s.deferOnError(note, 'roll back');
        if (fails) throw 'A';
      };
    assert.deepEqual(attempt(body(false)), ['close']);
    assert.deepEqual(attempt(body(true)), ['roll back', 'close', 'failed']);
  });

  it('is asked when its turn comes: after a later cleanup failed, not after one recovered', () => {
    assert.deepEqual(
      attempt((s, note) => {
        s.deferOnError(note, 'runs');
        s.defer(() => {
          throw 'B';
        });
        s.deferOnError(note, 'too early');
      }),
      ['runs', 'failed'],
    );
    assert.deepEqual(
      attempt((s, note) => {
        s.deferOnError(note, 'too late');
        s.defer(() => {
          s.recover();
        });
        s.deferOnError(note, 'runs');
        throw 'A';
      }),
      ['runs'],
    );
  });

  it('takes any number of arguments', () => {
    const got: unknown[][] = [];
    const note = (...args: unknown[]): void => {
      got.push(args);
    };
    caught(() =>
      run((s) => {
        s.deferOnError(note);
        s.deferOnError(note, 1);
        s.deferOnError(note, 1, 2);
        throw 'A';
      }),
    );
    assert.deepEqual(got, [[1, 2], [1], []]);
  });

  it('moved away, it runs only if the new scope fails', () => {
    const seen: string[] = [];
    const moved = run((s) => {
      s.deferOnError(() => seen.push('roll back'));
      return s.move();
    });
    moved.dispose();
    assert.deepEqual(seen, []);
  });
});

describe('run: wrong use says what to do', () => {
  const bad = (value: unknown): never => value as never;
  const cases: [string, () => unknown, RegExp][] = [
    ['no body', () => run(bad(undefined)), /^run\(options, body\): expected a function, got undefined/],
    ['options without body', () => run({}, bad(5)), /^run\(options, body\): expected a function, got 5/],
    [
      'options that are none',
      () => {
        run(bad('label'), () => {});
      },
      /^run\(options, body\): expected options .* got label/,
    ],
    [
      'no function to defer',
      () => {
        run((s) => {
          s.deferOnError(bad(null));
        });
      },
      /^RunScope\.deferOnError\(fn, \.\.\.args\): expected a function, got null/,
    ],
    [
      "a RunScope of one's own",
      () => new (RunScope as unknown as new () => unknown)(),
      /^new RunScope\(\) is not for programs: .* write new Scope\(\)/,
    ],
  ];
  for (const [name, act, message] of cases)
    it(name, () => {
      const error = caught(act);
      assert(error instanceof TypeError);
      assert.match(error.message, message);
    });
});

describe('run: a program that nobody rescues', () => {
  it('ends with the chain in what Node prints', () => {
    const library = path.join(__dirname, '../../runtime/deferscope.cjs');
    const program = `const { run } = require(${JSON.stringify(library)});
      run((s) => { s.defer(() => { throw new Error('B'); }); throw new Error('A'); });`;
    const { stderr, status } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, /SuppressedError: panic: A\n\tpanic: B\n {4}at /);
  });
});
