import type { TextRange } from '../syntax/textRange.ts';

/** A call that registers a cleanup, or a variable that holds a scope. */
export type ScopeMention =
  | {
      readonly kind: 'registration';
      readonly scope: string;
      readonly method: string;
      /** The debugger may report any place inside of this range for what is registered here. */
      readonly site: TextRange;
      readonly word: TextRange;
      /** A declaration: `scope` is the variable, which may hold a scope itself. */
      readonly declares?: true;
    }
  | { readonly kind: 'variable'; readonly scope: string; readonly word: TextRange };

/** A text in an editor, described as its document describes it. */
export interface MentionText {
  /** VS Code's name of the language. */
  readonly language: string;
  readonly fileName: string;
  /** Identifies the document, so that an older tree of it is dropped. */
  readonly uri: string;
  readonly text: string;
}

export interface FoundMention {
  readonly mention: ScopeMention;
  /** The range in which a mentioned variable is known by its name. */
  readonly home: TextRange;
}
