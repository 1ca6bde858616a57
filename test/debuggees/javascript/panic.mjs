// A failure unwinds; the program pauses inside a cleanup that then recovers. One cleanup has run, one is left.
import { run } from '../../../dist/runtime/deferscope.mjs';

function close(name) {
  console.log('close', name);
}

function rescue(s) {
  console.log('rescuing'); // stop
  console.log('recovered', String(s.recover()));
}

run({ label: 'panicking' }, (s) => {
  s.defer(close, 'last');
  s.defer(rescue, s);
  s.defer(close, 'first');
  throw new Error('boom');
});
console.log('survived');
