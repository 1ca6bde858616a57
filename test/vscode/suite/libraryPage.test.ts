import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { debugToStop, repository, type Debuggee } from './debuggee.ts';

const page = fs.readFileSync(path.join(repository, 'src/runtime/README.md'), 'utf8');

/** The first example of the page, as the program that stops where it is about to fail. */
function writeExample(): string {
  const code = /```ts\n(.*?)```/s.exec(page)?.[1] ?? '';
  const program = 'dist/debuggees/javascript/page/main.mjs';
  const file = path.join(repository, program);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const library = path.relative(path.dirname(file), path.join(repository, 'dist/runtime/deferscope.mjs')).replaceAll('\\', '/');
  fs.writeFileSync(
    file,
    code
      .replace('run<number>', 'run')
      .replace("'deferscope'", `'${library}'`)
      .replace(/^(.*throw new Error\('too big'\);)$/m, '$1 // stop'),
  );
  return program;
}

describe('the page of the library', () => {
  let debuggee: Debuggee | undefined;
  afterEach(() => debuggee?.end());

  it('shows its first example as the debugger does', async () => {
    debuggee = await debugToStop(writeExample());
    const tree = await debuggee.tree();
    const shown = /costs anything\.\n\n```text\n(.*?)\n```/s.exec(page)?.[1];
    assert.equal(tree, shown);
  });
});
