// The library as people get it: packed, installed into an empty project, and used from both module systems on every Node version.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundleLibrary } from './bundleLibrary.ts';
import type * as Types from './checkTypes.mjs';

const root = path.join(__dirname, '../../..');
const packed = path.join(root, 'dist/runtime');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

const program = `
  const seen = [];
  const result = run((s) => {
    s.defer((word) => seen.push(word), 'last');
    s.defer(() => { s.result = s.recover().message; });
    throw new Error('recovered');
  });
  seen.push(result);
  const s = scope();
  s.adopt('adopted', (word) => seen.push(word));
  s[Symbol.dispose]();
  runAsync(async (t) => { t.defer(async () => { seen.push('async'); }); }).then(() => console.log(seen.join(' ')));`;

const consumer = `
  import { AsyncScope, asyncScope, type Door, formatFailure, run, runAsync, RunScope, Scope, scope, SuppressedError } from 'deferscope';

  const stack: DisposableStack = new Scope({ label: 'stack' });
  const asyncStack: AsyncDisposableStack = asyncScope();
  const disposable: Disposable = scope();
  const n: number = run((s) => {
    s.defer((a: string, b: number) => a.length + b, 'x', 1);
    const file: { close(): void } = s.adopt({ close() {} }, (f) => { f.close(); });
    file.close();
    return 5;
  });
  const word: string = run<string>((s) => { s.result = 'x'; });
  const later: Promise<number> = runAsync(async (s) => { s.defer(async () => {}); return 5; });
  const passed: null = scope().use(null);
  function fill(s: RunScope<number>): void { s.label('x').deferOnError((e: unknown) => formatFailure(e), s.recover()); }
  // @ts-expect-error an argument of the wrong type
  scope().defer((a: string) => a, 1);
  // @ts-expect-error an argument too few
  scope().defer((a: string) => a);
  // @ts-expect-error nothing to dispose of
  scope().use({});
  // @ts-expect-error the named result has a type
  run<string>((s) => { s.result = 1; });
  // @ts-expect-error made by run alone
  new RunScope<number>();
  export const all: readonly unknown[] = [stack, asyncStack, disposable, n, word, later, passed, fill, AsyncScope, SuppressedError];
  export type { Door };
`;

/** A function, as text, that returns the names of a module as JSON. */
const NAMES =
  '((all) => JSON.stringify(Object.keys(all).filter((name) => !["default", "module.exports", "__esModule"].includes(name)).sort()))';

/** The folders of src/runtime that are entries, as the build finds them. */
const parts = fs
  .readdirSync(path.join(root, 'src/runtime'))
  .filter((name) => fs.existsSync(path.join(root, 'src/runtime', name, `${name}.ts`)))
  .sort();
const entries = ['deferscope', 'node', ...parts];

function listFiles(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .map((found) => path.relative(folder, path.join(found.parentPath, found.name)).replaceAll('\\', '/'))
    .sort();
}

