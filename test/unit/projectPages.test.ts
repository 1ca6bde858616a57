import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { ROOT } from './schema.ts';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as { readonly version: string; readonly scripts: Readonly<Record<string, string>> };
const pages = [
  ...readdirSync(ROOT),
  ...['src', 'media', '.github'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      path.posix.join(folder, file.replaceAll('\\', '/')),
    ),
  ),
].filter((file) => file.endsWith('.md'));

/** Anchors as GitHub makes them from headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Whether a path in a page exists; `NAME` and `*` stand for any name. */
function leadsSomewhere(name: string): boolean {
  const parts = name.replace(/\/$/, '').split('/');
  let folders = [ROOT];
  for (const part of parts) {
    const pattern = new RegExp(`^${part.replace(/[.+?^$()|[\]\\]/g, '\\$&').replace(/NAME|\*+/g, '.*')}$`);
    folders = folders.flatMap((folder) => {
      if (!/NAME|\*/.test(part)) return existsSync(path.join(folder, part)) ? [path.join(folder, part)] : [];
      return readdirSync(folder)
        .filter((one) => pattern.test(one))
        .map((one) => path.join(folder, one));
    });
  }
  return folders.length > 0;
}

describe('the pages of the project', () => {
  for (const page of pages) {
    it(`${page}: every link leads somewhere`, () => {
      for (const [, to = '', anchor] of read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)/g)) {
        const target = to === '' ? page : path.posix.join(path.posix.dirname(page), to);
        assert.ok(existsSync(path.join(ROOT, target)), to);
        if (anchor !== undefined) assert.ok(anchorsOf(read(target)).includes(anchor), `#${anchor} of ${target}`);
      }
    });

    it(`${page}: every file and every script that it names is there`, () => {
      const text = read(page);
      for (const [, name = ''] of text.matchAll(/`((?:src|test|media|syntaxes)\/[\w.*/-]+)`/g)) assert.ok(leadsSomewhere(name), name);
      for (const [, script = ''] of text.matchAll(/\bnpm run ([\w:-]+)/g)) assert.ok(script in manifest.scripts, script);
    });
  }

  it('name no host that this project does not have', () => {
    for (const page of [...pages, '.github/ISSUE_TEMPLATE/bug.yml', '.github/ISSUE_TEMPLATE/feature.yml'])
      for (const [address] of read(page).matchAll(/[\w.+-]+@[\w-]+\.(?:com|org|net|io|dev)\b/g)) assert.fail(`${page}: ${address}`);
  });
});

describe('the picture of the rooms in CONTRIBUTING.md', () => {
  const picture = /<!-- rooms -->\n```text\n(.*?)```/s.exec(read('CONTRIBUTING.md'))?.[1] ?? '';
  const boxes = picture.split(/^└.*┘$/m).map((box) => [...box.matchAll(/^│ (\S+)/gm)].map(([, name = '']) => name.replace(/\/$/, '')));
  const [rooms = [], apart = []] = boxes;

  it('has the layers of the import rules, in their order', () => {
    const { forbidden } = createRequire(__filename)(path.join(ROOT, '.dependency-cruiser.cjs')) as {
      readonly forbidden: readonly { readonly name: string }[];
    };
    const layers = forbidden.flatMap(({ name }) => /^(.*)-does-not-look-up$/.exec(name)?.[1] ?? []);
    assert.ok(layers.length > 5);
    assert.deepEqual(rooms, ['extension.ts', ...layers]);
  });

  it('has each folder of src once', () => {
    assert.deepEqual(apart, ['webview']);
    assert.deepEqual([...rooms, ...apart].sort(), readdirSync(path.join(ROOT, 'src')).sort());
  });

  it('has each language', () => {
    const folders = readdirSync(path.join(ROOT, 'src/languages'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const inside = /│ languages\/.*?├/s.exec(picture)?.[0] ?? '';
    assert.deepEqual(
      [...inside.matchAll(/│ (\w+)\/ +│/g)].map(([, name]) => name),
      folders.map(({ name }) => name).sort(),
    );
  });
});

describe('a release', () => {
  const headings = [...read('CHANGELOG.md').matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
  const [first, latest = ''] = headings;

  it('has its section in the CHANGELOG, below what is not released', () => {
    assert.equal(first, '[Unreleased]');
    assert.match(latest, new RegExp(`^\\[${manifest.version.replaceAll('.', '\\.')}\\](?: - \\d{4}-\\d{2}-\\d{2})?$`));
    for (const heading of headings.slice(2)) assert.match(heading, /^\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$/);
  });

  it('that is tagged has the version of its tag, and a date', function () {
    if (process.env.GITHUB_REF_TYPE !== 'tag') return;
    assert.equal(process.env.GITHUB_REF_NAME, `v${manifest.version}`);
    assert.match(latest, /\d{4}-\d{2}-\d{2}$/);
  });
});

describe('the workflows', () => {
  const folder = path.join(ROOT, '.github/workflows');
  for (const name of readdirSync(folder))
    it(`${name}: every action is pinned to a commit`, () => {
      const used = [...readFileSync(path.join(folder, name), 'utf8').matchAll(/uses: (\S+)(.*)$/gm)];
      assert.ok(used.length > 0);
      for (const [, action = '', comment = ''] of used) assert.match(action + comment, /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });
});
