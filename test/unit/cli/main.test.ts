import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { ROOT } from '../schema.ts';

/** Runs the built command. */
function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'dist/cli.js'), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, LANG: 'C' },
  });
  return { status, stdout, stderr };
}

describe('the command deferscope', function () {
  this.timeout(60_000);

  const table: readonly (readonly [args: string, status: number, message: RegExp])[] = [
    ['--help', 0, /^Usage: deferscope inspect --break FILE:LINE/],
    ['', 2, /^Usage: deferscope inspect --break FILE:LINE/],
    ['inspect', 2, /^No program was given\.\n\nUsage: deferscope inspect/],
    ['look here', 2, /^"look" is not a command; the commands are "inspect" and "replay"\.\n\nUsage: deferscope inspect/],
    ['replay --port seven file', 2, /\n\nUsage: deferscope replay/],
    ['inspect --break x.txt:1 x.txt', 4, /does not show which debugger it needs/],
  ];
  for (const [args, status, message] of table)
    it(`says to "${args}" what is wrong, to standard error alone, and ends with ${status}`, () => {
      const ran = run(...args.split(' ').filter(Boolean));
      assert.match(ran.stderr, message);
      assert.deepEqual([ran.status, ran.stdout], [status, '']);
    });
});
