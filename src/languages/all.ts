import { goSupport } from './go/goSupport.ts';
import { javascriptSupport } from './javascript/javascriptSupport.ts';
import type { LanguageSupport } from './languageSupport.ts';
import { replaySupport } from './replay/replaySupport.ts';

/**
 * What Deferscope reads: a language is a folder beside this file and a line in this list. The first language that claims something gets it.
 */
export const LANGUAGES: readonly LanguageSupport[] = [javascriptSupport, goSupport, replaySupport];
