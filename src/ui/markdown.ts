import * as vscode from 'vscode';
import type { SourceLocation } from '../core/snapshot.ts';
import { shortLocation } from '../core/sourceName.ts';
import { INTERNAL_COMMANDS } from './contributions.ts';

/**
 * A Markdown string for hovers and tooltips, built from escaped pieces. Only links made here work, and they run only our
 * own commands.
 */
export class Markdown {
  readonly value: vscode.MarkdownString;

  constructor() {
    this.value = new vscode.MarkdownString('', true);
    this.value.isTrusted = { enabledCommands: Object.values(INTERNAL_COMMANDS) };
    this.value.supportHtml = false;
  }

  /** Adds our own text; the program's words in it must have gone through {@link codeText} or {@link plainText}. */
  add(markdown: string): this {
    this.value.appendMarkdown(markdown);
    return this;
  }

  line(): this {
    return this.add('  \n');
  }
}

/** The program's words as ordinary text. */
export function plainText(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&~$@:/]/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
}

/** The program's words in code font. The fence is longer than any run of backticks inside, so that they cannot close it. */
export function codeText(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = text.startsWith('`') || text.endsWith('`') || text === '' ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** A link that opens a place in the source. */
export function locationLink(location: SourceLocation): string {
  return commandLink(shortLocation(location), INTERNAL_COMMANDS.open, location);
}

export function commandLink(title: string, command: string, argument: unknown): string {
  return `[${plainText(title)}](command:${command}?${encodeURIComponent(JSON.stringify([argument])).replace(/[()]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)})`;
}
