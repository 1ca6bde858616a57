import { execFileSync } from 'node:child_process';
import * as path from 'node:path';

/**
 * How VS Code starts a program.
 * @param {{ program: string, adapter: string, configuration?: Record<string, unknown>, arguments?: readonly string[], breakpoint: { path:
 * string } }} task
 * @param {{ embeddedNode?: string, log?: (line: string) => void }} [options]
 */
export function debugConfigurationFor(
  { program, adapter, arguments: args = [], breakpoint, configuration },
  {
    embeddedNode,
    log = (line) => {
      console.error(line);
    },
  } = {},
) {
  const cwd = path.dirname(program);
  const common = {
    type: adapter,
    name: path.basename(program),
    request: 'launch',
    program,
    cwd,
    args,
    console: 'internalConsole',
    ...configuration,
  };
  if (adapter !== 'node' && adapter !== 'pwa-node') return common;
  const folders = [...new Set([cwd, path.dirname(breakpoint.path)])];
  return {
    ...common,
    // The sources of a compiled program may be anywhere, and so may the compiled files.
    outFiles: [...folders.map((folder) => `${folder.replaceAll(path.sep, '/')}/**/*.(m|c|)js`), '!**/node_modules/**'],
    resolveSourceMapLocations: ['**', '!**/node_modules/**'],
    ...(configuration?.runtimeExecutable === undefined ? nodeFor(program, embeddedNode, log) : {}),
  };
}

/**
 * TypeScript without a compiler needs a Node that strips types.
 * @param {string} program @param {string | undefined} embeddedNode @param {(line: string) => void} log
 */
function nodeFor(program, embeddedNode, log) {
  if (!/\.[mc]?ts$/.test(program) || stripsTypes(versionOf('node'))) return {};
  if (!embeddedNode)
    throw new Error(
      `${path.basename(program)} is TypeScript: run it with Node 22.18 or newer, or compile it with source maps and name the .js file.`,
    );
  log(`The node on the PATH (${versionOf('node') ?? 'none'}) cannot run TypeScript: taking the embedded one, ${versionOf(embeddedNode)}.`);
  return { runtimeExecutable: embeddedNode };
}

/** @param {string} node */
function versionOf(node) {
  try {
    return execFileSync(node, ['--version'], { encoding: 'utf8', timeout: 10_000, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined; // no node there
  }
}

/** @param {string | undefined} version */
function stripsTypes(version) {
  const [major = 0, minor = 0] = (version ?? 'v0.0').slice(1).split('.').map(Number);
  return major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}
