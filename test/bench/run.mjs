// npm run bench [-- PART…]: what things cost, here and elsewhere, as Markdown tables. Each file in parts/ is a part; without a name, all of
// them run.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const root = path.join(import.meta.dirname, '../..');
const parts = fs
  .readdirSync(path.join(import.meta.dirname, 'parts'))
  .map((file) => path.basename(file, '.mjs'))
  .sort();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !parts.includes(name));

if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are ${parts.join(', ')}.`);
  process.exitCode = 2;
} else {
  execFileSync(process.execPath, ['esbuild.mjs', 'runtime', 'preload'], { cwd: root, stdio: 'inherit' });
  for (const name of asked.length > 0 ? asked : parts) {
    console.log(`## ${name}\n`);
    await import(`./parts/${name}.mjs`);
    console.log('');
  }
}
