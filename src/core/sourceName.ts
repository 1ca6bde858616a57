import type { SourceLocation } from './snapshot.ts';

/** The last part of a path or URL, for either kind of slash. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) || path;
}

/** `main.ts:12`, as rows and messages name a place. */
export function shortLocation(location: SourceLocation): string {
  return `${baseName(location.path)}:${location.line}`;
}
