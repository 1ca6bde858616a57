import { originalPositionFor, sourceContentFor, TraceMap, traceSegment } from '@jridgewell/trace-mapping';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as path from 'node:path';
import type { SourceLocation } from '../core/snapshot.ts';

/** A source map larger than this many UTF-16 units is not read: the answer is not worth the wait. */
export const LARGEST_MAP = 64 * 1024 * 1024;

/** Where in a running text's last characters the reference to its map is looked for. */
export const MAP_REFERENCE_TAIL = 4 * 1024 * 1024;

/** Where a running text says that its source map is: in itself, or in a file. */
export type MapReference = { readonly url: string } & ({ readonly text: string } | { readonly file: string });

/**
 * What the last reference in a running text leads to; undefined where there is none, or not to a file. `file` is the text's path, or the
 * URL of one that is in no file.
 */
export function findMapReference(code: string, file: string): MapReference | undefined {
  try {
    const matches = [...code.slice(-MAP_REFERENCE_TAIL).matchAll(/^[ \t]*\/\/[#@][ \t]*sourceMappingURL=(\S+)[ \t]*$/gm)];
    const reference = matches.at(-1)?.[1];
    if (reference === undefined) return undefined;
    const base = /^[a-z][a-z\d+.-]+:\/\//i.test(file) ? new URL(file) : pathToFileURL(file);
    const text = decodeDataUrl(reference);
    if (text !== undefined) return { text, url: base.href };
    const url = new URL(reference, base);
    return url.protocol === 'file:' ? { file: fileURLToPath(url), url: url.href } : undefined;
  } catch {
    // What is no address leads nowhere.
    return undefined;
  }
}

/** Takes positions in a running text back to the sources that people wrote. */
export class SourceMap {
  readonly #map: TraceMap;

  private constructor(map: TraceMap) {
    this.#map = map;
  }

  /** The map that a text is; undefined for one that is none, or too large. `url` is what its sources are relative to. */
  static parse(text: string, url: string): SourceMap | undefined {
    if (text.length > LARGEST_MAP) return undefined;
    try {
      return new SourceMap(new TraceMap(text, url));
    } catch {
      // As good as none: the running position is still true.
      return undefined;
    }
  }

  /** Where in the source a running position comes from, lines and columns 1-based; undefined where the map does not know. */
  locate(line: number, column: number): SourceLocation | undefined {
    const original = originalPositionFor(this.#map, { line, column: column - 1 });
    // A broken map may point to a source that it has not, or before the first line; one that does not name its source to a folder.
    const source = (original.source as string | null | undefined) ?? '/';
    if (original.line === null || source.endsWith('/') || original.line < 1 || original.column < 0) return undefined;
    return { path: toPath(source) ?? source, line: original.line, column: original.column + 1 };
  }

  /** The same, only where the map speaks of this very position: else it is the place of something that stands before it. */
  locateExactly(line: number, column: number): SourceLocation | undefined {
    return this.#isMapped(line, column) ? this.locate(line, column) : undefined;
  }

  /** The name that the source has for what stands at a running position. */
  nameAt(line: number, column: number): string | undefined {
    return this.#isMapped(line, column) ? (originalPositionFor(this.#map, { line, column: column - 1 }).name ?? undefined) : undefined;
  }

  /** The text of a source as it was when it was compiled, where the map has it. */
  textOf(file: string): string | undefined {
    const source = this.#map.resolvedSources.find((one) => (toPath(one) ?? one) === file);
    return source === undefined ? undefined : (sourceContentFor(this.#map, source) ?? undefined);
  }

  #isMapped(line: number, column: number): boolean {
    return line >= 1 && column >= 1 && traceSegment(this.#map, line - 1, column - 1)?.[0] === column - 1;
  }
}

function decodeDataUrl(reference: string): string | undefined {
  const match = /^data:application\/json(?:;charset=[^;,]+)?(;base64)?,(.*)$/s.exec(reference);
  if (match === null) return undefined;
  return match[1] === undefined ? decodeURIComponent(match[2] ?? '') : Buffer.from(match[2] ?? '', 'base64').toString('utf8');
}

/** The file's path, for a path or a `file:` URL; undefined for anything else (`node:`, `evalmachine.<anonymous>`, http). */
export function toPath(url: string): string | undefined {
  try {
    if (url.startsWith('file:')) return fileURLToPath(url);
  } catch {
    return undefined;
  }
  return path.isAbsolute(url) ? path.normalize(url) : undefined;
}
