import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { readExpression } from '../../../../../src/languages/javascript/values/expression.ts';
import { ROOT } from '../../../schema.ts';

describe('A program that was there before the library', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'deferscope-early-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is read without a call of the functions that it has put in the place of the engine's", () => {
    const expression = path.join(folder, 'expression.js');
    writeFileSync(expression, readExpression());
    const library = pathToFileURL(path.join(ROOT, 'dist/runtime/deferscope.mjs')).href;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(ROOT, 'test/debuggees/javascript/tampering/early.mjs'), expression, library],
      { encoding: 'utf8', timeout: 20_000 },
    );
    assert.equal(stderr, '');
    assert.equal(stdout, 'many wrapped, 0 called, string\n');
  });
});
