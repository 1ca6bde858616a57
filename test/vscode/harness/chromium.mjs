// The browser in which the embedded VS Code's workbench runs.
//   node chromium.mjs      prints its path; on Debian, for root, installs it if there is none
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { messageOf } from './messageOf.mjs';

const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
  'C:/Program Files (x86)/Google/Chrome/Application/chrome.exe',
];

/** @returns {string | undefined} */
function findChromium() {
  if (process.env.CHROMIUM) {
    if (!fs.existsSync(process.env.CHROMIUM)) throw new Error(`CHROMIUM names ${process.env.CHROMIUM}, which does not exist.`);
    return process.env.CHROMIUM;
  }
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return [...names.flatMap((name) => folders.map((folder) => path.join(folder, name))), ...elsewhere].find((file) => fs.existsSync(file));
}

/**
 * The path of a Chromium; on Debian, for root, installs one if there is none.
 * @param {{ log?: (line: string) => void }} [options]
 */
export function ensureChromium({
  log = (line) => {
    console.error(line);
  },
} = {}) {
  const found = findChromium();
  if (found) return found;
  if (fs.existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    log('Installing chromium-headless-shell (apt-get) …');
    /** @param {...string} args */
    const apt = (...args) =>
      spawnSync('apt-get', args, { encoding: 'utf8', timeout: 300_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    const install = () => apt('install', '-y', '--no-install-recommends', 'chromium-headless-shell');
    let result = install();
    if (result.status !== 0) {
      apt('update'); // a fresh image has no package lists
      result = install();
    }
    const installed = findChromium();
    if (installed) return installed;
    throw new Error(
      `No Chromium, and apt-get could not install one:\n${String(result.stderr ?? result.error)
        .trim()
        .split('\n')
        .slice(-5)
        .join('\n')}`,
    );
  }
  throw new Error(
    'No Chromium found. Install one (Debian: sudo apt-get install chromium-headless-shell) or name it: CHROMIUM=/path/to/chrome.',
  );
}

if (import.meta.filename === process.argv[1]) {
  try {
    console.log(ensureChromium());
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}
