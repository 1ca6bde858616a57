// Compiles what is in using/src with each compiler, with and without source maps, into dist/debuggees/javascript/using/.
// @ts-expect-error The package brings no types.
import untypedBabel from '@babel/core';
import swc from '@swc/core';
import { transform } from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { rolldown } from 'rolldown';
import ts from 'typescript';

/** @typedef {{ code: string, map?: string | undefined }} Compiled */
/** @typedef {{ text: string, file: string }} Source */

/**
 * What is asked of Babel.
 * @typedef {object} Babel
 * @property {(text: string, options: object) => Promise<{ code: string, map: object }>} transformAsync
 * @property {(names: undefined, kind: 'global') => string} buildExternalHelpers
 * @property {{ memberExpression(object: object, property: object): object, identifier(name: string): object }} types
 */

/** @type {Babel} */
const babel = untypedBabel;
const here = import.meta.dirname;
/**
 * Its types do not know yet that TypeScript has these declarations.
 * @type {import('@swc/core').TsParserConfig & { explicitResourceManagement: true }}
 */
const swcParser = { syntax: 'typescript', explicitResourceManagement: true };

/** Compiles a source's declarations for engines that do not have them, and leaves the rest of the language. @type {Record<string, (source: Source) => Promise<Compiled>>} */
export const compilers = {
  tsc: async ({ text, file }) => {
    const { outputText, sourceMapText } = ts.transpileModule(text, {
      fileName: file, compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, sourceMap: true },
    });
    return { code: outputText.replace(/^\/\/# sourceMappingURL.*$/m, ''), map: sourceMapText };
  },
  esbuild: (given) => withEsbuild(given, {}),
  minified: (given) => withEsbuild(given, { minify: true }),
  swc: async ({ text, file }) => {
    const { code, map } = await swc.transform(text, {
      filename: file, sourceMaps: true, isModule: true, configFile: false, swcrc: false,
      jsc: { parser: swcParser, target: 'es2022', externalHelpers: false },
    });
    return { code, map };
  },
  // The types are gone before: Babel is asked for the declarations only.
  babel: async (given) => {
    const plain = await withEsbuild(given, { target: 'esnext', sourcemap: 'inline' });
    const made = await babel.transformAsync(plain.code, {
      filename: given.file, configFile: false, babelrc: false, sourceMaps: true, sourceType: 'module', plugins: ['@babel/plugin-transform-explicit-resource-management'],
    });
    return { code: made.code, map: JSON.stringify(made.map) };
  },
  // The bundler of Vite 8 and tsdown. It drops variables that nothing reads: their resources stay in its helper's list.
  rolldown: async ({ text, file }) => {
    const bundle = await rolldown({
      input: file, external: (id) => id !== file && !id.includes('@oxc-project/runtime'), transform: { target: 'es2022' }, logLevel: 'silent',
      plugins: [{ name: 'given', resolveId: (id) => (id === file ? id : null), load: (id) => (id === file ? { code: text, moduleType: 'ts' } : null) }],
    });
    try {
      const { output: [{ code, map }] } = await bundle.generate({ format: 'esm', sourcemap: true });
      return { code: code.replace(/^\/\/# sourceMappingURL.*$/m, ''), map: JSON.stringify(map) };
    } finally {
      await bundle.close();
    }
  },
};

/** Compiles a source for engines of 2015, as swc does by default: of each generator and async function a `switch` is made. @type {Record<string, (source: Source) => Promise<Compiled>>} */
export const es5Compilers = {
  tscEs5: async ({ text, file }) => {
    const { outputText } = ts.transpileModule(text, {
      fileName: file, compilerOptions: { target: ts.ScriptTarget.ES5, downlevelIteration: true, ignoreDeprecations: '6.0', module: ts.ModuleKind.ESNext },
    });
    return { code: outputText };
  },
  swcEs5: async ({ text, file }) => {
    const { code } = await swc.transform(text, {
      filename: file, isModule: true, configFile: false, swcrc: false,
      jsc: { parser: swcParser, externalHelpers: false },
    });
    return { code };
  },
  // Its helpers lie in a file of their own, as bundlers have it: nothing in the program's text is theirs.
  babelEs5: async (given) => {
    const plain = await withEsbuild(given, { target: 'esnext' });
    const helpers = path.join(path.dirname(given.file), 'babelHelpers.cjs');
    fs.writeFileSync(helpers, babel.buildExternalHelpers(undefined, 'global'));
    const { code } = await babel.transformAsync(plain.code, {
      filename: given.file, configFile: false, babelrc: false, sourceType: 'module',
      plugins: [
        { pre: (/** @type {Map<string, unknown>} */ file) => { file.set('helperGenerator', (/** @type {string} */ name) => babel.types.memberExpression(babel.types.identifier('babelHelpers'), babel.types.identifier(name))); } },
        '@babel/plugin-transform-explicit-resource-management', '@babel/plugin-transform-block-scoping', '@babel/plugin-transform-regenerator',
      ],
    });
    return { code: `import './babelHelpers.cjs';\n${code}` };
  },
};

/** @param {Source} source @param {import('esbuild').TransformOptions} options @returns {Promise<Compiled>} */
async function withEsbuild({ text, file }, options) {
  const { code, map } = await transform(text, { loader: 'ts', sourcefile: file, format: 'esm', target: 'node20', sourcemap: 'external', ...options });
  return { code, map };
}

/** @param {string} out */
export async function buildUsing(out) {
  for (const [compiler, compile] of Object.entries(compilers))
    for (const name of ['work', 'leaving']) {
      const source = path.join(here, `src/${name}.ts`);
      const { code, map = '{}' } = await compile({ text: fs.readFileSync(source, 'utf8'), file: source });
      const file = path.join(out, compiler, `${name}.mjs`);
      const bare = path.join(out, `${compiler}-without-map`, `${name}.mjs`);
      for (const each of [file, bare]) fs.mkdirSync(path.dirname(each), { recursive: true });
      const named = { ...JSON.parse(map), file: `${name}.mjs`, sourceRoot: '', sources: [path.relative(path.dirname(file), source)] };
      fs.writeFileSync(file, `${code}\n//# sourceMappingURL=${name}.mjs.map\n`);
      fs.writeFileSync(`${file}.map`, JSON.stringify(named));
      fs.writeFileSync(bare, `${markStop(code)}\n`);
    }
}

/** Without a map a breakpoint is set in the code that runs: where it stops gets a line of its own and the mark again. @param {string} code */
function markStop(code) {
  return code.replace(/\n?([ \t]*)(console\.log\(["'](?:query|inner)["'][^;}]*)(;?)(?: *\/\/ stop)?/, '\n$1$2$3 // stop\n');
}
