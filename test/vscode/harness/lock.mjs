// A lock between processes: a file that names its owner.
import * as fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs `work` while no other process holds `file`. A lock whose owner is dead is taken over.
 * @template T
 * @param {string} file
 * @param {() => Promise<T> | T} work
 * @param {{ patienceMs?: number }} [options]
 * @returns {Promise<T>}
 */
export async function withLock(file, work, { patienceMs = 600_000 } = {}) {
  const end = Date.now() + patienceMs;
  while (!take(file)) {
    const owner = Number(read(file));
    if (owner && !isAlive(owner)) fs.rmSync(file, { force: true });
    else if (Date.now() > end)
      throw new Error(
        `Another process (${owner || 'unknown'}) has held ${file} for ${patienceMs / 1000} s; remove the file if that process is gone.`,
      );
    else await delay(200);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/** @param {string} file */
function take(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return ''; // released at this moment
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
