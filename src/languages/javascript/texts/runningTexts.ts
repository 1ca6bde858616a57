import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { LoadedSources } from '../../../dap/loadedSources.ts';
import { guessReferences } from './jsDebugReferences.ts';
import { AdapterGoneError, type DapPort } from '../../../dap/port.ts';
import { toPath } from '../../../syntax/sourceMap.ts';
import type { ReadText } from '../../readText.ts';
import { ServedFiles } from './servedFiles.ts';

export interface RunningTextsOptions {
  readonly port: DapPort;
  readonly loaded: LoadedSources;
  readonly readText: ReadText;
}

/** Identifies a text by what the engine and the adapter say about it. */
export interface RunningText {
  /** The engine's name for it: a path, a URL, a name that generated code gave itself, or an empty text. */
  readonly url: string;
  /** Its SHA-256, if the engine tells: then no other text is accepted in its place. */
  readonly hash?: string;
  /** Where the adapter says a frame in it is paused. */
  readonly source?: Dap.Source;
}

/** How much text is kept, in UTF-16 units; the most recently read text is kept whatever its length. */
const MAX_KEPT_LENGTH = 16 * 1024 * 1024;

/**
 * The texts that the program runs. A file may have been compiled while loading or edited since, and generated code is in no file. If the
 * engine tells a text's hash, every offered text is checked against it. Each text is read once.
 */
export class RunningTexts {
  readonly #options: RunningTextsOptions;
  /** By hash, oldest first. */
  readonly #kept = new Map<string, string>();
  readonly #reading = new Map<string, Promise<string | undefined>>();
  /** Hashes of texts that are identical to the file of their name. */
  readonly #onDisk = new Set<string>();
  /** Fingerprints of the files' texts as first read in the session. */
  readonly #first = new Map<string, string>();
  readonly #changed = new Set<string>();
  readonly #served: ServedFiles;
  /** The texts that frames of the last stop run, by url. */
  #paused: ReadonlyMap<string, readonly RunningText[]> = new Map();

  constructor(options: RunningTextsOptions) {
    this.#options = options;
    this.#served = new ServedFiles(options.readText);
  }

  /** Takes what the frames of the stop run: a text that is known only by its name is looked up among these. */
  follow(frames: readonly RunningText[]): void {
    const byUrl = new Map<string, RunningText[]>();
    for (const frame of frames) {
      const known = byUrl.get(frame.url) ?? [];
      if (!known.some((other) => other.hash === frame.hash)) byUrl.set(frame.url, [...known, frame]);
    }
    this.#paused = byUrl;
  }

  /** A different key for a different text, under which anything made from the text can be kept. */
  keyOf(given: RunningText): string {
    const text = this.#identify(given);
    const path = toPath(text.url) ?? text.url;
    return text.hash ?? `${path}\n${this.#options.loaded.find(path) ?? text.source?.sourceReference ?? 'file'}`;
  }

