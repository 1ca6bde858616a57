import { run } from '../../../src/runtime/deferscope.ts';
import type { Case } from './case.ts';

interface Account {
  balance: number;
}

export const args: Record<string, Case> = {
  'arguments: evaluated at the defer statement': (print) => {
    run((s) => {
      let x = 1;
      s.defer(print, 'deferred', x);
      x = 2;
      print('body', x);
    });
  },
  'arguments: a call among them is made at once': (print) => {
    run((s) => {
      const trace = (word: string): string => {
        print('enter', word);
        return word;
      };
      s.defer(print, trace('a'), trace('b'));
      print('body');
    });
  },
  'arguments: the function itself is evaluated at once': (print) => {
    run((s) => {
      let f = (): void => {
        print('old');
      };
      s.defer(f);
      f = () => {
        print('new');
      };
      f();
    });
  },
  "arguments: a pointer's target may still change": (print) => {
    run((s) => {
      const show = (a: Account, word: string): void => {
        print(word, a.balance);
      };
      const a: Account = { balance: 1 };
      s.defer(show, { ...a }, 'copy');
      s.defer(show, a, 'pointer');
      a.balance = 2;
    });
  },
  'arguments: the call before the last is made at once': (print) => {
    run((s) => {
      const start = (word: string): ((end: string) => void) => {
        print('start', word);
        return (end) => {
          print(end, word);
        };
      };
      s.defer(start('work'), 'end');
      print('body');
    });
  },
};
