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

/** Which text is meant, by what the engine and the adapter say of it. */
export interface RunningText {
  /** The engine's name for it: a path, a URL, a name that generated code has given itself, or nothing. */
  readonly url: string;
  /** Its SHA-256, where the engine tells: then no other text is taken for it. */
  readonly hash?: string;
  /** What the adapter says that a frame in it is paused in. */
  readonly source?: Dap.Source;
}

/** How much of the texts is kept, in UTF-16 units; the one that was read last is kept whatever its length. */
const MAX_KEPT_LENGTH = 16 * 1024 * 1024;

/**
 * The texts that the program runs. A file may have been compiled on the way in, edited since, or be generated code that is in no file:
 * where
 * the engine tells a text's hash, whoever offers it is held to that, and a text is read once.
 */
export class RunningTexts {
  readonly #options: RunningTextsOptions;
  /** By hash, oldest first. */
  readonly #kept = new Map<string, string>();
  readonly #reading = new Map<string, Promise<string | undefined>>();
  /** Hashes of texts that are in the file of their name. */
  readonly #onDisk = new Set<string>();
  /** Fingerprints of the files' texts as they were when first read in the session. */
  readonly #first = new Map<string, string>();
  readonly #changed = new Set<string>();
  readonly #served: ServedFiles;
  /** By url the texts of that name that frames of the last stop run. */
  #paused: ReadonlyMap<string, readonly RunningText[]> = new Map();

  constructor(options: RunningTextsOptions) {
    this.#options = options;
    this.#served = new ServedFiles(options.readText);
  }

  /** Tells what the frames of the stop run: texts that are known by their name only are looked for among these. */
  follow(frames: readonly RunningText[]): void {
    const byUrl = new Map<string, RunningText[]>();
    for (const frame of frames) {
      const known = byUrl.get(frame.url) ?? [];
      if (!known.some((other) => other.hash === frame.hash)) byUrl.set(frame.url, [...known, frame]);
    }
    this.#paused = byUrl;
  }

  /** Another name for another text: what was made of a text can be kept under it. */
  keyOf(given: RunningText): string {
    const text = this.#identify(given);
    const path = toPath(text.url) ?? text.url;
    return text.hash ?? `${path}\n${this.#options.loaded.find(path) ?? text.source?.sourceReference ?? 'file'}`;
  }

  /** The text; undefined where nobody offers it. Rejects when the adapter is gone. */
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

  /** Whether the text, once read, is known to be in the file of its name. */
  isOnDisk(text: RunningText): boolean {
    return text.hash !== undefined && this.#onDisk.has(text.hash);
  }

  /** The file that a text is in, where that is known; of a page it is the one that the server hands out. */
  async findFile(url: string): Promise<string | undefined> {
    return toPath(url) ?? (/^https?:/.test(url) ? this.#served.find(url) : undefined);
  }

  /** Files that were edited since they were first read: of what they say now it is not known whether it runs. */
  get changed(): readonly string[] {
    return [...this.#changed];
  }

  /** A file, whatever runs under its path. */
  readFile(path: string): Promise<string | undefined> {
    return this.#options.readText(path);
  }

  /** A text that is known by its name only is that of the frames of this name, where they run one. */
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

  /** The text that has the hash, if it is the offered one. */
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

/** The file that the adapter takes for what a server hands out. */
function localPath({ url, source }: RunningText): string | undefined {
  return /^https?:/.test(url) && (source?.sourceReference ?? 0) === 0 ? source?.path : undefined;
}

/**
 * The sources that may have the text, by which the adapter may know it: js-debug hands out what runs also under a path without a reference.
 */
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

/** Node leaves a byte order mark out of some of its texts. */
function findByHash(hash: string, offered: string): string | undefined {
  const choices = offered.startsWith('\ufeff') ? [offered, offered.slice(1)] : [offered];
  return choices.find((text) => createHash('sha256').update(text).digest('hex') === hash);
}
