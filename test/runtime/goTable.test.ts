// Real Go programs and their counterparts: what they print and, if nobody recovers, how the failure is printed.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { formatFailure } from '../../src/runtime/deferscope.ts';
import { args } from './goTable/arguments.ts';
import type { Case } from './goTable/case.ts';
import { closures } from './goTable/closures.ts';
import { order } from './goTable/order.ts';
import { panics } from './goTable/panics.ts';
import { recover } from './goTable/recover.ts';
import { results } from './goTable/results.ts';

const table: Record<string, Case> = { ...order, ...args, ...closures, ...results, ...recover, ...panics };
const sources = path.join(__dirname, '../../../test/runtime/goTable');

interface Outcome {
  readonly printed: string;
  /** The lines of an uncaught panic. */
  readonly panic: readonly string[];
}

function runTwin(twin: Case): Outcome {
  const lines: string[] = [];
  const print = (...words: unknown[]): void => {
    lines.push(`${words.map(toGoWord).join(' ')}\n`);
  };
  let panic: readonly string[] = [];
  try {
    twin(print);
  } catch (error) {
    panic = formatFailure(error).split('\n');
  }
  return { printed: lines.join(''), panic };
}

function toGoWord(value: unknown): string {
  if (value === undefined) return '<nil>';
  if (value instanceof Error) return value.message;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function runGo(binary: string, name: string): Outcome {
  const ended = spawnSync(binary, [name], { encoding: 'utf8' });
  const [chain = ''] = ended.stderr.split('\n\n');
  return { printed: ended.stdout, panic: chain === '' ? [] : dropRecovered(chain.split('\n')) };
}

/**
 * Go still names a recovered panic if the call that recovered it panics again. We throw the new value as it is, so that a recovered error
 * that is thrown again is the same object; the README says so.
 */
function dropRecovered(lines: readonly string[]): readonly string[] {
  const kept = lines.filter((line) => !line.endsWith(' [recovered]')).map((line) => line.replace(/ \[recovered, repanicked\]$/, ''));
  return kept.map((line, i) => (i === 0 ? line.trimStart() : line));
}

function findGo(): string | undefined {
  try {
    return execFileSync('go', ['version'], { encoding: 'utf8' }).trim();
  } catch {
    // No Go on this machine.
    return undefined;
  }
}

describe('Go programs and their twins', function () {
  this.timeout(180_000);
  let folder = '';
  let binary = '';

  before(function () {
    if (findGo() === undefined) {
      assert.notEqual(
        process.env['CI'],
        'true',
        'Go is not installed: the table of Go programs cannot be compared. Install Go 1.22 or newer.',
      );
      console.error('\n  !!! Go is not installed: the library is NOT compared with Go here. Install Go 1.22 or newer. !!!\n');
      this.skip();
    }
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'go-table-'));
    binary = path.join(folder, process.platform === 'win32' ? 'table.exe' : 'table');
    const files = fs.readdirSync(sources).filter((f) => f.endsWith('.go'));
    // All in one program, because building takes the time.
    execFileSync('go', ['build', '-o', binary, ...files], {
      cwd: sources,
      env: { ...process.env, GO111MODULE: 'off' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  });

  after(() => {
    if (folder !== '') fs.rmSync(folder, { recursive: true });
  });

  for (const [name, twin] of Object.entries(table))
    it(name, () => {
      assert.deepEqual(runTwin(twin), runGo(binary, name));
    });

  it('every Go case has a twin', () => {
    const inGo = fs
      .readdirSync(sources)
      .filter((f) => f.endsWith('.go'))
      .flatMap((f) => [...fs.readFileSync(path.join(sources, f), 'utf8').matchAll(/cases\["([^"]+)"\] =/g)].map(([, name]) => name));
    assert.deepEqual(Object.keys(table).sort(), inGo.sort());
    assert(inGo.length >= 20);
  });
});
