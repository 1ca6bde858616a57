// The plain case: an ES module.
import { run, Scope } from '../../../dist/runtime/deferscope.mjs';

function close(name, options) {
  console.log('close', name, options);
}

function inner() {
  return run((s) => {
    s.defer(close, 'inner', { force: false });
    return 1; // stop
  });
}

function outer() {
  const shared = new Scope({ label: 'shared' });
  shared.defer(close, 'shared', null);
  const result = run({ label: 'outer' }, (s) => {
    s.defer(close, 'first', { force: true });
    s.label('second to go').defer(close, 'second', undefined);
    s.adopt({ handle: 7 }, (resource) => console.log('adopted', resource.handle));
    return inner();
  });
  shared.dispose();
  return result;
}

console.log('result', outer());
