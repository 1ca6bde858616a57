import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { optional } from '../core/optional.ts';
import type { LanguageSupport } from '../languages/languageSupport.ts';
import type { PathSubstitute } from '../languages/terminalSupport.ts';

/** The options of `deferscope inspect`. */
export interface InspectRequest {
  readonly file: string;
  readonly line: number;
  readonly hit: number;
  readonly format: 'text' | 'json';
  /** A language's name, or the command of another adapter; undefined to guess from the program. */
  readonly adapter: string | undefined;
  /** Folders that the program has another name for. */
  readonly substitutes?: readonly PathSubstitute[];
  readonly program: string;
  readonly args: readonly string[];
}

/** What `--help` prints. */
export function describeUsage(languages: readonly LanguageSupport[]): string {
  const terminals = languages.flatMap(({ terminal }) => terminal ?? []);
  const files = terminals.flatMap(({ usage }) => usage?.file ?? []).map((line) => `                      (${line})\n`);
  const programs = terminals.flatMap(({ usage }) => usage?.program ?? []).map((text) => `${text}\n`);
  return `Usage: deferscope inspect --break FILE:LINE [options] PROGRAM [-- ARGS…]
       deferscope replay [--port N] FILE      (see deferscope replay --help)

Starts PROGRAM under its debugger, stops at the breakpoint, prints what is pending there, and ends the program.

  --break FILE:LINE   where to stop; FILE from here, or from the program's folder
${files.join('')}  --hit N             stop when the line is reached for the Nth time (1)
  --format FORMAT     text or json (text); JSON goes to standard output alone
  --adapter ADAPTER   ${terminals.map(({ name }) => name).join(', ')}, or a command that starts another debug adapter; guessed from PROGRAM without it
  --substitute-path FROM=TO
                      the program knows the folder FROM as TO; may be given several times

${programs.join('')}The program gets no standard input, and what it prints goes to standard error. The command waits for the breakpoint as long as the
program runs: Ctrl-C ends both.

Exit status: 0 printed, 2 wrong usage, 3 the breakpoint was never hit, 4 the debugger could not be started or ended early.
`;
}

/** Wrong usage: the message says what is wrong. */
export class UsageError extends Error {}

/** @throws {UsageError} if the arguments make no sense. Undefined if help was requested. */
export function readCommandLine(argv: readonly string[]): InspectRequest | undefined {
  const split = argv.indexOf('--');
  const own = split < 0 ? argv : argv.slice(0, split);
  const { values, positionals } = parse(own);
  if (values.help === true || (own.length === 0 && split < 0)) return undefined;
  const [command, program, extra] = positionals;
  if (command !== 'inspect')
    throw new UsageError(
      command === undefined ? 'No command was given.' : `"${command}" is not a command; the commands are "inspect" and "replay".`,
    );
  if (program === undefined) throw new UsageError('No program was given.');
  if (extra !== undefined) throw new UsageError(`Unexpected argument "${extra}": put the program's own arguments after "--".`);
  const place = /^(.+):([1-9]\d*)$/.exec(values.break ?? '');
  if (place === null)
    throw new UsageError(
      values.break === undefined ? 'Where to stop is missing: --break FILE:LINE.' : `"${values.break}" is not FILE:LINE.`,
    );
  const hit = Number(values.hit ?? '1');
  if (!Number.isSafeInteger(hit) || hit < 1) throw new UsageError(`"${values.hit ?? ''}" is not a number of hits.`);
  const format = values.format ?? 'text';
  if (format !== 'text' && format !== 'json') throw new UsageError(`"${format}" is not a format; the formats are text and json.`);
  return {
    file: place[1] ?? '',
    line: Number(place[2]),
    hit,
    format,
    adapter: values.adapter,
    ...optional('substitutes', values['substitute-path']?.map(readSubstitute)),
    program,
    args: split < 0 ? [] : argv.slice(split + 1),
  };
}

function readSubstitute(text: string): PathSubstitute {
  const split = text.indexOf('=');
  if (split <= 0 || split === text.length - 1) throw new UsageError(`"${text}" is not FROM=TO.`);
  return { from: path.resolve(text.slice(0, split)), to: text.slice(split + 1) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'break': { type: 'string' },
        'hit': { type: 'string' },
        'format': { type: 'string' },
        'adapter': { type: 'string' },
        'substitute-path': { type: 'string', multiple: true },
        'help': { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
