// npm run corpus -- javascript [DRIVER…] [--looks N] [--seed N] [--built]
// Holds what the tree says of public packages against what they dispose of. `--built` takes dist/ as it is.
//
// It installs them into .vscode-test/corpus, runs the programs in javascript/drivers, each in a process of its own, and looks at random
// places of their code. It ends with status 1 when anything was wrong.
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { installPackages } from '../packages.mjs';
import { nodeBinary } from '../runtime/nodes.mjs';
import { ensureChromium } from '../vscode/harness/chromium.mjs';
import { compile } from './javascript/compile.mjs';
import { drivers, pinned } from './javascript/packages.mjs';

const repository = path.join(import.meta.dirname, '../..');
const home = path.join(repository, '.vscode-test/corpus');
const {
  values: { looks: most, seed, built: keep },
  positionals: [language, ...asked],
} = parseArgs({
  allowPositionals: true,
  options: {
    looks: { type: 'string', default: '250' },
    seed: { type: 'string', default: '1' },
    built: { type: 'boolean', default: false },
  },
});
if (language !== 'javascript' || asked.some((name) => !Object.hasOwn(drivers, name))) {
  console.error(`npm run corpus -- javascript [DRIVER…] [--looks N] [--seed N]; drivers: ${Object.keys(drivers).join(', ')}`);
  process.exit(2);
}

installPackages(home, pinned);
if (!keep) execFileSync(process.execPath, ['esbuild.mjs', 'extension', 'preload', 'test'], { cwd: repository, stdio: 'inherit' });
const { compareLook } = createRequire(import.meta.url)(path.join(repository, 'dist/test/corpus/javascript/look.js'));
const programs = path.join(home, 'drivers');
fs.mkdirSync(programs, { recursive: true });
for (const folder of ['', 'drivers'])
  for (const file of fs.readdirSync(path.join(import.meta.dirname, 'javascript', folder)).filter((name) => name.endsWith('.mjs')))
    fs.copyFileSync(path.join(import.meta.dirname, 'javascript', folder, file), path.join(home, folder, file));

for (const [name, { from, with: helper }] of Object.entries(drivers))
  if (helper !== undefined)
    fs.writeFileSync(path.join(programs, `${name}.mjs`), compile(fs.readFileSync(path.join(programs, `${from}.mjs`), 'utf8'), helper));

const total = { packages: new Set(), stops: 0, compared: 0, wrong: 0, unknownRows: 0, unknownSentences: 0 };
for (const name of asked.length > 0 ? asked : Object.keys(drivers)) runDriver(name);
console.log(`\n${total.packages.size} packages, ${total.stops} stops, ${total.compared} pending cleanups compared, ${total.wrong} wrong;`);
console.log(`not known: ${total.unknownRows} rows, ${total.unknownSentences} sentences`);
process.exitCode = total.wrong > 0 || total.stops === 0 ? 1 : 0;

function runDriver(name) {
  const plan = path.join(home, `${name}.plan.json`);
  const output = path.join(home, `${name}.seen.json`);
  fs.rmSync(output, { force: true });
  fs.writeFileSync(
    plan,
    JSON.stringify({
      looker: path.join(repository, 'dist/test/corpus/javascript/looker.js'),
      driver: path.join(programs, `${name}.mjs`),
      looks: Number(most),
      seed: Number(seed),
      rounds: 30,
      ...(drivers[name].chromium ? { chromium: ensureChromium() } : {}),
    }),
  );
  const node = [
    '--require',
    path.join(repository, 'dist/preload.cjs'),
    ...(drivers[name].flags ?? []),
    path.join(home, 'host.mjs'),
    plan,
    output,
  ];
  const { status, signal } = spawnSync(nodeBinary(24), node, { cwd: home, stdio: ['ignore', 'ignore', 'inherit'], timeout: 280_000 });
  const seen = fs.existsSync(output)
    ? JSON.parse(fs.readFileSync(output, 'utf8'))
    : { looks: [], begun: [], failed: `it ended with ${signal ?? `status ${status}`}` };
  const kinds = new Map();
  let compared = 0;
  for (const look of seen.looks) {
    const result = compareLook(look, seen.begun);
    compared += result.compared;
    for (const wrong of result.wrong) {
      total.wrong += 1;
      const kind = wrong.replaceAll(/\d+/g, '#');
      if (!kinds.has(kind)) kinds.set(kind, { wrong, look, count: 0 });
      kinds.get(kind).count += 1;
    }
    total.unknownRows += look.rows.filter(({ isUnknown }) => isUnknown).length;
    total.unknownSentences += look.unknown.length;
  }
  total.stops += seen.looks.length;
  total.compared += compared;
  for (const one of drivers[name].packages) total.packages.add(one);
  console.log(
    `${name}: ${seen.looks.length} stops, ${compared} pending cleanups compared${seen.failed === undefined ? '' : `; the driver failed: ${seen.failed}`}`,
  );
  if (seen.failed !== undefined) total.wrong += 1;
  for (const { wrong, look, count } of kinds.values())
    console.log(`  ${count} times: ${wrong}\n    at ${look.at}\n    ${look.frames.slice(0, 5).join('\n    ')}`);
}
