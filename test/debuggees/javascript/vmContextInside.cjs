// Loaded by vmContext.cjs.
const { run } = require('deferscope');

function close(name) {
  console.log('close', name);
}

run({ label: 'in a context' }, (s) => {
  s.defer(close, 'inside');
  console.log('inside'); // stop
});
