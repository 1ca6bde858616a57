import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../harness/messageOf.mjs';
import { themes } from '../harness/settings.mjs';
import { samples } from '../harness/samples.mjs';

/** How the command ends; design.md has the numbers for `inspect`, which asks the same question. */
export const exitStatus = { read: 0, failed: 1, usage: 2, neverHit: 3, adapterFailed: 4 };

/** What the person typed makes no sense. */
export class UsageError extends Error {}

const usage = `npm start                                  opens a sample in VS Code, stopped at a breakpoint
npm start -- --program FILE --break FILE:LINE [-- ARGS…]
                                           debugs FILE without a window and prints its pending cleanups
  --hit N            stop when the breakpoint is hit for the N-th time
  --adapter TYPE     the debug type; by default it follows from FILE: pwa-node for .js, .mjs, .cjs and .ts
  --node PATH        the Node that runs the program; by default the one on the PATH
  --preload          launch it with the script that follows DisposableStack (setting deferscope.preload)
  --screenshot PNG   a picture of VS Code then
  --snapshot JSON    the snapshot as a file
  --theme NAME       ${Object.keys(themes).join(', ')}
  --sample NAME      ${Object.keys(samples).join(', ')}; with --screenshot or --snapshot: without a window
  --embedded         the embedded VS Code even where a "code" command is there`;

/**
 * @typedef {typeof samples[keyof typeof samples]} Sample
 * @typedef {import('../harness/pausedWorkbench.mjs').PausedOptions & { adapter: string, screenshot?: string, snapshot?: string }} Headless
 * @typedef {{ screenshot?: string, snapshot?: string, theme: import('../harness/settings.mjs').Theme }} Pictures
 * @typedef {{ kind: 'help', usage: string }
 *   | { kind: 'headlessSample', sample: Sample } & Pictures
 *   | { kind: 'interactive', sample: Sample, embedded: boolean } & Pictures
 *   | { kind: 'headless' } & Headless} Task
 */

const kinds = /\.[mc]?[jt]s$/;

/**
 * The task, with absolute paths.
 * @param {readonly string[]} args @param {string} from the folder that relative paths start at
 * @returns {Task}
 */
export function readArguments(args, from) {
  const { values, positionals } = parse(args);
  if (values.help) return { kind: 'help', usage };
  const theme = values.theme ?? 'light';
  if (!isKeyOf(themes, theme)) throw new UsageError(`No theme is called "${theme}"; there are ${Object.keys(themes).join(', ')}.`);
  const pictures = {
    ...(values.screenshot && { screenshot: outputFile(values.screenshot, '--screenshot', from) }),
    ...(values.snapshot && { snapshot: outputFile(values.snapshot, '--snapshot', from) }),
    theme,
  };

  if (values.program === undefined) {
    if (values.break || values.hit || values.adapter || values.node || values.preload || positionals.length)
      throw new UsageError('Which program? Name it with --program FILE.');
    const name = values.sample ?? 'javascript';
    if (!isKeyOf(samples, name)) throw new UsageError(`No sample is called "${name}"; there are ${Object.keys(samples).join(', ')}.`);
    const sample = samples[name];
    if (values.screenshot || values.snapshot) return { kind: 'headlessSample', sample, ...pictures };
    return { kind: 'interactive', sample, embedded: values.embedded === true, ...pictures };
  }

  if (values.sample) throw new UsageError('Either --program or --sample.');
  const program = path.resolve(from, values.program);
  if (!isFile(program)) throw new UsageError(`There is no program ${program}.`);
  if (!values.adapter && !kinds.test(program))
    throw new UsageError(
      `How is ${path.basename(program)} debugged? Known are .js, .mjs, .cjs and .ts; else name the debug type with --adapter.`,
    );
  if (!values.break) throw new UsageError('Where should it stop? Name a line with --break FILE:LINE.');
  const breakpoint = readBreakpoint(values.break, [from, path.dirname(program)]);
  const hit = readHit(values.hit);
  const adapter = values.adapter ?? 'pwa-node';
  if (values.node && !/^(?:pwa-)?node$/.test(adapter))
    throw new UsageError(`--node is for programs that Node runs, not for the debug type "${adapter}".`);
  return {
    kind: 'headless',
    program,
    arguments: positionals,
    breakpoint: { ...breakpoint, hit },
    adapter,
    ...pictures,
    ...(values.node && { configuration: { runtimeExecutable: readNode(values.node, from) } }),
    ...(values.preload && { settings: { 'deferscope.preload': 'on' } }),
  };
}

/** @param {readonly string[]} args */
function parse(args) {
  /** @type {{ type: 'string' }} */
  const text = { type: 'string' };
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        program: text,
        break: text,
        hit: text,
        screenshot: text,
        snapshot: text,
        adapter: text,
        theme: text,
        sample: text,
        node: text,
        preload: { type: 'boolean' },
        embedded: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(`${messageOf(error)}\n\n${usage}`);
  }
}

/** @param {string} text @param {readonly string[]} folders */
function readBreakpoint(text, folders) {
  const match = /^(.+):(\d+)$/s.exec(text);
  const [, name = '', digits] = match ?? [];
  const line = Number(digits);
  if (!match || line < 1) throw new UsageError(`"${text}" is not FILE:LINE, as in src/main.ts:12.`);
  const file = folders.map((folder) => path.resolve(folder, name)).find(isFile);
  if (!file) throw new UsageError(`There is no file ${name} for the breakpoint.`);
  const lines = fs.readFileSync(file, 'utf8').split('\n').length;
  if (line > lines) throw new UsageError(`${name} has ${lines} lines; the breakpoint cannot be in line ${line}.`);
  return { path: fs.realpathSync(file), line };
}

/** @param {string} text @param {string} from */
function readNode(text, from) {
  const file = path.resolve(from, text);
  if (!isFile(file)) throw new UsageError(`--node: there is no file ${file}.`);
  const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  if (!/^v\d+\./.test(stdout ?? ''))
    throw new UsageError(`--node: ${file} is not a Node that runs here: it does not answer --version with a version.`);
  return file;
}

/** @param {string | undefined} text */
function readHit(text) {
  if (text === undefined) return 1;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`--hit takes a number from 1 up, not "${text}".`);
  return Number(text);
}

/** @param {string} text @param {string} option @param {string} from */
function outputFile(text, option, from) {
  const file = path.resolve(from, text);
  if (!fs.existsSync(path.dirname(file))) throw new UsageError(`${option}: there is no folder ${path.dirname(file)}.`);
  return file;
}

/**
 * @template {object} T
 * @param {T} list @param {PropertyKey} key @returns {key is keyof T}
 */
function isKeyOf(list, key) {
  return Object.hasOwn(list, key);
}

/** @param {string} file */
function isFile(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
