// Two copies of the library in one process, as a package that imports it and one that requires it make them.
import * as first from '../../../dist/runtime/deferscope.mjs';
import * as second from '../../../dist/runtime/deferscope.cjs';

function close(name) {
  console.log('close', name);
}

first.run({ label: 'first copy, outer' }, (outer) => {
  outer.defer(close, 'first copy, outer');
  second.run({ label: 'second copy' }, (middle) => {
    middle.defer(close, 'second copy');
    first.run({ label: 'first copy, inner' }, (inner) => {
      inner.defer(close, 'first copy, inner');
      console.log('nested'); // stop
    });
  });
});
