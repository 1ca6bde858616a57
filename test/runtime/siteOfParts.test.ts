// Sites belong to the program: what a part of the library registers for its user was registered by the user.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const library = path.join(__dirname, '../../runtime');

describe('sites of what a part of the library registers', () => {
  const folder = path.join(__dirname, '../../siteOfParts');
  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('are in the program that called it', () => {
    fs.mkdirSync(folder, { recursive: true });
    const program = path.join(folder, 'program.cjs');
    fs.writeFileSync(
      program,
      `
      const { scope } = require(${JSON.stringify(path.join(library, 'deferscope.cjs'))});
      const { Pool } = require(${JSON.stringify(path.join(library, 'pool.cjs'))});
      const [library] = globalThis[Symbol.for('deferscope.door')].libraries;
      library.observe(true);
      const pool = new Pool({ create: () => ({}), debug: true });
      const s = scope();
      pool.borrow(s); // line 8
      const { scopes, resources } = library.read({ scopes: 9, cleanups: 9, resources: 9, entries: 9 });
      console.log(JSON.stringify([scopes[0].cleanups[0].site.frames[0], resources[0].site.frames[0], resources[0].entries[0].site.frames[0]].map(({ url, line }) => [url.split(/[\\\\/]/).pop(), line])));`,
    );
    assert.deepEqual(JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8' })), [
      ['program.cjs', 8],
      ['program.cjs', 6],
      ['program.cjs', 8],
    ]);
  });
});
