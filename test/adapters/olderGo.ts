import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { ROOT } from '../unit/schema.ts';
import { buildGo, DEBUGGEES } from './delve.ts';

/** The conformance suite's program, and which cases the Go version that builds it does not understand. */
export interface BuiltCases {
  readonly binary: string;
  /** Names of the cases that need a later Go version. */
  readonly later: ReadonlySet<string>;
}

/** How many times the build is tried: the compiler stops after ten errors. */
const TRIES = 12;

/**
 * Builds the cases with the Go version that `GOTOOLCHAIN` names. If it is older than that of the debuggees' go.mod, an overlay gives the
 * module that version and hides the files that do not build with it: the paths stay as they are.
 */
export function buildCases(flags: readonly string[] = ['-gcflags=all=-N -l'], output = 'cases'): BuiltCases {
  const version = /^go(1\.\d+)/.exec(process.env['GOTOOLCHAIN'] ?? '')?.[1];
  if (version === undefined) return { binary: buildGo('cases', flags, DEBUGGEES, output), later: new Set() };
  const folder = path.join(ROOT, 'dist/debuggees/go', `overlay-${output}-${version}`);
  mkdirSync(folder, { recursive: true });
  const mod = path.join(folder, 'go.mod');
  writeFileSync(mod, `module example.com/debuggees\n\ngo ${version}\n`);
  const later = new Set<string>();
  for (let tries = 0; ; tries += 1) {
    const overlay = path.join(folder, 'overlay.json');
    const replaced = [...later].map((name) => [path.join(DEBUGGEES, 'cases', `${name}.go`), ''] as const);
    writeFileSync(overlay, JSON.stringify({ Replace: Object.fromEntries([[path.join(DEBUGGEES, 'go.mod'), mod], ...replaced]) }));
    const given = [...flags, `-overlay=${overlay}`];
    const tried = spawnSync(
      'go',
      [
        'build',
        '-buildvcs=false',
        '-gcflags=-e',
        `-overlay=${overlay}`,
        '-o',
        process.platform === 'win32' ? 'NUL' : '/dev/null',
        './cases',
      ],
      { cwd: DEBUGGEES, encoding: 'utf8' },
    );
    if (tried.status === 0) return { binary: buildGo('cases', given, DEBUGGEES, `${output}-${version}`), later };
    const missing = [...tried.stderr.matchAll(/^\s+imports (\S+): build constraints exclude all Go files/gm)].map(
      (match) => match[1] ?? '',
    );
    const named = [
      ...[...tried.stderr.matchAll(/cases[/\\](\w+)\.go:\d+/g)].map((match) => match[1] ?? ''),
      ...missing.flatMap(importersOf),
    ].filter((name) => name !== 'main' && !later.has(name));
    if (named.length === 0 || tries === TRIES) throw new Error(`The cases do not build with Go ${version}:\n${tried.stderr}`);
    for (const name of named) later.add(name);
  }
}

/** The cases that import a package. */
function importersOf(name: string): string[] {
  const folder = path.join(DEBUGGEES, 'cases');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.go') && readFileSync(path.join(folder, file), 'utf8').includes(`"${name}"`))
    .map((file) => file.replace(/\.go$/, ''));
}
