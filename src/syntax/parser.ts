import engine from '@vscode/tree-sitter-wasm/wasm/tree-sitter.wasm';
import type { Language, Node, Tree } from '@vscode/tree-sitter-wasm';
import * as path from 'node:path';
import type * as TreeSitter from './treeSitter.ts';

/** Texts longer than this many UTF-16 units are not parsed: a hover is not worth a second of the editor's time. */
const MAX_TEXT_LENGTH = 2 * 1024 * 1024;

/** How many parsed texts are kept. */
const MAX_KEPT_TEXTS = 8;

interface Parsed {
  readonly key: string;
  readonly text: string;
  readonly root: Node;
  readonly tree: Tree;
}

/** Parses source texts with tree-sitter, one tree per text; loads it and the grammars from a folder when the first text is parsed. */
export class SyntaxParser {
  readonly #folder: string;
  #started: Promise<typeof TreeSitter> | undefined;
  readonly #languages = new Map<string, Promise<Language>>();
  #kept: readonly Parsed[] = [];
  readonly #dropped = new Set<Tree>();

  /** `folder` holds tree-sitter itself and the grammars. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * The text's syntax tree; undefined for a text that is too long. `grammar` is the name of its file. `key` names the document, so that an
   * older tree of it is dropped. A tree may be dropped as soon as others are parsed: use it before you wait for anything else.
   */
  async parse(grammar: string, key: string, text: string): Promise<Node | undefined> {
    const known = this.#find(key, text);
    if (known !== undefined) return known;
    if (text.length > MAX_TEXT_LENGTH) return undefined;
    const { Parser } = await this.#start();
    const language = await this.#load(grammar);
    // Whoever asked at the same time has parsed it meanwhile; a second tree would take the first one from under their hands.
    const parsed = this.#find(key, text);
    if (parsed !== undefined) return parsed;
    const parser = new Parser();
    try {
      parser.setLanguage(language);
      const tree = parser.parse(text);
      if (tree === null) return undefined;
      this.#keep({ key, text, root: tree.rootNode, tree });
      return tree.rootNode;
    } finally {
      parser.delete();
    }
  }

  dispose(): void {
    for (const parsed of this.#kept) parsed.tree.delete();
    this.#kept = [];
    this.#deleteDropped();
  }

  #find(key: string, text: string): Node | undefined {
    return this.#kept.find((parsed) => parsed.key === key && parsed.text === text)?.root;
  }

  #keep(parsed: Parsed): void {
    const rest = this.#kept.filter((other) => other.key !== parsed.key);
    const dropped = this.#kept.filter((other) => !rest.slice(0, MAX_KEPT_TEXTS - 1).includes(other));
    // Others who were waiting for theirs have it in their hands already, and use it before anything else happens.
    for (const other of dropped) this.#dropped.add(other.tree);
    if (dropped.length > 0)
      setTimeout(() => {
        this.#deleteDropped();
      }, 0);
    this.#kept = [parsed, ...rest.slice(0, MAX_KEPT_TEXTS - 1)];
  }

  #deleteDropped(): void {
    for (const tree of this.#dropped) tree.delete();
    this.#dropped.clear();
  }

  #start(): Promise<typeof TreeSitter> {
    const load = async (): Promise<typeof TreeSitter> => {
      const treeSitter = await import('./treeSitter.ts');
      await treeSitter.Parser.init({ locateFile: () => path.join(this.#folder, engine) });
      return treeSitter;
    };
    this.#started ??= load();
    return this.#started;
  }

  #load(grammar: string): Promise<Language> {
    let language = this.#languages.get(grammar);
    if (language === undefined) {
      language = this.#start().then(({ Language }) => Language.load(path.join(this.#folder, grammar)));
      this.#languages.set(grammar, language);
    }
    return language;
  }
}
