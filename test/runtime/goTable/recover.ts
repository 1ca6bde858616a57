import { run } from '../../../src/runtime/deferscope.ts';
import type { Case } from './case.ts';

export const recover: Record<string, Case> = {
  'recover: stops the panic': (print) => {
    run((s) => {
      s.defer(() => {
        print('recovered', s.recover());
      });
      throw 'boom';
    });
    print('goes on');
  },
  'recover: nil when nothing panics': (print) => {
    run((s) => {
      s.defer(() => {
        print(s.recover());
      });
      print('body');
    });
  },
  'recover: nil in the body': (print) => {
    run((s) => {
      print(s.recover());
    });
  },
  'recover: nil the second time': (print) =>
    run((s) => {
      s.defer(() => {
        print(s.recover(), s.recover());
      });
      throw 'once';
    }),
  'recover: nil in a deferred call that runs after the one that recovered': (print) =>
    run((s) => {
      s.defer(() => {
        print('later', s.recover());
      });
      s.defer(() => {
        print('sooner', s.recover());
      });
      throw 'boom';
    }),
  'recover: nil in a function that the deferred one calls': (print) =>
    run((s) => {
      s.defer(() => {
        run(() => {
          print('nested', s.recover());
        });
      });
      throw 'goes on';
    }),
  'recover: nil in the deferred call of a function that the deferred one calls': (print) =>
    run((s) => {
      s.defer(() => {
        run((t) => {
          t.defer(() => {
            print('nested', s.recover() ?? t.recover());
          });
        });
      });
      throw 'goes on';
    }),
  'recover: the other deferred calls still run': (print) => {
    run((s) => {
      s.defer(print, 'last');
      s.defer(() => {
        s.recover();
      });
      s.defer(print, 'first');
      throw 'boom';
    });
    print('goes on');
  },
  'recover: a panic from three calls below': (print) => {
    const dive = (n: number): void => {
      run((s) => {
        s.defer(print, 'leave', n);
        if (n === 3) throw `at ${n}`;
        dive(n + 1);
      });
    };
    run((s) => {
      s.defer(() => {
        print('recovered', s.recover());
      });
      dive(1);
    });
  },
  'recover: a runtime error': (print) => {
    run((s) => {
      s.defer(() => {
        print('recovered', s.recover());
      });
      const list = [1, 2, 3];
      const i = 5;
      print(at(list, i));
    });
  },
  "recover: the panic of a deferred call's own work leaves the outer one alone": (print) =>
    run((s) => {
      s.defer(() => {
        run((t) => {
          t.defer(() => {
            print('inner', t.recover());
          });
          throw 'inner';
        });
      });
      throw 'outer';
    }),
  'recover: gets the newest': (print) =>
    run((s) => {
      s.defer(() => {
        print('recovered', s.recover());
      });
      s.defer(() => {
        throw 'B';
      });
      throw 'A';
    }),
  'recover: gets the newest of a chain from below': (print) => {
    run((s) => {
      s.defer(() => {
        print('recovered', s.recover());
      });
      run((t) => {
        t.defer(() => {
          throw 'B';
        });
        throw 'A';
      });
    });
  },
  'recover: again after a new panic': (print) =>
    run((s) => {
      s.defer(() => {
        print('outer', s.recover());
      });
      s.defer(() => {
        print('inner', s.recover());
        throw 'B';
      });
      throw 'A';
    }),
};

/** Go's bounds check. */
function at<T>(list: readonly T[], i: number): T | undefined {
  if (i >= list.length) throw new Error(`runtime error: index out of range [${i}] with length ${list.length}`);
  return list[i];
}
