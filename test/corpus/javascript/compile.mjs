// Compiles a program's `using` declarations so that the helper comes from a package, as published code has it.
import { transformSync } from '@babel/core';
import { transformSync as swcTransform } from '@swc/core';
import ts from 'typescript';

/** @type {(text: string, options: object) => { code: string }} */
const babelTransform = transformSync;

/** @type {Record<string, (text: string) => string>} */
const compilers = {
  'tslib': (text) =>
    ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, importHelpers: true } })
      .outputText,
  '@swc/helpers': (text) =>
    swcTransform(text, {
      swcrc: false,
      configFile: false,
      isModule: true,
      jsc: { target: 'es2022', externalHelpers: true, parser: { syntax: 'ecmascript', explicitResourceManagement: true } },
    }).code,
  '@babel/runtime': (text) => withHelperOf('@babel/runtime', text),
  '@oxc-project/runtime': (text) => withHelperOf('@oxc-project/runtime', text),
};

/** @param {string} text @param {string} helper the package that is to bring it */
export function compile(text, helper) {
  const compiler = compilers[helper];
  if (compiler === undefined) throw new Error(`No compiler takes its helper from ${helper}.`);
  return compiler(text);
}

/** What Babel's plugin for its runtime does, and what rolldown and oxc write. @param {string} name @param {string} text */
function withHelperOf(name, text) {
  const { code } = babelTransform(text, {
    babelrc: false,
    configFile: false,
    plugins: ['@babel/plugin-transform-explicit-resource-management'],
    compact: false,
  });
  const inline = /^function (_usingCtx\d*)\(\).*$/m;
  const found = inline.exec(code);
  if (found === null) throw new Error('Babel writes its helper in another way now.');
  return `import ${found[1]} from '${name}/helpers/usingCtx';\n${code.replace(inline, '')}`;
}
