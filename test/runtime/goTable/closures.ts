import { run } from '../../../src/runtime/deferscope.ts';
import type { Case } from './case.ts';

export const closures: Record<string, Case> = {
  'closures: see variables as they are when they run': (print) => {
    run((s) => {
      let x = 1;
      s.defer(() => {
        print('deferred', x);
      });
      x = 2;
    });
  },
  'closures: one variable for each round of a loop': (print) => {
    run((s) => {
      for (let i = 0; i < 3; i++)
        s.defer(() => {
          print('round', i);
        });
    });
  },
  'closures: share what they close over': (print) => {
    run((s) => {
      let count = 0;
      s.defer(() => {
        print('count', count);
      });
      for (let i = 0; i < 3; i++)
        s.defer(() => {
          count++;
        });
    });
  },
};
