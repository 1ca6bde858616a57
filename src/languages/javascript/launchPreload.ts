import * as path from 'node:path';
import type { Configuration, LaunchAddition } from '../launchAddition.ts';
import { LAUNCH_TYPES } from './debugTypes.ts';

/** The preload, which shows what the language's own stacks hold. */
export const preloadAddition: LaunchAddition = {
  debugTypes: LAUNCH_TYPES,
  isMissed: ({ problems }) => problems.some(({ code }) => code === 'not-followed'),
  explain: (t) =>
    t(
      'To show what a DisposableStack holds, Deferscope can have the programs that you debug here load a small script first that writes down what is registered.',
    ),
  add: (configuration, dist, env) => addPreload(configuration, path.join(dist, 'preload.cjs'), env['NODE_OPTIONS']),
};

/**
 * Makes the processes and workers that a configuration launches load `preload` before the program. It uses the environment, which child
 * processes and workers inherit. The configuration keeps its own settings. A configuration that launches nothing, or something that is not
 * known to support this, is returned unchanged.
 *
 * @param inherited the NODE_OPTIONS of the process that will start the program, which an environment of the configuration's own replaces
 */
export function addPreload(configuration: Configuration, preload: string, inherited: string | undefined): Configuration {
  const { type, request, env, envFile, __pendingTargetId: child } = configuration;
  // js-debug resolves a configuration again for each child session; those inherit the environment.
  if (typeof type !== 'string' || !LAUNCH_TYPES.includes(type) || request !== 'launch' || child !== undefined) return configuration;
  if (env !== undefined && env !== null && typeof env !== 'object') return configuration;
  const own = (env ?? {}) as Configuration;
  const key = Object.keys(own).find((name) => name.toUpperCase() === 'NODE_OPTIONS') ?? 'NODE_OPTIONS';
  const given = own[key];
  const skipFiles = [...listOf(configuration['skipFiles'], ['<node_internals>/**']), preload];
  // The file may set NODE_OPTIONS too, and a value in `env` would override it.
  if (given === undefined && typeof envFile === 'string' && envFile !== '')
    return addArgument({ ...configuration, skipFiles }, preload) ?? configuration;
  const before = typeof given === 'string' ? given : given === undefined ? (inherited ?? '') : '';
  if (before.includes(preload)) return configuration;
  return { ...configuration, skipFiles, env: { ...own, [key]: `${before} --require ${quote(preload)}`.trim() } };
}

/** Node itself accepts the preload as an argument; other programs may not. */
function addArgument(configuration: Configuration, preload: string): Configuration | undefined {
  const { runtimeExecutable, runtimeArgs } = configuration;
  if (
    runtimeExecutable !== undefined &&
    runtimeExecutable !== null &&
    !(typeof runtimeExecutable === 'string' && /(?:^|[\\/])node(?:\.exe)?$/i.test(runtimeExecutable))
  )
    return undefined;
  return { ...configuration, runtimeArgs: ['--require', preload, ...listOf(runtimeArgs, [])] };
}

function listOf(value: unknown, otherwise: readonly unknown[]): readonly unknown[] {
  return Array.isArray(value) ? value : otherwise;
}

/** Splits as Node splits NODE_OPTIONS: blanks inside double quotes are kept, and a backslash escapes the next character. */
function quote(file: string): string {
  return `"${file.replace(/[\\"]/g, '\\$&')}"`;
}