  /** The text; undefined if nobody offers it. Rejects when the adapter is gone. */
  read(given: RunningText): Promise<string | undefined> {
    const text = this.#identify(given);
    const key = this.keyOf(text);
    const kept = text.hash === undefined ? undefined : this.#kept.get(text.hash);
    if (kept !== undefined) return Promise.resolve(kept);
    const known = this.#reading.get(key);
    if (known !== undefined) return known;
    const reading = this.#find(text).finally(() => {
      this.#reading.delete(key);
    });
    this.#reading.set(key, reading);
    return reading;
  }

  /** Whether the text, once read, is known to be identical to the file of its name. */
  isOnDisk(text: RunningText): boolean {
    return text.hash !== undefined && this.#onDisk.has(text.hash);
  }

  /** The file that a text is in, if known; for a page, the file that the server serves. */
  async findFile(url: string): Promise<string | undefined> {
    return toPath(url) ?? (/^https?:/.test(url) ? this.#served.find(url) : undefined);
  }

  /** Files that were edited since they were first read: nobody knows whether their present text is the one that runs. */
  get changed(): readonly string[] {
    return [...this.#changed];
  }

  /** A file, whatever runs under its path. */
  readFile(path: string): Promise<string | undefined> {
    return this.#options.readText(path);
  }

  /** If a text is known only by its name, the text that frames of this name run is used, if there is one. */
  #identify(text: RunningText): RunningText {
    if (text.hash !== undefined || text.source !== undefined) return text;
    const [paused, other] = this.#paused.get(text.url) ?? [];
    return paused === undefined || other !== undefined ? text : paused;
  }

  async #find(text: RunningText): Promise<string | undefined> {
    if (/^(?:node|wasm):/.test(text.url)) return undefined;
    const { loaded } = this.#options;
    const path = toPath(text.url);
    const reference = path === undefined ? undefined : loaded.find(path);
    if (text.hash === undefined) {
      const given = reference ?? text.source?.sourceReference ?? 0;
      if (given > 0) return this.#ask({ ...(path === undefined ? text.source : { path }), sourceReference: given });
      return path === undefined ? undefined : this.#readFile(path);
    }
    const named = path ?? localPath(text);
    const file = this.#keep(text.hash, named === undefined ? undefined : await this.#options.readText(named));
    if (file !== undefined) {
      this.#onDisk.add(text.hash);
      if (path === undefined && named !== undefined) this.#served.learn(text.url, named);
      return file;
    }
    for (const source of offers(text, path, reference)) {
      const content = this.#keep(text.hash, await this.#ask(source));
      if (content !== undefined) return content;
    }
    return undefined;
  }

  async #ask(source: Dap.Source): Promise<string | undefined> {
    try {
      return (await this.#options.port.request('source', { source, sourceReference: source.sourceReference ?? 0 })).content;
    } catch (error) {
      if (error instanceof AdapterGoneError) throw error;
      // The adapter does not know it by this name.
      return undefined;
    }
  }

  /** The offered text, if it has the hash. */
  #keep(hash: string, offered: string | undefined): string | undefined {
    const text = offered === undefined ? undefined : findByHash(hash, offered);
    if (text === undefined) return undefined;
    this.#kept.set(hash, text);
    let length = 0;
    for (const [key, kept] of [...this.#kept].reverse())
      if ((length += kept.length) > MAX_KEPT_LENGTH && key !== hash) this.#kept.delete(key);
    return text;
  }

  async #readFile(path: string): Promise<string | undefined> {
    const text = await this.#options.readText(path);
    if (text === undefined) return undefined;
    const fingerprint = createHash('sha1').update(text).digest('base64');
    const first = this.#first.get(path);
    if (first === undefined) this.#first.set(path, fingerprint);
    else if (first === fingerprint) this.#changed.delete(path);
    else this.#changed.add(path);
    return text;
  }
}

/** The file that the adapter uses for what a server serves. */
function localPath({ url, source }: RunningText): string | undefined {
  return /^https?:/.test(url) && (source?.sourceReference ?? 0) === 0 ? source?.path : undefined;
}

/** Sources by which the adapter may know the text: js-debug also returns running text for a path without a reference. */
function offers({ url, source }: RunningText, path: string | undefined, reference: number | undefined): Dap.Source[] {
  // As the engine names it, and as js-debug does.
  const urls = new Set([
    url,
    ...(path === undefined || path === url ? [] : [path]),
    ...(path === undefined ? [] : [pathToFileURL(path).href]),
  ]);
  return [
    ...(reference === undefined || path === undefined ? [] : [{ path, sourceReference: reference }]),
    ...(source === undefined ? [] : [source]),
    ...(path === undefined || (path === source?.path && (source.sourceReference ?? 0) === 0) ? [] : [{ path, sourceReference: 0 }]),
    ...(url === '' ? [] : [...urls].flatMap(guessReferences).map((sourceReference) => ({ sourceReference }))),
  ];
}

/** Node drops the byte order mark from some of its texts. */
function findByHash(hash: string, offered: string): string | undefined {
  const choices = offered.startsWith('\ufeff') ? [offered, offered.slice(1)] : [offered];
  return choices.find((text) => createHash('sha256').update(text).digest('hex') === hash);
}
