// npm run check: types, lint, formatting, import rules, what nobody uses.
import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { repository } from './vscode/harness/repository.mjs';

/** What an answer that was remembered depends on in addition to the files themselves. */
const RULES = ['prettier.config.mjs', 'knip.jsonc', 'package-lock.json', 'test/check.mjs'];

/** @typedef {import('node:child_process').ExecFileException} ExecFileException */

/** @param {string} script @param {readonly string[]} options */
async function runTool(script, options) {
  return promisify(execFile)(process.execPath, [path.join(repository, 'node_modules', script), ...options], { cwd: repository }).then(
    ({ stdout }) => ({ stdout, isRight: true }),
    (/** @type {unknown} */ error) => {
      const { stdout = '', stderr = '' } = /** @type {ExecFileException} */ (error);
      return { stdout: stdout + stderr, isRight: false };
    },
  );
}

const key = RULES.reduce((hash, file) => hash.update(fs.readFileSync(path.join(repository, file))), createHash('sha256'))
  .digest('hex')
  .slice(0, 16);
const cache = path.join(repository, 'node_modules/.cache/deferscope-check', key);
const answers = await Promise.all([
  // Types and lint, of one program: see .oxlintrc.jsonc.
  runTool('oxlint/bin/oxlint', ['--config', '.oxlintrc.jsonc', '--format', 'stylish']),
  runTool('dependency-cruiser/bin/dependency-cruise.mjs', ['--config', '.dependency-cruiser.cjs', 'src']),
  runTool('knip/bin/knip.js', ['--no-progress', '--cache', '--cache-location', path.join(cache, 'knip')]),
  runTool('prettier/bin/prettier.cjs', ['--list-different', '--cache', '--cache-location', path.join(cache, 'prettier'), '.']).then(
    ({ stdout, isRight }) => ({ stdout: stdout.replace(/^(?=.)/gm, 'not formatted (npm run format): '), isRight }),
  ),
]);
for (const { stdout } of answers) if (stdout.trim() !== '') console.log(stdout.trim());
if (answers.some(({ isRight }) => !isRight)) process.exitCode = 1;
