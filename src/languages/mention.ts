import type { TextRange } from '../syntax/textRange.ts';

/** A call that registers a cleanup, or a variable that holds a scope. */
export type ScopeMention =
  /** The debugger names a place inside of `site` for what is registered here. */
  | { readonly kind: 'registration'; readonly scope: string; readonly method: string; readonly site: TextRange; readonly word: TextRange }
  | { readonly kind: 'variable'; readonly scope: string; readonly word: TextRange };
