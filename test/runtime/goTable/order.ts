import { run } from '../../../src/runtime/deferscope.ts';
import type { Case } from './case.ts';

export const order: Record<string, Case> = {
  'order: last in, first out': (print) => {
    run((s) => {
      s.defer(print, 'first');
      s.defer(print, 'second');
      s.defer(print, 'third');
      print('body');
    });
  },
  'order: each round of a loop registers one': (print) => {
    run((s) => {
      for (let i = 0; i < 4; i++) s.defer(print, 'round', i);
    });
  },
  'order: only what was reached': (print) => {
    const leave = (early: boolean): void => {
      run((s) => {
        s.defer(print, 'always');
        if (early) return;
        s.defer(print, 'only late');
      });
    };
    leave(true);
    leave(false);
  },
  "order: a nested function's run before the outer's go on": (print) => {
    run((s) => {
      s.defer(print, 'outer deferred');
      run((t) => {
        t.defer(print, 'inner deferred');
        print('inner body');
      });
      print('outer body');
    });
  },
  'order: a deferred call has deferred calls of its own': (print) => {
    run((s) => {
      s.defer(print, 'last');
      s.defer(() => {
        run((t) => {
          t.defer(print, 'deferred in deferred');
          print('deferred');
        });
      });
    });
  },
};
