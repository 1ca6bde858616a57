import assert from 'node:assert/strict';
import { buildSync } from 'esbuild';

/** The built library as one script that sets `module.exports`, for a realm that has no `require`. */
export function bundleLibrary(entry: string): string {
  const [made] = buildSync({ entryPoints: [entry], bundle: true, write: false, format: 'cjs' }).outputFiles;
  assert(made !== undefined);
  return made.text;
}
