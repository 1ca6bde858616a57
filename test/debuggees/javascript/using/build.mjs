// Compiles using/src with each compiler, with and without source maps, into dist/debuggees/javascript/using/.
import babel from '@babel/core';
import swc from '@swc/core';
import { build } from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';

/** @typedef {{ code: string, map?: string }} Compiled */

const here = import.meta.dirname;
const source = path.join(here, 'src/work.ts');

/** @type {Record<string, () => Promise<Compiled> | Compiled>} */
const compilers = {
  tsc: () => {
    const { outputText, sourceMapText } = ts.transpileModule(fs.readFileSync(source, 'utf8'), {
      fileName: source, compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, sourceMap: true },
    });
    return { code: outputText.replace(/^\/\/# sourceMappingURL.*$/m, ''), map: sourceMapText };
  },
  esbuild: () => withEsbuild({}),
  minified: () => withEsbuild({ minify: true }),
  swc: async () => {
    const { code, map } = await swc.transform(fs.readFileSync(source, 'utf8'), {
      filename: source, sourceMaps: true, isModule: true,
      jsc: { parser: { syntax: 'typescript', explicitResourceManagement: true }, target: 'es2022', externalHelpers: false },
    });
    return { code, map };
  },
  // The types are gone before: Babel is asked for the declarations only.
  babel: async () => {
    const plain = await build({ entryPoints: [source], write: false, format: 'esm', target: 'esnext', sourcemap: 'inline', outfile: source.replace(/ts$/, 'js') });
    const made = await babel.transformAsync(plain.outputFiles[0].text, {
      filename: source, configFile: false, babelrc: false, sourceMaps: true, sourceType: 'module', plugins: ['@babel/plugin-transform-explicit-resource-management'],
    });
    return { code: made.code, map: JSON.stringify(made.map) };
  },
};

/** @param {import('esbuild').BuildOptions} options @returns {Promise<Compiled>} */
async function withEsbuild(options) {
  const { outputFiles } = await build({ entryPoints: [source], write: false, format: 'esm', target: 'node20', sourcemap: true, outfile: source.replace(/ts$/, 'js'), ...options });
  return { code: outputFiles[1].text.replace(/^\/\/# sourceMappingURL.*$/m, ''), map: outputFiles[0].text };
}

/** @param {string} out */
export async function buildUsing(out) {
  for (const [name, compile] of Object.entries(compilers)) {
    const { code, map } = await compile();
    const file = path.join(out, name, 'work.mjs');
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.mkdirSync(path.join(out, `${name}-without-map`), { recursive: true });
    const named = { ...JSON.parse(map), file: 'work.mjs', sourceRoot: '', sources: [path.relative(path.dirname(file), source)] };
    fs.writeFileSync(file, `${code}\n//# sourceMappingURL=work.mjs.map\n`);
    fs.writeFileSync(`${file}.map`, JSON.stringify(named));
    fs.writeFileSync(path.join(out, `${name}-without-map`, 'work.mjs'), `${code}\n`);
  }
}
