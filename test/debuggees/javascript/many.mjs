// Ten thousand pending cleanups in one scope, from one line; and two around them.
import { run } from '../../../dist/runtime/deferscope.mjs';

let released = 0;
function release(index) {
  released += index >= 0 ? 1 : 0;
}

run({ label: 'many' }, (s) => {
  s.defer(release, -1);
  for (let index = 0; index < Number(process.argv[2] ?? 10_000); index++) {
    s.defer(release, index);
  }
  s.defer(release, -2);
  console.log('registered'); // stop
});
console.log('released', released);
