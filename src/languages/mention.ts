import type { TextRange } from '../syntax/textRange.ts';

/** A call that registers a cleanup, or a variable that holds a scope. */
export type ScopeMention =
  | {
      readonly kind: 'registration';
      readonly scope: string;
      readonly method: string;
      /** The debugger names a place inside of it for what is registered here. */
      readonly site: TextRange;
      readonly word: TextRange;
      /** A declaration: `scope` is the variable, and it may hold a scope itself. */
      readonly declares?: true;
    }
  | { readonly kind: 'variable'; readonly scope: string; readonly word: TextRange };

/** A text in an editor, as a document knows itself. */
export interface MentionText {
  /** VS Code's name of the language. */
  readonly language: string;
  readonly fileName: string;
  /** Names the document, so that an older tree of it is dropped. */
  readonly uri: string;
  readonly text: string;
}

export interface FoundMention {
  readonly mention: ScopeMention;
  /** Where a mentioned variable is known by its name. */
  readonly home: TextRange;
}
