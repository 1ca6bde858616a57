import assert from 'node:assert/strict';
import { build, type BuildOptions } from 'esbuild';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LoadedSources } from '../../../../../src/dap/loadedSources.ts';
import { DapError, type DapPort } from '../../../../../src/dap/port.ts';
import { RunningTexts } from '../../../../../src/languages/javascript/texts/runningTexts.ts';
import { SourceMaps } from '../../../../../src/languages/javascript/texts/sourceMaps.ts';

const SOURCE = `interface Row { readonly id: number }

export function first(row: Row): number {
  const mark1 = row.id; throw new Error('here');
  return mark1;
}
`;
const MAIN = `import { first } from './lib/first.ts';
type Unused = string;
export const main = (): number => first({ id: 1 });
`;

/** Files in memory, as the host would read them; counts how often each is read. */
class Disk {
  readonly files = new Map<string, string>();
  readonly reads: string[] = [];
  readonly read = (file: string): Promise<string | undefined> => {
    this.reads.push(file);
    return Promise.resolve(this.files.get(file));
  };
}

const silent: DapPort = { request: (command) => Promise.reject(new DapError(command, 'nobody is there')) };

/** Source maps over files alone: no text runs under another's name. */
function mapsOver(readText: Disk['read']): SourceMaps {
  return new SourceMaps(new RunningTexts({ port: silent, loaded: new LoadedSources(), readText }));
}

/** Bundles `/project/src/main.ts` to `/project/dist/main.js`, without touching the disk. */
async function bundle(options: BuildOptions, folder = '/project'): Promise<Disk> {
  const sources: Readonly<Record<string, string>> = { [`${folder}/src/main.ts`]: MAIN, [`${folder}/src/lib/first.ts`]: SOURCE };
  const { outputFiles } = await build({
    entryPoints: [`${folder}/src/main.ts`],
    outfile: `${folder}/dist/main.js`,
    bundle: true,
    format: 'esm',
    write: false,
    absWorkingDir: '/',
    logLevel: 'silent',
    sourcemap: true,
    ...options,
    plugins: [
      {
        name: 'memory',
        setup(made) {
          made.onResolve({ filter: /.*/ }, (asked) => ({ path: path.resolve(asked.resolveDir || '/', asked.path), namespace: 'file' }));
          made.onLoad({ filter: /.*/ }, (asked) => ({
            contents: sources[asked.path] ?? '',
            loader: 'ts',
            resolveDir: path.dirname(asked.path),
          }));
        },
      },
    ],
  });
  const disk = new Disk();
  for (const file of outputFiles ?? []) disk.files.set(file.path, file.text);
  return disk;
}

