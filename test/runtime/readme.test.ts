// What the documentation shows works: each example in the README and in the library's comments is run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';

const root = path.join(__dirname, '../../..');
const folderOfLibrary = path.join(root, 'src/runtime');
const parts = fs.readdirSync(folderOfLibrary).filter((name) => fs.existsSync(path.join(folderOfLibrary, name, `${name}.ts`)));

interface Example {
  readonly name: string;
  readonly code: string;
  /** Everything that it prints, if the page says so. */
  readonly prints?: string;
  /** What the comments behind the calls say that it prints, in this order. */
  readonly says: readonly string[];
}

/** The library's page and those that it leads to. */
function readPages(): Example[] {
  return listFiles('.md').flatMap((file) => {
    const text = fs.readFileSync(path.join(folderOfLibrary, file), 'utf8');
    const blocks = [...text.matchAll(/```ts\n(.*?)```(?:\n\n```text\n(.*?)```)?/gs)];
    return blocks.map(([, code = '', prints], i) => ({
      name: `${file.replace('.md', '')} ${i + 1}`,
      code,
      says: [],
      ...(prints === undefined ? {} : { prints }),
    }));
  });
}

function listFiles(end: string): string[] {
  return fs
    .readdirSync(folderOfLibrary, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith(end))
    .sort();
}

function readComments(): Example[] {
  return listFiles('.ts').flatMap((file) => {
    const text = fs.readFileSync(path.join(folderOfLibrary, file), 'utf8').replace(/^ {0,2} \* ?/gm, '');
    return [...text.matchAll(/@example\n```ts\n(.*?)```/gs)].map(([, code = ''], i) => ({
      name: `${file} ${i + 1}`,
      code,
      says: [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, said = '']) => said),
    }));
  });
}

function runExample({ name, code }: Example, folder: string): string {
  const file = path.join(folder, `${name.replace(/\W/g, '-')}.mjs`);
  const made = transformSync(code, { loader: 'ts', target: 'es2022', format: 'esm' }).code;
  fs.writeFileSync(
    file,
    made.replaceAll(/(["'])(deferscope(?:\/(\w+))?)\1/g, (_, __, name: string, part: string | undefined) => {
      assert(part === undefined || parts.includes(part), `there is no ${name}`);
      return JSON.stringify(pathToFileURL(path.join(root, 'dist/runtime', `${part ?? name}.mjs`)).href);
    }),
  );
  const { stdout, stderr, status } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout;
}

describe('documentation', function () {
  this.timeout(60_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-readme-'));
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  /** Node 20 does not have SQLite, and an example that needs it says so on its page. */
  const canRun = ({ code }: Example): boolean =>
    !code.includes("'node:sqlite'") || (process.getBuiltinModule('node:sqlite') as unknown) !== undefined;

  for (const example of [...readPages(), ...readComments()].filter(canRun))
    it(example.name, () => {
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
    const core = [...files].filter((file) => file !== undefined && /^(?:scopes|support|door)\/|^[^/]*$/.test(file)).sort();
    assert.deepEqual(core, [
      'scopes/asyncScope.ts',
      'scopes/failure.ts',
      'scopes/run.ts',
      'scopes/runAsync.ts',
      'scopes/scope.ts',
      'scopes/suppressedError.ts',
      'support/reportUnhandled.ts',
    ]);
    for (const part of parts)
      assert(
        [...files].some((file) => file?.startsWith(`${part}/`)),
        `no comment in src/runtime/${part} has an example`,
      );
  });

  it('every part of the library is on the page, with an example that imports it', () => {
    const imported = new Set(readPages().flatMap(({ code }) => [...code.matchAll(/from 'deferscope\/(\w+)'/g)].map(([, part]) => part)));
    assert.deepEqual(
      parts.filter((part) => !imported.has(part)),
      [],
    );
  });

  it('names no part that is not there', () => {
    for (const file of listFiles('.md'))
      for (const [, part = ''] of fs.readFileSync(path.join(folderOfLibrary, file), 'utf8').matchAll(/`deferscope\/(\w+)`/g))
        assert(parts.includes(part), `${file}: deferscope/${part}`);
  });

  it('a link to another page, or to a place in one, leads somewhere', () => {
    const anchors = (text: string): string[] =>
      [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replace(/[^\w\- ]/g, '')
          .replaceAll(' ', '-'),
      );
    for (const file of listFiles('.md')) {
      const text = fs.readFileSync(path.join(folderOfLibrary, file), 'utf8');
      for (const [, to = '', anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)) {
        const page = to === '' ? file : path.posix.join(path.posix.dirname(file), to);
        assert(fs.existsSync(path.join(folderOfLibrary, page)), `${file}: ${to}`);
        if (anchor !== undefined)
          assert(anchors(fs.readFileSync(path.join(folderOfLibrary, page), 'utf8')).includes(anchor), `${file}: #${anchor}`);
      }
    }
  });
});
