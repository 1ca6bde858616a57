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
 * Has what a configuration launches load `preload` before the program, in all its processes and workers: through the environment,
 * which child processes and workers inherit. What the configuration says itself stays. One that launches nothing, or something for
 * which that is not known to work, comes back as it is.
 *
 * @param inherited the NODE_OPTIONS of the process that will start the program, which an environment of the configuration's own replaces
 */
export function addPreload(configuration: Configuration, preload: string, inherited: string | undefined): Configuration {
  const { type, request, env, envFile, __pendingTargetId: child } = configuration;
  // js-debug asks again for each child session; those inherit the environment.
  if (typeof type !== 'string' || !LAUNCH_TYPES.includes(type) || request !== 'launch' || child !== undefined) return configuration;
  if (env !== undefined && env !== null && typeof env !== 'object') return configuration;
  const own = (env ?? {}) as Configuration;
  const key = Object.keys(own).find((name) => name.toUpperCase() === 'NODE_OPTIONS') ?? 'NODE_OPTIONS';
  const given = own[key];
  const skipFiles = [...listOf(configuration['skipFiles'], ['<node_internals>/**']), preload];
  // A file may have NODE_OPTIONS too, and those in `env` would take their place.
  if (given === undefined && typeof envFile === 'string' && envFile !== '')
    return addArgument({ ...configuration, skipFiles }, preload) ?? configuration;
  const before = typeof given === 'string' ? given : given === undefined ? (inherited ?? '') : '';
  if (before.includes(preload)) return configuration;
  return { ...configuration, skipFiles, env: { ...own, [key]: `${before} --require ${quote(preload)}`.trim() } };
}

/** Node itself takes the preload as an argument; of another program it is not known. */
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

/** As Node reads NODE_OPTIONS: in double quotes blanks count, and a backslash takes the next character as it is. */
function quote(file: string): string {
  return `"${file.replace(/[\\"]/g, '\\$&')}"`;
}
