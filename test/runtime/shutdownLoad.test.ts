// A real server, under load over connections that are kept alive, is told to end: no request is lost.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import * as path from 'node:path';
import * as tls from 'node:tls';

const program = path.join(__dirname, '../../../test/runtime/shutdownServer.mjs');
const WORKERS = 24;

type Outcome = { readonly kind: 'answered' | 'refused' } | { readonly kind: 'failed'; readonly code: string; readonly isReused: boolean };

function ask(agent: http.Agent, protocol: 'http' | 'https', port: number, id: string): Promise<Outcome> {
  const body = Number(id.slice(id.indexOf('-') + 1)) % 3 === 0 ? 'x'.repeat(40_000) : '';
  return new Promise((resolve, reject) => {
    const request = (protocol === 'https' ? https : http).request({
      agent,
      port,
      host: '127.0.0.1',
      method: body === '' ? 'GET' : 'POST',
      headers: { 'x-id': id },
    });
    let hasBegun = false;
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (hasBegun) reject(new Error(`the answer to ${id} was cut off: ${error.message}`));
      else resolve({ kind: 'failed', code: error.code ?? error.message, isReused: request.reusedSocket });
    });
    request.on('response', (response) => {
      hasBegun = true;
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('aborted', () => {
        reject(new Error(`the answer to ${id} was cut off after ${text.length} characters`));
      });
      response.on('end', () => {
        if (response.statusCode === 503 && response.headers.connection === 'close' && response.headers['retry-after'] === '1')
          resolve({ kind: 'refused' });
        else if (response.statusCode === 200 && text === `${id} ${body.length}`) resolve({ kind: 'answered' });
        else reject(new Error(`${id}: ${response.statusCode} ${JSON.stringify(text)}`));
      });
    });
    request.end(body);
  });
}

async function readLine(child: ChildProcess): Promise<string> {
  let text = '';
  while (!text.includes('\n')) {
    const [chunk] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer];
    text += chunk.toString();
  }
  return text.trim();
}

describe('shutdown of a server under load', function () {
  this.timeout(60_000);

  for (const { protocol, signal, code } of [
    { protocol: 'http', signal: 'SIGTERM', code: undefined },
    { protocol: 'http', signal: 'SIGINT', code: 7 },
    { protocol: 'https', signal: 'SIGTERM', code: undefined },
  ] as const)
    it(`${protocol}, ${signal}: whatever was begun is answered in full, all else is refused unread; exit code ${code ?? 0}`, async function () {
      if (process.platform === 'win32') this.skip();
      const child = spawn(process.execPath, [program, protocol, ...(code === undefined ? [] : [String(code)])], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(child, 'exit');
      try {
        const { port, ca } = JSON.parse(await readLine(child)) as { port: number; ca?: string };
        const lastLine = readLine(child);
        const agent =
          protocol === 'https'
            ? new https.Agent({ keepAlive: true, maxSockets: WORKERS, ca })
            : new http.Agent({ keepAlive: true, maxSockets: WORKERS });
        // A client that never requests anything; the server has all the time in the world, and must not wait for it.
        const silent = protocol === 'https' ? tls.connect({ port, host: '127.0.0.1', ca }) : undefined;
        if (silent !== undefined)
          await once(
            silent.on('error', () => {}),
            'secureConnect',
          );
        const outcomes = new Map<string, Outcome>();
        let asked = 0;
        const work = async (worker: number): Promise<void> => {
          // A client that is refused tries again a few times, as clients do.
          for (let refusals = 0; refusals < 5;) {
            const id = `${worker}-${asked++}`;
            const outcome = await ask(agent, protocol, port, id);
            outcomes.set(id, outcome);
            if (outcome.kind !== 'answered') refusals += 1;
            if (asked === 1500) child.kill(signal);
          }
        };
        await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
        agent.destroy();
        const begun = JSON.parse(await lastLine) as string[];
        assert.deepEqual(await exited, [code ?? 0, null]);

        const answered = [...outcomes].filter(([, { kind }]) => kind === 'answered').map(([id]) => id);
        assert(answered.length >= 1400, `${answered.length}`);
        assert.deepEqual([...begun].sort(), answered.sort());
        for (const [id, outcome] of outcomes) {
          // A connection that failed, or that was closed before the first byte of an answer: it is safe to try again.
          if (outcome.kind === 'failed') assert(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(outcome.code), `${id}: ${outcome.code}`);
        }
        silent?.destroy();
      } finally {
        child.kill('SIGKILL');
      }
    });
});
