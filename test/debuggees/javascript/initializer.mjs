// Pauses while a class that is hard on Node 22's debugger makes its fields.
import { run } from '../../../dist/runtime/deferscope.mjs';

function pause() {
  return 7; // stop
}

class Account {
  static count = 0;
  #secret = pause();
  balance = (() => this.#secret)();
  static {
    Account.count += 1;
  }
}

run({ label: 'making an account' }, (s) => {
  s.defer(console.log, 'closed');
  console.log(new Account().balance);
});
