// As a test runner does it: the library and its user live in a context of their own, with their own globalThis.
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const context = vm.createContext({ console, performance });
vm.runInContext('globalThis.global = globalThis', context);
const loaded = new Map();

function load(file) {
  const known = loaded.get(file);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  loaded.set(file, module);
  const wrapped = vm.runInContext(`(function (module, exports, require) {${fs.readFileSync(file, 'utf8')}\n})`, context, { filename: file });
  wrapped(module, module.exports, (name) => {
    if (name === 'deferscope') return load(path.join(__dirname, '../../../dist/runtime/deferscope.cjs'));
    return name.startsWith('.') ? load(path.join(path.dirname(file), name)) : require(name);
  });
  return module.exports;
}

load(path.join(__dirname, 'vmContextInside.cjs'));
