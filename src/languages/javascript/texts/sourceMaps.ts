import type { SourceLocation } from '../../../core/snapshot.ts';
import { findMapReference, SourceMap, toPath } from '../../../syntax/sourceMap.ts';
import type { TextPosition } from '../../../syntax/textRange.ts';
import type { RunningText, RunningTexts } from './runningTexts.ts';

/** A position in the running code; lines and columns are 1-based. */
export interface RunningPosition extends RunningText {
  /** Where the text begins, if lines and columns are counted from elsewhere; 0-based. */
  readonly start?: TextPosition;
  readonly line: number;
  readonly column: number;
}

/** The base for the sources of generated code, which is in no file. */
const GENERATED = 'generated:///';

/**
 * Maps positions in the running code to the source that a person wrote, using the source map that the running text names. js-debug does the
 * same for its own positions but offers no request for it. Each text is read once per session.
 */
export class SourceMaps {
  readonly #maps = new Map<string, Promise<SourceMap | undefined>>();
  readonly #texts: RunningTexts;
  /** The debugger's path for a source, by the name that the map uses. */
  readonly #renamed = new Map<string, string>();

  constructor(texts: RunningTexts) {
    this.#texts = texts;
  }

  /** The position in the source; the running position if there is no map or the map does not have it. */
  async locate(position: RunningPosition): Promise<SourceLocation> {
    const found = (await this.#mapOf(position))?.locate(position.line, position.column);
    if (found !== undefined) return { ...found, path: this.#renamed.get(found.path) ?? found.path };
    const path = position.url === '' ? position.source?.path : position.url;
    const { line, column, start } = position;
    return {
      path: (await this.#texts.findFile(position.url)) ?? path ?? '',
      line: line + (start?.line ?? 0),
      column: column + (line === 1 ? (start?.column ?? 0) : 0),
    };
  }

  /** Learns that the debugger knows a source by another path than its map does. */
  rename(from: string, to: string): void {
    if (from !== to) this.#renamed.set(from, to);
  }

  /** Whether the text was made from sources that its map names. */
  async isMapped(running: RunningText): Promise<boolean> {
    return (await this.#mapOf(running)) !== undefined;
  }

  /** Whether the map has the position; also true if the text has no map. */
  async knows(position: RunningPosition): Promise<boolean> {
    const map = await this.#mapOf(position);
    return map === undefined || map.locate(position.line, position.column) !== undefined;
  }

  /** The name in the source for what is at a position, if the map has one. */
  async nameAt(position: RunningPosition): Promise<string | undefined> {
    return (await this.#mapOf(position))?.nameAt(position.line, position.column);
  }

  /**
   * The source of what is at exactly this position, with the source's text as it was compiled if the map contains it; undefined if the map
   * does not say.
   */
  async sourceAt(position: RunningPosition): Promise<{ readonly location: SourceLocation; readonly text: string | undefined } | undefined> {
    const map = await this.#mapOf(position);
    const found = map?.locateExactly(position.line, position.column);
    if (map === undefined || found === undefined) return undefined;
    return {
      location: { ...found, path: this.#renamed.get(found.path) ?? found.path },
      text: map.textOf(found.path) ?? (await this.#texts.readFile(found.path)),
    };
  }

  #mapOf(running: RunningText): Promise<SourceMap | undefined> {
    const key = this.#texts.keyOf(running);
    const known = this.#maps.get(key);
    if (known !== undefined) return known;
    const loading = this.#load(running);
    this.#maps.set(key, loading);
    return loading;
  }

  async #load(running: RunningText): Promise<SourceMap | undefined> {
    try {
      const code = await this.#texts.read(running);
      const reference =
        code === undefined
          ? undefined
          : findMapReference(code, toPath(running.url) ?? (URL.canParse(running.url) ? running.url : GENERATED));
      if (reference === undefined) return undefined;
      const text = 'text' in reference ? reference.text : await this.#texts.readFile(reference.file);
      return text === undefined ? undefined : SourceMap.parse(text, reference.url);
    } catch {
      // A text that is not available has no map: the running position is still true.
      return undefined;
    }
  }
}
