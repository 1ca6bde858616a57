// What changes while a person looks: captured variables, a getter that counts how often it is read, calls that come and go.
// Lives on at its end, until the debugger ends it.
import { run } from '../../../dist/runtime/deferscope.mjs';

let reads = 0; // start
const account = {
  owner: 'Ada',
  history: { opened: 1843 },
  get balance() {
    reads += 1;
    return 100;
  },
};

function close(what, reason) {
  console.log('close', what.owner, reason);
}

run({ label: 'live' }, (s) => {
  let count = 1;
  s.defer(close, account, 'last');
  s.defer(() => console.log('count', count));
  count = 2; // stop
  s.defer(close, account, 'first');
  console.log('registered', count);
});
console.log('reads', reads); // over
setInterval(() => {}, 1000);
