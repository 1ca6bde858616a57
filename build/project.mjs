import * as fs from 'node:fs';
import * as path from 'node:path';

/** The repository. */
export const root = path.join(import.meta.dirname, '..');

/** @type {{ version: string, license: string, repository: Record<string, string>, keywords: string[] }} */
export const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));

/** What all builds have in common. */
export const common = /** @type {const} */ ({ bundle: true, logLevel: 'warning', absWorkingDir: root, legalComments: 'none' });

/** As it is published. */
export const minify = process.argv.includes('--minify');

/** @param {string} file @param {string | Uint8Array} text */
export function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

/** A folder without what an earlier build has left there. @param {string} folder */
export function empty(folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
}
