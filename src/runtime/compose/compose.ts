/** Cleanups made of cleanups. */

export { cleanupAll, cleanupAllAsync } from './cleanupAll.ts';
export { type AddOptions, Dependencies, type DependenciesOptions } from './dependencies.ts';
export { DependencyError, type DependencyErrorCode } from './dependencyError.ts';
