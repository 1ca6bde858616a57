// Builds what is missing or older than its sources.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { withLock } from './lock.mjs';
import { repository } from './repository.mjs';

/** @param {...string} parts */
const at = (...parts) => path.join(repository, ...parts);
const steps = [
  { made: 'dist/runtime/deferscope.mjs', from: ['src/runtime', 'build'], command: ['esbuild.mjs', 'runtime'] },
  { made: 'dist/extension.js', from: ['src', 'build', 'media/l10n', 'package.json'], command: ['esbuild.mjs', 'extension'] },
  { made: 'dist/preload.cjs', from: ['src/preload', 'src/runtime', 'build'], command: ['esbuild.mjs', 'preload'] },
  { made: 'dist/cli/cli.js', from: ['src', 'build', 'package.json'], command: ['esbuild.mjs', 'cli'] },
  {
    made: 'dist/debuggees/javascript/bundle/main.mjs',
    from: ['test/debuggees/javascript', 'dist/runtime/deferscope.mjs'],
    command: ['test/debuggees/javascript/build.mjs'],
  },
];

/** @param {{ log?: (line: string) => void }} [options] */
export async function buildWhatIsStale({
  log = (line) => {
    console.error(line);
  },
} = {}) {
  fs.mkdirSync(at('.vscode-test'), { recursive: true });
  await withLock(at('.vscode-test/build.lock'), () => {
    for (const { made, from, command } of steps) {
      if (fs.existsSync(at(made)) && newest(from) <= fs.statSync(at(made)).mtimeMs) continue;
      log(`Building ${made} …`);
      const result = spawnSync(process.execPath, command, { cwd: repository, encoding: 'utf8', timeout: 120_000 });
      if (result.status !== 0)
        throw new Error(`Building ${made} failed (node ${command.join(' ')}):\n${result.stdout}${result.stderr}`.trim());
    }
  });
}

/** @param {readonly string[]} sources */
function newest(sources) {
  let time = 0;
  for (const source of sources) {
    const stat = fs.statSync(at(source));
    const files = stat.isDirectory()
      ? fs.readdirSync(at(source), { recursive: true, encoding: 'utf8' }).map((file) => path.join(source, file))
      : [source];
    // The folder itself too, because a removed file leaves no other trace.
    for (const file of [source, ...files]) time = Math.max(time, fs.statSync(at(file)).mtimeMs);
  }
  return time;
}
