import type { SourceLocation } from '../../core/snapshot.ts';
import { findMapReference, SourceMap, toPath } from '../../syntax/sourceMap.ts';
import type { RunningTexts } from './runningTexts.ts';

/** A position in the code as it runs: columns and lines 1-based, `url` a path or a `file:` URL. */
export interface RunningPosition {
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Takes positions in running code back to the source that a person wrote, by the source map that the running text names.
 * js-debug does the same for its own positions but offers no request for it. Each text is read once per session.
 */
export class SourceMaps {
  readonly #maps = new Map<string, Promise<SourceMap | undefined>>();
  readonly #texts: RunningTexts;

  constructor(texts: RunningTexts) {
    this.#texts = texts;
  }

  /** The position in the source; where there is no map, or it does not know the position, the running one. */
  async locate(position: RunningPosition): Promise<SourceLocation> {
    const file = toPath(position.url);
    const map = file === undefined ? undefined : await this.#mapOf(file);
    return map?.locate(position.line, position.column) ?? { path: file ?? position.url, line: position.line, column: position.column };
  }

  /** The name that the source has for what stands at a position, where the map knows one. */
  async nameAt(position: RunningPosition): Promise<string | undefined> {
    const file = toPath(position.url);
    const map = file === undefined ? undefined : await this.#mapOf(file);
    return map?.nameAt(position.line, position.column);
  }

  #mapOf(file: string): Promise<SourceMap | undefined> {
    const key = `${file}\n${this.#texts.version(file)}`;
    const known = this.#maps.get(key);
    if (known !== undefined) return known;
    const loading = this.#load(file);
    this.#maps.set(key, loading);
    return loading;
  }

  async #load(file: string): Promise<SourceMap | undefined> {
    try {
      const code = await this.#texts.read(file);
      const reference = code === undefined ? undefined : findMapReference(code, file);
      if (reference === undefined) return undefined;
      const text = 'text' in reference ? reference.text : await this.#texts.readFile(reference.file);
      return text === undefined ? undefined : SourceMap.parse(text, reference.url);
    } catch {
      // A text that cannot be had has no map: the running position is still true.
      return undefined;
    }
  }
}
