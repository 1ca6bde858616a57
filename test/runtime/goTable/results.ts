import { run } from '../../../src/runtime/deferscope.ts';
import type { Case } from './case.ts';

export const results: Record<string, Case> = {
  'results: a deferred call changes a named result': (print) => {
    print(
      run<number>((s) => {
        s.defer(() => {
          s.result = (s.result ?? 0) * 2;
        });
        return 21;
      }),
    );
  },
  'results: a bare return returns what was set': (print) => {
    print(
      run<number>((s) => {
        s.defer(() => {
          s.result = (s.result ?? 0) + 1;
        });
        s.result = 5;
        return;
      }),
    );
  },
  'results: an unnamed result is not reached': (print) => {
    print(
      run((s) => {
        let n = 1;
        s.defer(() => {
          n = 100;
        });
        return n;
      }),
    );
  },
  'results: each deferred call sees what the one before left': (print) => {
    print(
      run<string>((s) => {
        s.defer(() => {
          s.result = `${s.result ?? ''}c`;
        });
        s.defer(() => {
          s.result = `${s.result ?? ''}b`;
        });
        return 'a';
      }),
    );
  },
  'results: a recovered function returns its named result': (print) => {
    print(
      run<Error>((s) => {
        s.defer(() => {
          const r = s.recover();
          if (r !== undefined) s.result = new Error(`recovered: ${(r as Error).message}`);
        });
        throw new Error('broken');
      }),
    );
  },
  'results: what was set before the panic stays': (print) => {
    print(
      run<number>((s) => {
        s.defer(() => {
          s.recover();
        });
        s.result = 7;
        throw new Error('after');
      }),
    );
  },
  'results: a failure after return keeps the returned value once recovered': (print) => {
    print(
      run<number>((s) => {
        s.defer(() => {
          print('recovered', s.recover());
        });
        s.defer(() => {
          throw 'on the way out';
        });
        return 3;
      }),
    );
  },
};
