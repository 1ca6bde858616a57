// What the documentation shows works: each example of the README and of the library's comments is run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';

const root = path.join(__dirname, '../../..');
const library = pathToFileURL(path.join(root, 'dist/runtime/deferscope.mjs')).href;

interface Example {
  readonly name: string;
  readonly code: string;
  /** All that it prints, where the page says so. */
  readonly prints?: string;
  /** What the comments behind the calls say that it prints, in this order. */
  readonly says: readonly string[];
}

function readReadme(): Example[] {
  const text = fs.readFileSync(path.join(root, 'src/runtime/README.md'), 'utf8');
  return [...text.matchAll(/```ts\n(.*?)```(?:\n\n```text\n(.*?)```)?/gs)].map(([, code = '', prints], i) => ({ name: `README ${i + 1}`, code, says: [], ...(prints === undefined ? {} : { prints }) }));
}

function readComments(): Example[] {
  const folder = path.join(root, 'src/runtime');
  return fs.readdirSync(folder).filter((f) => f.endsWith('.ts')).flatMap((file) => {
    const text = fs.readFileSync(path.join(folder, file), 'utf8').replace(/^ {0,2} \* ?/gm, '');
    return [...text.matchAll(/@example\n```ts\n(.*?)```/gs)].map(([, code = ''], i) => ({
      name: `${file} ${i + 1}`, code, says: [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, said = '']) => said),
    }));
  });
}

function runExample({ name, code }: Example, folder: string): string {
  const file = path.join(folder, `${name.replace(/\W/g, '-')}.mjs`);
  const made = transformSync(code, { loader: 'ts', target: 'es2022', format: 'esm' }).code;
  fs.writeFileSync(file, made.replaceAll(/(["'])deferscope\1/g, JSON.stringify(library)));
  const { stdout, stderr, status } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout;
}

describe('documentation', function () {
  this.timeout(60_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-readme-'));
  after(() => { fs.rmSync(folder, { recursive: true }); });

  for (const example of [...readReadme(), ...readComments()]) it(example.name, () => {
    const printed = runExample(example, folder);
    assert.notEqual(printed, '');
    if (example.prints !== undefined) assert.equal(printed, example.prints);
    let at = 0;
    for (const said of example.says) {
      at = printed.indexOf(said, at);
      assert(at >= 0, `"${said}" is not in ${printed}`);
    }
  });

  it('every public function and class has an example or belongs to one that has', () => {
    const files = new Set(readComments().map(({ name }) => name.split(' ')[0]));
    assert.deepEqual([...files].sort(), ['asyncScope.ts', 'failure.ts', 'run.ts', 'runAsync.ts', 'scope.ts', 'suppressedError.ts']);
  });
});
