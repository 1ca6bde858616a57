import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as path from 'node:path';
import type { SourceLocation } from '../../core/snapshot.ts';
import type { RunningTexts } from './runningTexts.ts';

/** A position in the code as it runs: columns and lines 1-based, `url` a path or a `file:` URL. */
export interface RunningPosition {
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

/** A source map larger than this many UTF-16 units is not read: the answer is not worth the wait. */
const LARGEST_MAP = 64 * 1024 * 1024;

/** Where in a file's last characters the reference to its map is looked for. */
const TAIL = 4 * 1024 * 1024;

/**
 * Takes positions in running code back to the source that a person wrote, by the source map that the running text names.
 * js-debug does the same for its own positions but offers no request for it. Each text is read once per session.
 */
export class SourceMaps {
  readonly #maps = new Map<string, Promise<TraceMap | undefined>>();
  readonly #texts: RunningTexts;

  constructor(texts: RunningTexts) {
    this.#texts = texts;
  }

  /** The position in the source; where there is no map, or it does not know the position, the running one. */
  async locate(position: RunningPosition): Promise<SourceLocation> {
    const file = toPath(position.url);
    const here: SourceLocation = { path: file ?? position.url, line: position.line, column: position.column };
    if (file === undefined) return here;
    const map = await this.#mapOf(file);
    if (map === undefined) return here;
    const original = originalPositionFor(map, { line: position.line, column: position.column - 1 });
    // A broken map may point to a source that it has not, or before the first line; one that does not name its source to a folder.
    const source = (original.source as string | null | undefined) ?? '/';
    if (original.line === null || source.endsWith('/') || original.line < 1 || original.column < 0) return here;
    return { path: toPath(source) ?? source, line: original.line, column: original.column + 1 };
  }

  /** The name that the source has for what stands at a position, where the map knows one. */
  async nameAt(position: RunningPosition): Promise<string | undefined> {
    const file = toPath(position.url);
    const map = file === undefined ? undefined : await this.#mapOf(file);
    return map === undefined ? undefined : (originalPositionFor(map, { line: position.line, column: position.column - 1 }).name ?? undefined);
  }

  #mapOf(file: string): Promise<TraceMap | undefined> {
    const key = `${file}\n${this.#texts.version(file)}`;
    const known = this.#maps.get(key);
    if (known !== undefined) return known;
    const loading = this.#load(file);
    this.#maps.set(key, loading);
    return loading;
  }

  async #load(file: string): Promise<TraceMap | undefined> {
    try {
      const code = await this.#texts.read(file);
      const reference = code === undefined ? undefined : findReference(code);
      if (reference === undefined) return undefined;
      const base = pathToFileURL(file);
      const inline = decodeDataUrl(reference);
      const mapUrl = inline === undefined ? new URL(reference, base) : base;
      if (inline === undefined && mapUrl.protocol !== 'file:') return undefined;
      const text = inline ?? (await this.#texts.readFile(fileURLToPath(mapUrl)));
      if (text === undefined || text.length > LARGEST_MAP) return undefined;
      return new TraceMap(text, mapUrl.href);
    } catch {
      // A map that cannot be read or parsed is as good as none: the running position is still true.
      return undefined;
    }
  }
}

function findReference(code: string): string | undefined {
  const matches = [...code.slice(-TAIL).matchAll(/^[ \t]*\/\/[#@][ \t]*sourceMappingURL=(\S+)[ \t]*$/gm)];
  return matches.at(-1)?.[1];
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