/** Where a word is in a file, 1-based. */
function find(disk: Disk, file: string, word: RegExp): { readonly line: number; readonly column: number } {
  const text = disk.files.get(file) ?? '';
  const at = text.search(word);
  assert.ok(at >= 0, `${word.source} is not in ${file}`);
  const lines = text.slice(0, at).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

const WANTED = { path: '/project/src/lib/first.ts', line: 4, column: 31 };

describe('sourceMaps', () => {
  const kinds: readonly (readonly [string, BuildOptions])[] = [
    ['beside the code', {}],
    ['in the code', { sourcemap: 'inline' }],
    ['of a minified bundle', { minify: true }],
    ['in a minified bundle', { minify: true, sourcemap: 'inline' }],
    ['without the sources in it', { sourcesContent: false }],
    ['with a root for its sources', { sourceRoot: pathToFileURL('/project/dist/').href }],
  ];
  for (const [name, options] of kinds) {
    it(`a map ${name}`, async () => {
      const disk = await bundle(options);
      const maps = mapsOver(disk.read);
      const at = find(disk, '/project/dist/main.js', /(?<=throw )\s?(?:new )?Error|(?<=throw )/);
      assert.deepEqual(await maps.locate({ url: '/project/dist/main.js', ...at }), WANTED);
      assert.deepEqual(await maps.locate({ url: 'file:///project/dist/main.js', ...at }), WANTED);
    });
  }

  it('in a folder whose name must be escaped in URLs', async () => {
    const folder = '/home/me/c# & 50% [数据]';
    const disk = await bundle({}, folder);
    const at = find(disk, `${folder}/dist/main.js`, /(?<=throw )/);
    for (const url of [`${folder}/dist/main.js`, pathToFileURL(`${folder}/dist/main.js`).href])
      assert.deepEqual(await mapsOver(disk.read).locate({ url, ...at }), { ...WANTED, path: `${folder}/src/lib/first.ts` });
  });

  it('are read once for many positions, also when asked all at once', async () => {
    const disk = await bundle({});
    const maps = mapsOver(disk.read);
    await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        maps.locate({ url: at % 2 === 0 ? '/project/dist/main.js' : 'file:///project/dist/main.js', line: at + 1, column: 1 }),
      ),
    );
    assert.deepEqual(disk.reads, ['/project/dist/main.js', '/project/dist/main.js.map']);
  });

  const mapped = async (code: string, map?: string): Promise<unknown> => {
    const disk = new Disk();
    disk.files.set('/p/a.js', code);
    if (map !== undefined) disk.files.set('/p/a.js.map', map);
    return mapsOver(disk.read).locate({ url: '/p/a.js', line: 1, column: 1 });
  };
  const here = { path: '/p/a.js', line: 1, column: 1 };
  const map = (more: object = {}): string => JSON.stringify({ version: 3, sources: ['a.ts'], names: [], mappings: 'AAEA', ...more });
  const there = { path: '/p/a.ts', line: 3, column: 1 };
  const data = (text: string): string => `data:application/json;base64,${Buffer.from(text).toString('base64')}`;
  const reference = (url: string): string => `f();\n//# sourceMappingURL=${url}\n`;

  const table: readonly (readonly [string, string, string | undefined, unknown])[] = [
    ['a map', reference('a.js.map'), map(), there],
    ['an old reference', 'f();\n//@ sourceMappingURL=a.js.map', map(), there],
    ['windows line ends', 'f();\r\n//# sourceMappingURL=a.js.map\r\n', map(), there],
    ['a reference by URL', reference('file:///p/a.js.map'), map(), there],
    ['two references, of which the last counts', reference(data('{}')) + reference('a.js.map'), map(), there],
    ['a data URL', reference(data(map())), undefined, there],
    ['a data URL with a charset', reference(data(map()).replace(';base64', ';charset=utf-8;base64')), undefined, there],
    ['a data URL in percents', reference(`data:application/json,${encodeURIComponent(map())}`), undefined, there],
    ['a data URL with broken percents', reference('data:application/json,%zz'), undefined, here],
    ['a data URL of something else', reference('data:text/plain;base64,aGk='), undefined, here],
    ['a source by an absolute path', reference('a.js.map'), map({ sources: ['/q/b.ts'] }), { path: '/q/b.ts', line: 3, column: 1 }],
    ['a source by a file URL', reference('a.js.map'), map({ sources: ['file:///q/b.ts'] }), { path: '/q/b.ts', line: 3, column: 1 }],
    [
      'a source on the web',
      reference('a.js.map'),
      map({ sources: ['https://example.org/b.ts'] }),
      { path: 'https://example.org/b.ts', line: 3, column: 1 },
    ],
    [
      'a source of a bundler',
      reference('a.js.map'),
      map({ sources: ['webpack://app/./src/b.ts'] }),
      { path: 'webpack://app/src/b.ts', line: 3, column: 1 },
    ],
    ['no source', reference('a.js.map'), map({ sources: [null] }), here],
    ['no reference', 'f();\n', map(), here],
    ['a reference in a string', 'const s = "//# sourceMappingURL=a.js.map";\n', map(), here],
    ['a map that is not there', reference('a.js.map'), undefined, here],
    ['a map on the web', reference('https://example.org/a.js.map'), map(), here],
    ['a reference that is no URL', reference('http://['), map(), here],
    ['a map that is no JSON', reference('a.js.map'), 'oops', here],
    ['a map that is null', reference('a.js.map'), 'null', here],
    ['a map without mappings', reference('a.js.map'), '{}', here],
    ['a map that points before the first line', reference('a.js.map'), map({ mappings: 'AADA' }), here],
    ['a map that points before the first column', reference('a.js.map'), map({ mappings: 'AAAD' }), here],
    ['a map that points to a source that it has not', reference('a.js.map'), map({ mappings: 'AKAA' }), here],
    ['a map that knows nothing of the place', reference('a.js.map'), map({ mappings: ';;AAEA' }), here],
    ['a map of a map server that answers with a page', reference('a.js.map'), '<!doctype html>', here],
  ];
  for (const [name, code, text, expected] of table)
    it(name, async () => {
      assert.deepEqual(await mapped(code, text), expected);
    });

  for (const [url, expected] of [
    ['node:internal/timers', 'node:internal/timers'],
    ['evalmachine.<anonymous>', 'evalmachine.<anonymous>'],
    ['https://example.org/a.js', 'https://example.org/a.js'],
    ['', ''],
    ['file://%zz', 'file://%zz'],
    ['C:\\app\\a.js', 'C:\\app\\a.js'],
    ['/p/../p/./x.js', '/p/x.js'],
    ['[eval]', '[eval]'],
  ] as const) {
    it(`${JSON.stringify(url)} has no map and stays as it is`, async () => {
      const disk = new Disk();
      assert.deepEqual(await mapsOver(disk.read).locate({ url, line: 7, column: 3 }), { path: expected, line: 7, column: 3 });
    });
  }

  it("are those of the text that runs, where another runs than the file's, also a second one", async () => {
    const disk = new Disk();
    disk.files.set('/p/a.ts', 'the file');
    const loaded = new LoadedSources();
    const asked: unknown[] = [];
    const port = {
      request: (command: string, args: unknown) => {
        asked.push([command, args]);
        return Promise.resolve({ content: reference(data(map(asked.length === 1 ? {} : { mappings: 'AAIA' }))) });
      },
    } as unknown as DapPort;
    const maps = new SourceMaps(new RunningTexts({ port, loaded, readText: disk.read }));
    const where = (): Promise<unknown> => maps.locate({ url: '/p/a.ts', line: 1, column: 1 });
    const announce = (reason: string, sourceReference?: number): void => {
      loaded.received({ type: 'event', event: 'loadedSource', body: { reason, source: { path: '/p/a.ts', sourceReference } } });
    };
    assert.deepEqual(await where(), { path: '/p/a.ts', line: 1, column: 1 });
    announce('new', 7);
    assert.deepEqual(
      [await where(), await where()],
      [
        { path: '/p/a.ts', line: 3, column: 1 },
        { path: '/p/a.ts', line: 3, column: 1 },
      ],
    );
    announce('changed', 8);
    assert.deepEqual(await where(), { path: '/p/a.ts', line: 5, column: 1 });
    announce('removed', 8);
    assert.deepEqual(await where(), { path: '/p/a.ts', line: 1, column: 1 });
    assert.deepEqual(
      asked,
      [7, 8].map((sourceReference) => ['source', { source: { path: '/p/a.ts', sourceReference }, sourceReference }]),
    );
  });

  it('does not wait for a host that cannot read', async () => {
    const maps = mapsOver(() => Promise.reject(new Error('EACCES')));
    assert.deepEqual(await maps.locate({ url: '/p/a.js', line: 1, column: 1 }), here);
  });
});
