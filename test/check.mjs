// npm run check: types, lint, formatting, import rules, what nobody uses.
//
// The lint needs types, so both work on one program, which is parsed and checked once. Results are remembered in
// node_modules/.cache by TypeScript, which knows the files that a change can reach through imports: only those are checked and linted
// again. A fresh installation remembers nothing and is checked completely.
import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { ESLint } from 'eslint';
import ts from 'typescript';
import { repository } from './vscode/harness/repository.mjs';

/** A TypeScript project with its own files. */
const PROJECTS = ['tsconfig.json', 'src/webview/tsconfig.json'];
/** The project of the scripts, whose types are in JSDoc. */
const SCRIPTS = 'tsconfig.scripts.json';
/** What all answers depend on in addition to the files themselves. */
const RULES = ['eslint.config.mjs', 'prettier.config.mjs', 'package-lock.json', 'test/check.mjs', ...PROJECTS, SCRIPTS];

/** @typedef {import('node:child_process').ExecFileException} ExecFileException */
/** @typedef {{ builder: ts.EmitAndSemanticDiagnosticsBuilderProgram, reached: string[], diagnostics: ts.Diagnostic[] }} Checked */

/** @param {string} project @param {string} cache @returns {Checked} */
function checkTypes(project, cache) {
  const config = path.join(repository, project);
  const host = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (/** @type {ts.Diagnostic} */ problem) => {
      throw new Error(writeProblems([problem]));
    },
  };
  const options = { incremental: true, noEmit: true, tsBuildInfoFile: path.join(cache, `${project.replaceAll('/', '-')}.tsbuildinfo`) };
  const parsed = ts.getParsedCommandLineOfConfigFile(config, options, host);
  if (parsed === undefined) throw new Error(`${project} could not be read.`);
  const builder = ts.createIncrementalProgram({
    rootNames: parsed.fileNames,
    options: parsed.options,
    configFileParsingDiagnostics: parsed.errors,
    createProgram: ts.createEmitAndSemanticDiagnosticsBuilderProgram,
  });
  /** @type {string[]} */
  const reached = [];
  for (let next; (next = builder.getSemanticDiagnosticsOfNextAffectedFile()) !== undefined;)
    for (const file of 'fileName' in next.affected ? [next.affected] : next.affected.getSourceFiles()) reached.push(file.fileName);
  const diagnostics = [
    builder.getConfigFileParsingDiagnostics(),
    builder.getOptionsDiagnostics(),
    builder.getGlobalDiagnostics(),
    builder.getSyntacticDiagnostics(),
    builder.getSemanticDiagnostics(),
  ].flat();
  return { builder, reached, diagnostics };
}

/** @param {readonly ts.Diagnostic[]} problems */
function writeProblems(problems) {
  return ts.formatDiagnosticsWithColorAndContext(problems, {
    getCurrentDirectory: () => repository,
    getCanonicalFileName: (file) => file,
    getNewLine: () => '\n',
  });
}

/**
 * @param {readonly Checked[]} projects @param {Checked} scripts
 * @returns {Promise<string>} what is wrong; empty when nothing is
 */
async function lint(projects, scripts) {
  const typesOf = (/** @type {readonly Checked[]} */ checked) => ({
    parserOptions: { projectService: false, project: null, programs: checked.map(({ builder }) => builder.getProgram()) },
  });
  const eslint = new ESLint({
    cwd: repository,
    overrideConfig: [
      { files: ['**/*.ts'], languageOptions: typesOf(projects) },
      { files: ['**/*.{mjs,cjs}'], languageOptions: typesOf([scripts]) },
    ],
  });
  const files = [
    ...projects.flatMap(({ reached }) => reached.filter((file) => /(?<!\.d)\.ts$/.test(file))),
    ...scripts.reached.filter((file) => /\.[mc]js$/.test(file)),
  ];
  const own = `${repository.replaceAll('\\', '/')}/`;
  const wanted = [];
  for (const file of new Set(files))
    if (file.startsWith(own) && !file.includes('/node_modules/') && !(await eslint.isPathIgnored(file))) wanted.push(file);
  const results = await eslint.lintFiles(wanted);
  const found = results.filter(({ errorCount, warningCount }) => errorCount + warningCount > 0);
  return found.length === 0 ? '' : (await eslint.loadFormatter('stylish')).format(found);
}

/** @param {string} script @param {readonly string[]} options */
async function runTool(script, options) {
  return promisify(execFile)(process.execPath, [path.join(repository, 'node_modules', script), ...options], { cwd: repository }).then(
    ({ stdout }) => ({ stdout, isRight: true }),
    (/** @type {unknown} */ error) => {
      const { stdout = '', stderr = '' } = /** @type {ExecFileException} */ (error);
      return { stdout: stdout + stderr, isRight: false };
    },
  );
}

const key = RULES.reduce((hash, file) => hash.update(fs.readFileSync(path.join(repository, file))), createHash('sha256'))
  .digest('hex')
  .slice(0, 16);
const cache = path.join(repository, 'node_modules/.cache/deferscope-check', key);
const tools = [
  runTool('dependency-cruiser/bin/dependency-cruise.mjs', ['--config', '.dependency-cruiser.cjs', 'src']),
  runTool('knip/bin/knip.js', ['--no-progress', '--cache', '--cache-location', path.join(cache, 'knip')]),
  runTool('prettier/bin/prettier.cjs', ['--list-different', '--cache', '--cache-location', path.join(cache, 'prettier'), '.']).then(
    ({ stdout, isRight }) => ({ stdout: stdout.replace(/^(?=.)/gm, 'not formatted (npm run format): '), isRight }),
  ),
];
const projects = PROJECTS.map((project) => checkTypes(project, cache));
const scripts = checkTypes(SCRIPTS, cache);
const checked = [...projects, scripts];
const types = writeProblems(checked.flatMap(({ diagnostics }) => diagnostics));
const style = await lint(projects, scripts);
const answers = await Promise.all(tools);
for (const text of [types, style, ...answers.map(({ stdout }) => stdout)]) if (text.trim() !== '') console.log(text.trim());
if (types !== '' || style !== '' || answers.some(({ isRight }) => !isRight)) process.exitCode = 1;
else for (const { builder } of checked) builder.emit();
