import * as fs from 'node:fs';
import * as path from 'node:path';
import { repository } from './repository.mjs';

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
    .map((file) => path.join(repository, 'dist/test', folder, file.replace(/\.ts$/, '.js')));
}
