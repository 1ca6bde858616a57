import { LABEL_LENGTH, toDisplayText } from './displayText.ts';
import type { SourceLocation } from './snapshot.ts';

/** The last part of a path or URL, for either kind of slash. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) || path;
}

/** `main.ts:12`, the form in which rows and messages name a place; visible text, because a program can give its scripts any name. */
export function shortLocation(location: SourceLocation): string {
  return `${toDisplayText(baseName(location.path), LABEL_LENGTH)}:${location.line}`;
}
