/** Why resources with dependencies were refused. */

/**
 * - `CYCLE`: a resource would have to be released before itself
 * - `DUPLICATE`: the name is taken
 * - `UNKNOWN`: something depends on a name that was never added
 * - `RELEASED`: everything has been released, or is being released
 */
export type DependencyErrorCode = 'CYCLE' | 'DUPLICATE' | 'UNKNOWN' | 'RELEASED';

/** A refusal of {@link Dependencies}. `code` says why; the message also says what to do. */
export class DependencyError extends Error {
  override readonly name = 'DependencyError';

  constructor(
    readonly code: DependencyErrorCode,
    message: string,
    readonly path?: readonly string[],
  ) {
    super(message);
  }
}

export function cycle(call: string, path: readonly string[]): DependencyError {
  return new DependencyError(
    'CYCLE',
    `${call}: these depend on each other in a circle, so none of them can be released first: ${path.join(' → ')}. Leave out one of these dependencies.`,
    path,
  );
}

export function duplicate(call: string, name: string): DependencyError {
  return new DependencyError('DUPLICATE', `${call}: '${name}' was added before. Give each resource a name of its own.`);
}

export function unknownDependency(name: string, dependsOn: string): DependencyError {
  return new DependencyError(
    'UNKNOWN',
    `Dependencies.add(name, release, options): '${name}' depends on '${dependsOn}', which was never added. Everything has been released all the same; add '${dependsOn}', or correct the name in dependsOn.`,
  );
}

export function alreadyReleased(call: string): DependencyError {
  return new DependencyError(
    'RELEASED',
    `${call}: everything has been released, or is being released, so nothing can be added. Make new Dependencies.`,
  );
}
