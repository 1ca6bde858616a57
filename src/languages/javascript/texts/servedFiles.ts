/** The text of a file; undefined if it does not exist. */
type ReadFile = (path: string) => Promise<string | undefined>;

/**
 * Which files a server serves under which addresses, learned from the pages that the debugger has found on disk: js-debug is configured
 * with a folder for each and checks no further.
 */
export class ServedFiles {
  readonly #readText: ReadFile;
  /** Prefixes of addresses, and the folders that they stand for. */
  readonly #roots = new Map<string, string>();
  readonly #found = new Map<string, Promise<string | undefined>>();

  constructor(readText: ReadFile) {
    this.#readText = readText;
  }

  /** Learns that the text of an address is that of a file. */
  learn(url: string, file: string): void {
    const address = url.replace(/[?#].*$/, '');
    let shared = 0;
    while (shared < file.length && file.at(-1 - shared) === address.at(-1 - shared)) shared++;
    // Compare whole names only.
    const tail = file.slice(file.length - shared);
    const from = tail.indexOf('/');
    if (from < 0) return;
    const length = tail.length - from - 1;
    this.#roots.set(address.slice(0, address.length - length), file.slice(0, file.length - length));
  }

  /** The file for an address; undefined if none is known. */
  find(url: string): Promise<string | undefined> {
    const known = this.#found.get(url);
    if (known !== undefined) return known;
    const address = url.replace(/[?#].*$/, '');
    const root = [...this.#roots].find(([begin]) => address.startsWith(begin));
    if (root === undefined) return Promise.resolve(undefined);
    const file = `${root[1]}${decode(address.slice(root[0].length))}`;
    const finding = this.#readText(file).then((text) => (text === undefined ? undefined : file));
    this.#found.set(url, finding);
    return finding;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
