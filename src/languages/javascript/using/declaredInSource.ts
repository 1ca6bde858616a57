import type { SourceLocation } from '../../../core/snapshot.ts';
import type { JavascriptTrees } from '../syntax/javascriptTrees.ts';
import type { TextPosition } from '../../../syntax/textRange.ts';
import { findDeclaredName, type UsingDeclaration } from '../syntax/usingDeclarations.ts';
import { toPosition, type RunningFrame } from '../frames/placedFrames.ts';
import type { RunningPosition, SourceMaps } from '../texts/sourceMaps.ts';

export interface DeclaredQuery {
  /** A frame in the running text. */
  readonly running: RunningFrame;
  readonly maps: SourceMaps;
  readonly trees: JavascriptTrees;
}

/** A declaration as its author wrote it. */
export interface DeclaredInSource {
  /** Missing if neither the running code nor the source has a variable for it. */
  readonly name?: string;
  readonly location: SourceLocation;
}

/**
 * Maps a declaration that a compiler has rewritten back to the source. Few maps have the variable's name, and none has a name that a
 * bundler dropped. But maps know where the declaration or its value comes from, and the source has the name there.
 */
export async function findInSource(
  { name, range, value }: UsingDeclaration,
  { running, maps, trees }: DeclaredQuery,
): Promise<DeclaredInSource> {
  const place = (at: TextPosition): RunningPosition => toPosition(at, running);
  const known = name === '' ? undefined : await maps.nameAt(place(range.start));
  const written = await maps.sourceAt(place(range.start));
  for (const source of known !== undefined ? [] : [written, value && (await maps.sourceAt(place(value)))]) {
    const file =
      source?.text === undefined || !/\busing\b/.test(source.text) ? undefined : await trees.parse(source.location.path, source.text);
    const found = file && source && findDeclaredName(file, { line: source.location.line - 1, column: (source.location.column ?? 1) - 1 });
    if (found !== undefined && source !== undefined) return { name: found, location: source.location };
  }
  const own = known ?? name;
  return { ...(own === '' ? {} : { name: own }), location: written?.location ?? (await maps.locate(place(range.start))) };
}
