import { run } from '../../../src/runtime/deferscope.ts';
import type { Case } from './case.ts';

export const panics: Record<string, Case> = {
  'panics: a string nobody recovers': (print) =>
    run((s) => {
      s.defer(print, 'deferred');
      throw 'A';
    }),
  'panics: an error nobody recovers': () =>
    run(() => {
      throw new Error('disk full');
    }),
  'panics: a number': () =>
    run(() => {
      throw 42;
    }),
  'panics: words in two lines': () =>
    run(() => {
      throw 'one\ntwo';
    }),
  'panics: one more on the way': (print) =>
    run((s) => {
      s.defer(print, 'last');
      s.defer(() => {
        throw 'B';
      });
      throw 'A';
    }),
  'panics: two more on the way': () =>
    run((s) => {
      s.defer(() => {
        throw new Error('C');
      });
      s.defer(() => {
        throw 'B';
      });
      throw new Error('A');
    }),
  'panics: only in a deferred call': (print) => {
    run((s) => {
      s.defer(() => {
        throw 'B';
      });
      print('body');
    });
  },
  'panics: chains of nested functions join': () => {
    run((s) => {
      s.defer(() => {
        throw 'C';
      });
      run((t) => {
        t.defer(() => {
          throw 'B';
        });
        throw 'A';
      });
    });
  },
  'panics: a deferred call fails with a chain of its own': () =>
    run((s) => {
      s.defer(() =>
        run((t) => {
          t.defer(() => {
            throw 'C';
          });
          throw 'B';
        }),
      );
      throw 'A';
    }),
  'panics: in a deferred call after it recovered': (print) =>
    run((s) => {
      s.defer(() => {
        print('recovered', s.recover());
        throw 'B';
      });
      throw 'A';
    }),
  'panics: the recovered value again': (print) =>
    run((s) => {
      s.defer(() => {
        const r = s.recover();
        print('recovered', r);
        throw r;
      });
      throw 'A';
    }),
  'panics: recovered and panicked anew, then one more': () =>
    run((s) => {
      s.defer(() => {
        throw 'C';
      });
      s.defer(() => {
        s.recover();
        throw 'B';
      });
      throw 'A';
    }),
  'panics: a runtime error nobody recovers': () =>
    run(() => {
      throw new Error('runtime error: index out of range [5] with length 3');
    }),
};
