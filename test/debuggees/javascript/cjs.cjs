// The plain case: CommonJS.
const { run } = require('../../../dist/runtime/deferscope.cjs');

function close(name, options) {
  console.log('close', name, options);
}

function work() {
  return run({ label: 'work' }, (s) => {
    s.defer(close, 'first', { force: true });
    s.defer(() => close('second'));
    return 1; // stop
  });
}

console.log('result', work());
