import { LANGUAGES } from '../languages/all.ts';
import { Languages } from '../languages/languages.ts';
import { SyntaxParser } from '../syntax/parser.ts';
import { describeUsage, readCommandLine, UsageError, type InspectRequest } from './commandLine.ts';
import { EXIT, inspect } from './inspect.ts';
import { readReplayRequest, replay, REPLAY_USAGE, type ReplayRequest } from './replay.ts';

/** The `deferscope` command. Resolves with the exit status. */
async function main(argv: readonly string[]): Promise<number> {
  const isReplay = argv[0] === 'replay';
  const usage = isReplay ? REPLAY_USAGE : describeUsage(LANGUAGES);
  let request: InspectRequest | ReplayRequest | undefined;
  try {
    request = isReplay ? readReplayRequest(argv.slice(1)) : readCommandLine(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}`);
    return EXIT.usage;
  }
  if (request === undefined) {
    process.stderr.write(usage);
    return argv.length === 0 ? EXIT.usage : EXIT.printed;
  }
  const interrupted = new AbortController();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let received: (typeof signals)[number] | undefined;
  for (const signal of signals)
    process.on(signal, () => {
      received ??= signal;
      interrupted.abort();
    });
  // The reader of the output may stop reading before its end; the program is still ended in order.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', () => {
      interrupted.abort();
    });
  const say = (text: string): void => {
    process.stderr.write(text);
  };
  const status =
    'port' in request
      ? await replay(request, interrupted.signal, say)
      : await inspect(request, {
          out: (text) => {
            process.stdout.write(text);
          },
          error: say,
          env: process.env,
          // The grammars are next to this file; the command itself may be a link to it.
          languages: new Languages(LANGUAGES, { parser: new SyntaxParser(__dirname) }),
          signal: interrupted.signal,
        });
  // This is what a shell expects of a command that was interrupted.
  return received === undefined ? status : received === 'SIGINT' ? 130 : received === 'SIGTERM' ? 143 : 129;
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = EXIT.noAdapter;
  },
);
