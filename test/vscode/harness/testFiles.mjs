import * as fs from 'node:fs';
import * as path from 'node:path';
import { repository } from './repository.mjs';

/** The suites whose tests are built as modules that share what they import (see build/tests.mjs). */
const sharing = ['unit', 'adapters'];

/**
 * The built test files of a folder under test/. The sources decide: a file that an older build left in dist/ is not a test.
 * @param {string} folder
 */
export function testFilesIn(folder) {
  const sources = path.join(repository, 'test', folder);
  if (!fs.existsSync(sources)) return [];
  return fs
    .readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .map((file) => path.join(repository, 'dist/test', folder, file.replace(/\.ts$/, sharing.includes(folder) ? '.mjs' : '.js')));
}
