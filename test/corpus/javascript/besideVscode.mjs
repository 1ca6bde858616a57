// Debugs a driver in a real VS Code with js-debug, while a looker in the driver's process notes what it sees at the same stops.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ensureChromium } from '../../vscode/harness/chromium.mjs';
import { messageOf } from '../../vscode/harness/messageOf.mjs';
import { repository } from '../../vscode/harness/repository.mjs';
import { setupServer } from '../../vscode/harness/setupServer.mjs';

/** @typedef {{ file: string, line: number, column: number }} Place */

/**
 * Distinct places among those that were seen, chosen by a seed.
 * @param {readonly Place[]} seen @param {{ most: number, seed: number }} options
 */
export function pickPlaces(seen, { most, seed }) {
  const places = [...new Map(seen.filter(({ file }) => path.isAbsolute(file)).map((place) => [JSON.stringify(place), place])).values()];
  const picked = [];
  for (let n = 0; n < most && places.length > 0; n++) picked.push(...places.splice((seed * 7919 + n * 104729) % places.length, 1));
  return picked;
}

/**
 * `told`: the rows of the tree, with the number of the look at the same stop; `output`: where the driver leaves what its looker saw;
 * `failed`: why it ended early.
 * @param {{ home: string, name: string, places: readonly Place[], plan: object, flags: readonly string[], node: string }} driver
 * @returns {Promise<{ told: { look: number, rows: string[] }[], output: string, failed?: string }>}
 */
export async function debugInVscode({ home, name, places, plan, flags, node }) {
  ensureChromium();
  await setupServer();
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-corpus-'));
  const beside = path.join(scratch, 'looks');
  fs.mkdirSync(beside);
  const planFile = path.join(scratch, 'plan.json');
  fs.writeFileSync(planFile, JSON.stringify({ ...plan, beside }));
  const output = path.join(scratch, 'seen.json');
  const told = path.join(scratch, 'told.json');
  const configuration = {
    type: 'pwa-node',
    request: 'launch',
    name,
    program: path.join(home, 'host.mjs'),
    args: [planFile, output],
    cwd: home,
    runtimeExecutable: node,
    runtimeArgs: flags,
    console: 'internalConsole',
  };
  const { runTests } = await import('@vscode/test-electron');
  const failed = await runTests({
    vscodeExecutablePath: path.join(repository, 'test/vscode/harness/code'),
    extensionDevelopmentPath: repository,
    extensionTestsPath: path.join(repository, 'dist/test/corpus/javascript/inVscode.js'),
    extensionTestsEnv: { DEFERSCOPE_CORPUS: JSON.stringify({ configuration, places, beside, seen: output, output: told }) },
    launchArgs: [
      home,
      '--disable-extensions',
      `--user-data-dir=${path.join(scratch, 'data')}`,
      `--extensions-dir=${path.join(scratch, 'extensions')}`,
    ],
  }).then(
    (status) => (status === 0 ? undefined : `VS Code ended with status ${status}`),
    (/** @type {unknown} */ error) => messageOf(error),
  );
  return {
    told: fs.existsSync(told) ? JSON.parse(fs.readFileSync(told, 'utf8')) : [],
    output,
    ...(failed === undefined ? {} : { failed }),
  };
}
