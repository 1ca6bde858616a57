import type { StackKind } from '../core/snapshot.ts';
import type { Translate } from '../core/translate.ts';
import type { LoadedSources } from '../dap/loadedSources.ts';
import type { DapPort } from '../dap/port.ts';
import type { SyntaxParser } from '../syntax/parser.ts';
import type { TextPosition } from '../syntax/textRange.ts';
import type { CleanupSource } from './cleanupSource.ts';
import type { LanguageWords } from './languageWords.ts';
import type { LaunchAddition } from './launchAddition.ts';
import type { FoundMention, MentionText } from './mention.ts';
import type { ReadText } from './readText.ts';
import type { TerminalSupport } from './terminalSupport.ts';

/**
 * Everything that Deferscope knows about one language, or about another kind of debug session. Its folder exports one of these and `all.ts`
 * lists it: no other room names a language, its debugger, its words or its file endings. It is loaded when VS Code activates the extension,
 * so it is small; everything that reads is imported by `createReader`.
 */
export interface LanguageSupport {
  /** The `type` of the debug sessions that it reads, as in launch.json. */
  readonly debugTypes: readonly string[];
  /** VS Code's names of the languages that its programs are written in: hovers and hints are shown there. */
  readonly editorLanguages: readonly string[];
  /** The kinds of stacks that its programs have. */
  readonly stackKinds: readonly StackKind[];
  /** What the user interface says in the language's own terms; it has general words for the rest. */
  readonly words?: Partial<LanguageWords>;
  /** A short description of the sessions that it reads, for a list; undefined if no list should name them. */
  readonly describeSessions?: (t: Translate) => string;
  /** Loads and makes the reader for its programs and texts, once, when the first of them appears. */
  readonly createReader: (tools: ReaderTools) => Promise<LanguageReader>;
  /** How to run its programs in a terminal; undefined if `deferscope inspect` cannot do that. */
  readonly terminal?: TerminalSupport;
  /** What to add to programs that are launched in VS Code, if the person wants that. */
  readonly launchAddition?: LaunchAddition;
  /** Why its sessions are not recorded; undefined if they are. */
  readonly explainNotRecorded?: (t: Translate) => string;
}

/** What all readers share. */
export interface ReaderTools {
  readonly parser: SyntaxParser;
}

/** Reads the programs and texts of one language; all debug sessions share it. */
export interface LanguageReader {
  /** The source for one debug session. */
  createSource(session: ReadSession): CleanupSource;
  /** What a position in a text has to do with cleanups. */
  findMention?(text: MentionText, position: TextPosition): Promise<FoundMention | undefined>;
}

/** The debug session that a source reads. */
export interface ReadSession {
  /** Its debug type: one of the language's. */
  readonly type: string;
  readonly port: DapPort;
  /** Its launch configuration, if known. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** What the adapter says about texts that are not on disk. */
  readonly loaded: LoadedSources;
  readonly readText: ReadText;
  readonly t: Translate;
}
