// Checks the types of files as a project's compiler does. The compiler's own declarations, which are most of the work, are read once for
// all of them.
import * as path from 'node:path';
import ts from 'typescript';

/** @type {Map<string, ts.SourceFile | undefined>} */
const declarations = new Map();

/**
 * @param {string} folder of the project
 * @param {string} file
 * @param {Readonly<Record<string, unknown>>} settings the `compilerOptions` of its tsconfig.json
 * @returns {string} what the compiler says; empty if nothing is wrong
 */
export function checkTypes(folder, file, settings) {
  const { options, errors } = ts.convertCompilerOptionsFromJson({ ...settings, noEmit: true }, folder);
  const host = ts.createCompilerHost(options);
  const library = `${path.dirname(host.getDefaultLibFileName(options))}/`;
  /** @type {typeof host.getSourceFile} */
  const read = host.getSourceFile.bind(host);
  host.getCurrentDirectory = () => folder;
  host.getSourceFile = (name, version, ...more) => {
    if (!name.startsWith(library)) return read(name, version, ...more);
    if (!declarations.has(name)) declarations.set(name, read(name, version, ...more));
    return declarations.get(name);
  };
  const program = ts.createProgram([path.join(folder, file)], options, host);
  return ts.formatDiagnostics([...errors, ...ts.getPreEmitDiagnostics(program)], host);
}
