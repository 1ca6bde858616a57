import * as net from 'node:net';
import { parseArgs } from 'node:util';
import { inEnglish } from '../core/translate.ts';
import { RecordingError } from '../replay/file/recordingError.ts';
import { RecordingFile } from '../replay/file/recordingFile.ts';
import { ReplaySession } from '../replay/adapter/replaySession.ts';
import { UsageError } from './commandLine.ts';

/** The options of `deferscope replay`. */
export interface ReplayRequest {
  readonly file: string;
  /** The port to listen on; 0 for any free port; undefined to speak the protocol over standard input and output. */
  readonly port: number | undefined;
}

export const REPLAY_USAGE = `Usage: deferscope replay [--port N] FILE

A debug adapter that replays the recording FILE: over standard input and output, or for one client after the other on a port of this machine.

  --port N            listen on 127.0.0.1:N; 0 takes a free port; the address is printed on standard error

Exit status: 0 the client has gone, 2 wrong usage, 4 the file is not a recording or the port is in use.
`;

/** @throws {UsageError} if the arguments make no sense. Undefined if help was requested. */
export function readReplayRequest(args: readonly string[]): ReplayRequest | undefined {
  const { values, positionals } = parse(args);
  if (values.help === true) return undefined;
  const [file, extra] = positionals;
  if (file === undefined) throw new UsageError('No recording was given.');
  if (extra !== undefined) throw new UsageError(`Unexpected argument "${extra}".`);
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && (!Number.isInteger(port) || port < 0 || port > 65_535))
    throw new UsageError(`"${values.port ?? ''}" is not a port number.`);
  return { file, port };
}

/** Serves until the client is gone or `signal` is aborted. Resolves with the exit status. */
export async function replay({ file, port }: ReplayRequest, signal: AbortSignal, say: (text: string) => void): Promise<number> {
  try {
    // Before a client connects: people who start it in a terminal see at once what is wrong with the file.
    (await RecordingFile.open(file, inEnglish)).close();
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    say(`${error.message}\n`);
    return 4;
  }
  return port === undefined ? serveStdio(file, signal) : serveTcp(file, port, signal, say);
}

function serveStdio(file: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    const session = new ReplaySession({ t: inEnglish, recording: file });
    // So that the signal does not end the process by itself, in the middle of an answer.
    session.setRunAsServer(true);
    const end = (): void => {
      session.dispose();
      process.stdin.destroy();
      resolve(0);
    };
    process.stdin.once('end', end);
    signal.addEventListener('abort', end, { once: true });
    session.start(process.stdin, process.stdout);
  });
}

function serveTcp(file: string, port: number, signal: AbortSignal, say: (text: string) => void): Promise<number> {
  return new Promise((resolve) => {
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      const session = new ReplaySession({ t: inEnglish, recording: file });
      session.setRunAsServer(true);
      sockets.add(socket);
      socket.once('close', () => {
        sockets.delete(socket);
        session.dispose();
      });
      // 'close' follows; a client that is gone is not our failure.
      socket.on('error', () => {
        socket.destroy();
      });
      session.start(socket, socket);
    });
    server.once('error', (error) => {
      say(`Cannot listen on port ${port}: ${error.message}\n`);
      resolve(4);
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address() as net.AddressInfo;
      say(`Listening on 127.0.0.1:${address.port}\n`);
    });
    signal.addEventListener(
      'abort',
      () => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve(0);
        });
      },
      { once: true },
    );
  });
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
