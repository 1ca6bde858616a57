// Pauses while a class that is hard on Node 22's debugger makes its fields.
import { run } from '../../../dist/runtime/deferscope.mjs';

function makeAccount() {
  class Account {
    #secret = 7; // initializer
    static {
      Account.count = 1;
    }
    get secret() {
      return this.#secret;
    }
  }
  return new Account();
}

run({ label: 'making an account' }, (s) => {
  s.defer(console.log, 'closed');
  console.log(makeAccount().secret);
});
