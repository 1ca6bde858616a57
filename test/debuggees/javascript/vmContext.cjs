// As a test runner does it: the library and its user live in a context of their own, with their own globalThis.
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const context = vm.createContext({ console, performance });
vm.runInContext('globalThis.global = globalThis', context);

function load(file) {
  const wrapped = vm.runInContext(`(function (module, exports, require) {${fs.readFileSync(file, 'utf8')}\n})`, context, { filename: file });
  const module = { exports: {} };
  wrapped(module, module.exports, (name) => (name === 'deferscope' ? load(path.join(__dirname, '../../../dist/runtime/deferscope.cjs')) : require(name)));
  return module.exports;
}

load(path.join(__dirname, 'vmContextInside.cjs'));
