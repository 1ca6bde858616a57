// Every kind of value as the argument of a deferred call, in two scopes: one lists a page of its cleanups.
import { run } from '../../../../dist/runtime/deferscope.mjs';
import { kinds, touched } from './kinds.mjs';

function release(_value) {}

const names = Object.keys(kinds);

run((first) => run((second) => {
  for (const name of names.slice(0, 60)) first.label(name).defer(release, kinds[name]);
  for (const name of names.slice(60)) second.label(name).defer(release, kinds[name]);
  return 1; // stop
}));
console.log(touched.length);
