// Every kind of value as the argument of a deferred call.
import { run } from '../../../../dist/runtime/deferscope.mjs';
import { kinds, touched } from './kinds.mjs';

function release(_value) {}

run((s) => {
  const names = Object.keys(kinds).reverse();
  for (const name of names) s.label(name).defer(release, kinds[name]);
  return 1; // stop
});
console.log(touched.length);
