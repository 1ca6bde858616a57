import type { StackKind } from '../core/snapshot.ts';
import type { TextPosition } from '../syntax/textRange.ts';
import type { CleanupSource } from './cleanupSource.ts';
import type { LanguageReader, LanguageSupport, ReaderTools, ReadSession } from './languageSupport.ts';
import { GENERAL_WORDS, type LanguageWords } from './languageWords.ts';
import type { FoundMention, MentionText } from './mention.ts';

/** A list of languages: finds the one that reads a session or a text, and its words. */
export class Languages {
  readonly all: readonly LanguageSupport[];
  readonly #tools: ReaderTools;
  readonly #readers = new Map<LanguageSupport, Promise<LanguageReader>>();

  constructor(all: readonly LanguageSupport[], tools: ReaderTools) {
    this.all = all;
    this.#tools = tools;
  }

  /** VS Code's names of the languages that programs are written in. */
  get editorLanguages(): readonly string[] {
    return this.all.flatMap(({ editorLanguages }) => editorLanguages);
  }

  /** Which language's debug sessions have this type. */
  ofType(debugType: string): LanguageSupport | undefined {
    return this.all.find(({ debugTypes }) => debugTypes.includes(debugType));
  }

  /** The source for a debug session, which is loaded first; undefined if no language reads sessions of its type. */
  createSource(session: ReadSession): Promise<CleanupSource> | undefined {
    const support = this.ofType(session.type);
    return support && this.#reader(support).then((reader) => reader.createSource(session));
  }

  /** What a position in an editor has to do with cleanups. */
  async findMention(text: MentionText, position: TextPosition): Promise<FoundMention | undefined> {
    const support = this.all.find(({ editorLanguages }) => editorLanguages.includes(text.language));
    return support && (await this.#reader(support)).findMention?.(text, position);
  }

  /**
   * The words for a session, or for one kind of its stacks. A replay may show stacks of any language, with the words of a language that has
   * such stacks.
   */
  wordsOf(debugType: string, kind?: StackKind): LanguageWords {
    const own = this.ofType(debugType);
    const speaker =
      kind === undefined || own?.stackKinds.includes(kind) === true ? own : this.all.find(({ stackKinds }) => stackKinds.includes(kind));
    return { ...GENERAL_WORDS, ...speaker?.words };
  }

  #reader(support: LanguageSupport): Promise<LanguageReader> {
    const known = this.#readers.get(support);
    if (known !== undefined) return known;
    const made = support.createReader(this.#tools);
    this.#readers.set(support, made);
    return made;
  }
}
