// As a test runner or loader does it: TypeScript is compiled in memory, and the file on disk is not what runs.
const fs = require('node:fs');
const path = require('node:path');
const { transformSync } = require('esbuild');

require.extensions['.ts'] = (module, filename) => {
  const source = fs.readFileSync(filename, 'utf8');
  const { code } = transformSync(source, { loader: 'ts', format: 'cjs', sourcemap: 'inline', sourcefile: filename, minifyWhitespace: true });
  module._compile(code, filename);
};
require(path.join(__dirname, 'inMemorySource.ts'));