// These start every Node version themselves, and the output of a compiler or a bundler does not depend on what runs it: once is enough.
if (process.versions.node.startsWith('20.'))
  describe('package', function () {
    this.timeout(180_000);
    let folder = '';
    let nodeBinary: (major: number) => string;
    let majors: readonly number[] = [];
    let checkTypes: typeof Types.checkTypes;

    before(async () => {
      const nodes = (await import(pathToFileURL(path.join(root, 'test/runtime/nodes.mjs')).href)) as {
        nodeBinary(major: number): string;
        majors: readonly number[];
      };
      nodeBinary = (major) => nodes.nodeBinary(major);
      majors = nodes.majors;
      ({ checkTypes } = (await import(pathToFileURL(path.join(root, 'test/runtime/checkTypes.mjs')).href)) as typeof Types);
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-package-'));
      const [tarball] = JSON.parse(
        execFileSync(npm, ['pack', '--json', '--pack-destination', folder], {
          cwd: packed,
          encoding: 'utf8',
          shell: process.platform === 'win32',
        }),
      ) as [{ filename: string }];
      fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
      execFileSync(npm, ['install', '--offline', '--no-audit', '--no-fund', path.join(folder, tarball.filename)], {
        cwd: folder,
        stdio: 'pipe',
        shell: process.platform === 'win32',
      });
      fs.writeFileSync(path.join(folder, 'esm.mjs'), `import { run, runAsync, scope } from 'deferscope';${program}`);
      fs.writeFileSync(path.join(folder, 'cjs.cjs'), `const { run, runAsync, scope } = require('deferscope');${program}`);
    });

    after(() => {
      if (folder !== '') fs.rmSync(folder, { recursive: true });
    });

    it('brings no other package', () => {
      assert.deepEqual(
        fs.readdirSync(path.join(folder, 'node_modules')).filter((name) => !name.startsWith('.')),
        ['deferscope'],
      );
      const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'node_modules/deferscope/package.json'), 'utf8')) as Record<
        string,
        unknown
      >;
      assert.deepEqual(
        [manifest['dependencies'], manifest['sideEffects'], manifest['license'], manifest['engines']],
        [undefined, ['./node.mjs', './node.cjs'], 'MIT', { node: '>=20' }],
      );
    });

    it('has what it should, and nothing else', () => {
      const found = listFiles(path.join(folder, 'node_modules/deferscope'));
      const kinds = (file: string): string => file.replace(/^(types\/.*\.d)\.(mts|cts)$/, '$1').replace(/^internal\/\w+\./, 'internal/*.');
      const declared = [
        'deferscope',
        'door/doorContract',
        'scopes/asyncRunScope',
        'scopes/asyncScope',
        'scopes/failure',
        'scopes/opening',
        'scopes/run',
        'scopes/runAsync',
        'scopes/runScope',
        'scopes/scope',
        'scopes/suppressedError',
        'support/reportUnhandled',
      ].map((name) => `types/${name}.d`);
      const bundles = (name: string): string[] => ['cjs', 'mjs'].flatMap((kind) => [`${name}.${kind}`, `${name}.${kind}.map`]);
      const expected = [
        'LICENSE',
        'README.md',
        'package.json',
        ...entries.flatMap(bundles),
        ...(parts.length > 0 ? bundles('internal/*') : []),
        ...declared,
      ];
      const rest = new Set(found.map(kinds));
      for (const name of expected) assert(rest.delete(name), `${name} is missing`);
      // The rest are the pages, and the types that the parts reach.
      for (const page of fs.readdirSync(path.join(root, 'src/runtime/docs'))) assert(rest.delete(`docs/${page}`), page);
      assert.deepEqual(
        [...rest].filter((file) => !/^types\/[\w/]+\.d$/.test(file)),
        [],
      );
      for (const part of parts)
        assert(found.includes(`types/${part}/${part}.d.mts`) && found.includes(`types/${part}/${part}.d.cts`), part);
    });

    it('exports the core, each part, and nothing else', () => {
      const { exports } = JSON.parse(fs.readFileSync(path.join(folder, 'node_modules/deferscope/package.json'), 'utf8')) as {
        exports: Record<string, unknown>;
      };
      assert.deepEqual(Object.keys(exports).sort(), ['.', './package.json', ...parts.map((part) => `./${part}`)].sort());
      fs.writeFileSync(
        path.join(folder, 'inside.cjs'),
        "try { require('deferscope/internal/x.cjs'); } catch (error) { console.log(error.code); }",
      );
      for (const major of majors)
        assert.equal(
          execFileSync(nodeBinary(major), ['inside.cjs'], { cwd: folder, encoding: 'utf8' }).trim(),
          'ERR_PACKAGE_PATH_NOT_EXPORTED',
          `Node ${major}`,
        );
    });

    it('is strict in both forms', () => {
      for (const entry of entries)
        assert.match(fs.readFileSync(path.join(folder, `node_modules/deferscope/${entry}.cjs`), 'utf8'), /^"use strict";/, entry);
      fs.writeFileSync(
        path.join(folder, 'strict.cjs'),
        "const { run } = require('deferscope'); run(() => { console.log(/at run /.test(new Error().stack)); });",
      );
      for (const major of majors)
        assert.equal(execFileSync(nodeBinary(major), ['strict.cjs'], { cwd: folder, encoding: 'utf8' }).trim(), 'true', `Node ${major}`);
    });

    it('tells its names when an ES module imports the file for require, as loaders do that resolve by themselves', () => {
      const [mjs, cjs] = ['mjs', 'cjs'].map((kind) => {
        const urls = entries.map((entry) => pathToFileURL(path.join(folder, `node_modules/deferscope/${entry}.${kind}`)).href);
        return `for (const url of ${JSON.stringify(urls)}) console.log(${NAMES}(await import(url)));`;
      });
      for (const major of majors) {
        const [imported, required] = [mjs, cjs].map((text) =>
          execFileSync(nodeBinary(major), ['--input-type=module', '-e', text ?? ''], { cwd: folder, encoding: 'utf8' }).split('\n'),
        );
        for (const [at, entry] of entries.entries()) assert.equal(required?.[at], imported?.[at] ?? 'nothing', `${entry}, Node ${major}`);
      }
    });

    it('each part is imported and required on every Node version, as the same names, and by itself opens the door', () => {
      // Each in a thread: it has its own globals and modules, and takes a fraction of a process.
      const tell = `
        const { Worker } = require('node:worker_threads');
        const tell = \`.then((all) => { const { libraries } = globalThis[Symbol.for("deferscope.door")]; require('node:worker_threads').parentPort.postMessage([${NAMES}(all), libraries.length]); })\`;
        const load = async (text) => {
          const worker = new Worker(text + tell, { eval: true });
          const [answer] = await require('node:events').once(worker, 'message');
          return answer;
        };
        (async () => {
          const told = {};
          for (const part of ${JSON.stringify(parts)})
            told[part] = [await load(\`import('deferscope/\${part}')\`), await load(\`Promise.resolve(require('deferscope/\${part}'))\`)];
          console.log(JSON.stringify(told));
        })();`;
      for (const major of majors) {
        const told = JSON.parse(execFileSync(nodeBinary(major), ['-e', tell], { cwd: folder, encoding: 'utf8' })) as Record<
          string,
          [imported: [names: string, copies: number], required: [names: string, copies: number]]
        >;
        assert.deepEqual(Object.keys(told), parts, `Node ${major}`);
        for (const [part, [imported, required]] of Object.entries(told)) {
          assert.deepEqual(imported, required, `deferscope/${part}, Node ${major}`);
          const [names, copies] = imported;
          assert.notEqual(names, '[]', part);
          assert.equal(copies, 1, part);
        }
      }
    });

    it('all parts of one format share one core: one library in the door', () => {
      for (const load of ['(name) => require(name)', '(name) => import(name)']) {
        const text = `Promise.all(${JSON.stringify(['deferscope', ...parts.map((part) => `deferscope/${part}`)])}.map(${load})).then(() => { console.log(globalThis[Symbol.for('deferscope.door')].libraries.length); })`;
        for (const major of majors)
          assert.equal(
            execFileSync(nodeBinary(major), ['-e', text], { cwd: folder, encoding: 'utf8' }).trim(),
            '1',
            `${load}, Node ${major}`,
          );
      }
    });

    it('names no place on this machine', () => {
      for (const name of listFiles(packed)) assert(!fs.readFileSync(path.join(packed, name), 'utf8').includes(root), name);
    });

    for (const file of ['esm.mjs', 'cjs.cjs'])
      it(`runs on every Node version: ${file}`, () => {
        for (const major of majors) {
          const printed = execFileSync(nodeBinary(major), [file], { cwd: folder, encoding: 'utf8' });
          assert.equal(printed.trim(), 'last recovered adopted async', `Node ${major}`);
        }
      });

    for (const [kind, file, module] of [
      ['ESM', 'consumer.mts', 'nodenext'],
      ['CJS', 'consumer.cts', 'nodenext'],
      ['a bundler', 'consumer.ts', 'bundler'],
    ] as const)
      it(`type-checks in a strict project without a lib setting of its own: ${kind}`, () => {
        fs.writeFileSync(path.join(folder, file), consumer);
        const wrong = checkTypes(folder, file, {
          skipDefaultLibCheck: true,
          strict: true,
          exactOptionalPropertyTypes: true,
          target: 'es2022',
          ...(module === 'bundler' ? { module: 'esnext', moduleResolution: 'bundler' } : { module }),
        });
        assert.equal(wrong, '');
      });

    it('type-checks in the strictest project, with all its declarations, and without the types of Node or the DOM', () => {
      const uses = `
      import { asyncScope, scope } from 'deferscope';
      ${parts.map((part) => `import * as ${part}Part from 'deferscope/${part}';`).join('\n')}
      declare const n: number | undefined;
      declare const text: string | undefined;
      export const all = [${parts.map((part) => `${part}Part`).join(', ')}];
      export async function use(): Promise<void> {
        const s = asyncScope({ label: text });
        const guard = s.use(new guardPart.ResourceGuard({ label: text, ttlMs: n, reentrant: undefined, onExpired: undefined }));
        const lease: guardPart.Lease = s.use(await guard.acquire('key', { owner: 'me', waitMs: n, signal: undefined }));
        const pool = new poolPart.Pool({ create: () => new Map<string, number>(), max: n, memory: undefined });
        const size: number = pool.borrow(s).size;
        const gate = new gatePart.Gate({ label: text, policy: { maxActive: n, perTenant: { perSecond: n } } });
        const owned: ownPart.Owned<{ fd: number }> = ownPart.own({ fd: 1 }, ({ fd }) => fd, { label: text });
        s.defer(limitPart.within({ ms: n, policy: 'wait' }, async (signal, name: string) => signal.aborted && name === ''), 'name');
        const services = s.use(new managedPart.ManagedResources({ label: text }));
        services.add('db', { start: ({ signal }) => signal.aborted }, { dependsOn: undefined });
        const ending: shutdownPart.Shutdown = shutdownPart.shutdown('SIGTERM', s, { grace: n });
        await leaksPart.assertNoLeaks(() => 5, { settleMs: n });
        scope().defer(composePart.cleanupAll(() => 1));
        backgroundPart.background.run((signal) => signal.aborted, { label: text });
        // @ts-expect-error made by guards alone
        new guardPart.Lease();
        // @ts-expect-error an owner is needed
        guard.tryAcquire('key', {});
        // @ts-expect-error an argument of the wrong type
        s.defer(limitPart.within(5, async (signal, name: string) => signal.aborted && name === ''), 1);
        await Promise.all([lease.token, size, gate.drain(), owned.get().fd, ending.done]);
      }`;
      for (const [name, options] of [
        ['strictest.mts', {}],
        ['strictest.cts', {}],
        ['strictest.ts', { module: 'esnext', moduleResolution: 'bundler' }],
      ] as const) {
        fs.writeFileSync(path.join(folder, name), uses);
        const wrong = checkTypes(folder, name, {
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          skipLibCheck: false,
          skipDefaultLibCheck: true,
          target: 'es2022',
          lib: ['es2022'],
          module: 'nodenext',
          types: [],
          ...options,
        });
        assert.equal(wrong, '', name);
      }
    });

    it('a bundler drops it where nothing of it is used, and keeps the door where anything is', async () => {
      const bundle = async (text: string): Promise<string> => {
        const made = await build({
          stdin: { contents: text, resolveDir: folder },
          bundle: true,
          write: false,
          format: 'esm',
          logLevel: 'silent',
        });
        return made.outputFiles[0]?.text ?? '';
      };
      assert.equal((await bundle("import { run } from 'deferscope'; console.log(1);")).replace(/^\/\/.*$/gm, '').trim(), 'console.log(1);');
      assert.match(await bundle("import { formatFailure } from 'deferscope'; console.log(formatFailure(1));"), /deferscope\.door/);
      for (const part of parts)
        assert.match(await bundle(`import * as part from 'deferscope/${part}'; console.log(part);`), /deferscope\.door/, part);
    });

    it('who imports the core only gets nothing of the parts', async () => {
      const made = await build({
        stdin: { contents: "import { Scope } from 'deferscope'; console.log(Scope);", resolveDir: folder },
        bundle: true,
        write: false,
        format: 'esm',
        logLevel: 'silent',
        sourcemap: 'external',
        outdir: folder,
        metafile: true,
      });
      const sources = new Set(
        Object.keys(made.metafile.inputs).map((file) => path.relative(path.join(folder, 'node_modules/deferscope'), path.resolve(file))),
      );
      for (const part of parts) assert(!sources.has(`${part}.mjs`), part);
      const map = JSON.parse(made.outputFiles.find((file) => file.path.endsWith('.map'))?.text ?? '{}') as { sources: string[] };
      assert.deepEqual(
        map.sources.filter((source) => parts.some((part) => source.includes(`runtime/${part}/`))),
        [],
      );
    });

    it('works where the language has nothing to offer: no symbols, no SuppressedError, no WeakRef, no process', () => {
      const bare = `
      const before = Object.getOwnPropertyNames(globalThis);
      const { run, scope } = require('deferscope');
      const seen = [];
      const s = scope();
      s.use({ [Symbol.for('Symbol.dispose')]() { seen.push('used'); } });
      s[Symbol.for('Symbol.dispose')]();
      try {
        run((t) => { t.defer(() => { throw 'B'; }); throw 'A'; });
      } catch (error) {
        seen.push(error.name, error.message, error.suppressed);
      }
      seen.push(Object.getOwnPropertyNames(globalThis).length - before.length, typeof Symbol.dispose);
      print(JSON.stringify(seen));`;
      const strip = `
      const vm = require('node:vm');
      const context = vm.createContext({ print: console.log, module: { exports: {} } });
      vm.runInContext('for (const name of ["DisposableStack", "AsyncDisposableStack", "SuppressedError", "WeakRef"]) delete globalThis[name]; { const { for: find, iterator, hasInstance, toStringTag, prototype } = Symbol; globalThis.Symbol = Object.assign(() => {}, { for: find, iterator, hasInstance, toStringTag, prototype }); } var require = () => module.exports;', context);
      vm.runInContext(${JSON.stringify(bundleLibrary(path.join(folder, 'node_modules/deferscope/deferscope.cjs')))}, context);
      vm.runInContext(${JSON.stringify(`(() => {${bare}})();`)}, context);`;
      fs.writeFileSync(path.join(folder, 'bare.cjs'), strip);
      for (const major of majors)
        assert.equal(
          execFileSync(nodeBinary(major), ['bare.cjs'], { cwd: folder, encoding: 'utf8' }).trim(),
          JSON.stringify(['used', 'SuppressedError', 'panic: A\n\tpanic: B', 'A', 0, 'undefined']),
          `Node ${major}`,
        );
    });
  });
