// Ends what a run has started, and only that, as soon as its starter is gone, however that ended.
//   node reaper.mjs RUN [FOLDER…]      standard input: a pipe that only the starter holds open
// Every process of a run has RUN in its environment, whatever its parent is by now: a debugged program whose debugger has died, a
// terminal in its own session. FOLDERs are removed at the end.
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const variable = 'DEFERSCOPE_TEST_RUN';

/**
 * Marks a run and makes sure that it ends.
 * @param {{ folders?: readonly string[] }} [options] folders to remove when the run is over
 */
export function startRun({ folders = [] } = {}) {
  const id = `${process.pid}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  // Outside of every run: a run within a run must be cleaned up when the outer one is ended.
  const env = { ...process.env, [variable]: '' };
  const reaper = spawn(process.execPath, [import.meta.filename, id, ...folders], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
    env,
  });
  reaper.unref();
  if (reaper.stdin instanceof Socket) reaper.stdin.unref(); // a pipe, as Node makes it
  const gone = new Promise((resolve) => reaper.once('exit', resolve));
  return {
    /** Must be part of the environment of everything that this run starts. */
    env: { [variable]: id },
    /** Ends everything that is left of the run; resolves when nothing is left. */
    async finish() {
      reaper.ref();
      reaper.stdin.end();
      await gone;
    },
  };
}

/** @param {string} id */
function findProcesses(id) {
  if (!fs.existsSync('/proc')) return []; // nothing is embedded there, see setupServer.mjs
  const mark = `${variable}=${id}`;
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return fs.readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark);
      } catch {
        return false; // another user's, or already ended
      }
    })
    .map(Number);
}

/** @param {string} id @param {readonly string[]} folders */
async function reap(id, folders) {
  // More than once: a process may start another one before it is killed.
  for (let round = 0, left = findProcesses(id); left.length > 0 && round < 100; round++, left = findProcesses(id)) {
    for (const pid of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // ended by itself meanwhile
      }
    }
    await delay(20);
  }
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

if (import.meta.filename === process.argv[1]) {
  const [, , id = '', ...folders] = process.argv;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {}); // meant for the starter, whose end we wait for
  process.stdin.resume();
  process.stdin.once('close', () => void reap(id, folders));
}
