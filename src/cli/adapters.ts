import * as path from 'node:path';
import { optional } from '../core/optional.ts';
import type { AdapterCommand } from '../dap/adapterProcess.ts';
import type { LanguageSupport } from '../languages/languageSupport.ts';
import { NoAdapterError, type LaunchConfiguration, type TerminalSupport } from '../languages/terminalSupport.ts';
import { UNREAD_LANGUAGES } from '../languages/unreadLanguages.ts';
import type { InspectRequest } from './commandLine.ts';

/** The adapter to start and the launch request to send it. */
export interface ChosenAdapter {
  readonly language: TerminalSupport;
  readonly command: AdapterCommand;
  readonly configuration: LaunchConfiguration;
}

export interface Surroundings {
  readonly languages: readonly LanguageSupport[];
  /** A folder for build output. */
  readonly scratch: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The debug adapter for a program.
 * @throws {NoAdapterError} if there is none, or none can be guessed.
 */
export async function chooseAdapter(request: InspectRequest, { languages, scratch, env }: Surroundings): Promise<ChosenAdapter> {
  const program = path.resolve(request.program);
  const unread = UNREAD_LANGUAGES.find(({ isProgram }) => isProgram(program));
  if (unread !== undefined) throw new NoAdapterError(`Deferscope does not read ${unread.name} yet.`);
  const terminals = languages.flatMap(({ terminal }) => terminal ?? []);
  const asked = request.adapter;
  const named = terminals.find(({ name }) => name === asked);
  const isCommand = asked !== undefined && named === undefined;
  const language = named ?? guessLanguage(program, terminals, isCommand ? 'possible' : 'own');
  if (language === undefined)
    throw new NoAdapterError(
      `The name of ${request.program} does not show which debugger it needs. Choose one with --adapter ${listNames(terminals)}.`,
    );
  if (request.substitutes !== undefined && language.substitutesPaths !== true)
    throw new NoAdapterError(`--substitute-path has no meaning for programs of --adapter ${language.name}.`);
  const command = isCommand ? readCommand(asked, language, env) : await language.findAdapter(program, env);
  return {
    language,
    command,
    configuration: language.configure(
      { program, args: request.args, file: request.file, ...optional('substitutes', request.substitutes) },
      scratch,
    ),
  };
}

/** `node or go`: the values of `--adapter` besides a command. */
function listNames(terminals: readonly TerminalSupport[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(terminals.map(({ name }) => name));
}

/** The first language that recognises the program as its own; if none does, the first that the program may belong to. */
function guessLanguage(program: string, terminals: readonly TerminalSupport[], enough: 'own' | 'possible'): TerminalSupport | undefined {
  const judged = terminals.map((terminal) => ({ terminal, is: terminal.judge(program) }));
  const found = judged.find(({ is }) => is === 'own') ?? (enough === 'possible' ? judged.find(({ is }) => is === 'possible') : undefined);
  return found?.terminal;
}

/** An adapter that the person gives as a command. */
function readCommand(text: string, { listens }: TerminalSupport, env: NodeJS.ProcessEnv): AdapterCommand {
  const [command, ...args] = splitCommand(text);
  if (command === undefined) throw new NoAdapterError('--adapter needs a command.');
  const isListening = listens?.(command) === true || args.some((arg) => arg.startsWith('--listen'));
  return { command, args, transport: isListening ? 'tcp' : 'stdio', env };
}

/** Splits at blanks, except inside quotes. */
function splitCommand(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}
