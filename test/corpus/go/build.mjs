// Fetches modules and builds the tests of their packages.
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { builds, programs } from './modules.mjs';

/** What a built program is run as. @typedef {{ binary: string, folder: string, sources: string, args: readonly string[] }} Built */

/**
 * Builds one program, unless it is there already.
 * @param {string} home @param {string} name @param {string} build
 * @returns {Built}
 */
export function buildProgram(home, name, build) {
  const program = programs[name];
  const flags = builds[build];
  if (program === undefined || flags === undefined) throw new Error(`There is no ${name} ${build}.`);
  const root = program.module === 'std' ? path.join(goEnv('GOROOT'), 'src') : copyModule(home, program.module);
  const folder = path.join(root, program.package);
  const binary = path.join(home, 'bin', `${name}.${build}.test`);
  if (!fs.existsSync(binary)) {
    const made = spawnSync('go', ['test', '-c', '-buildvcs=false', ...flags, '-o', binary, '.'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, GOFLAGS: program.module === 'std' ? '' : '-mod=mod' },
    });
    if (made.status !== 0) throw new Error(`${name} does not build:\n${made.stderr}`);
  }
  return {
    binary,
    folder,
    sources: root,
    args: ['-test.count=1', '-test.timeout=0', '-test.short', ...(program.run === undefined ? [] : [`-test.run=${program.run}`])],
  };
}

/** A copy of a module that its tests may write into. @param {string} home @param {string} module */
function copyModule(home, module) {
  const copy = path.join(home, 'modules', module.replaceAll('/', '+'));
  if (fs.existsSync(copy)) return copy;
  const { Dir: folder } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8', cwd: '/' }));
  fs.cpSync(folder, `${copy}.part`, { recursive: true });
  execFileSync('chmod', ['-R', 'u+w', `${copy}.part`]);
  fs.renameSync(`${copy}.part`, copy);
  return copy;
}

/** @param {string} name */
function goEnv(name) {
  return execFileSync('go', ['env', name], { encoding: 'utf8' }).trim();
}
