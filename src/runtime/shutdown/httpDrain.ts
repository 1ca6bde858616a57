/** Drains one HTTP server: requests that have begun are answered, later ones are refused in a way that lets a client try again. */

import type { Clock } from '../support/clock.ts';
import type { Http2Session, HttpConnection, HttpRequest, HttpResponse, HttpServer, Listener, UpgradeStream } from './httpServer.ts';

const REFUSAL = 'The service is shutting down. Try again.\n';

/** A response that is not finished, and its connection. */
interface InFlight {
  readonly response: HttpResponse;
  readonly connection: object | null;
  /** Whether it can send `Connection: close`. HTTP/2 has no such header; there the session says goodbye. */
  readonly hasHeader: boolean;
}

/**
 * @internal Counts a server's requests from now on, so that they can be awaited.
 *
 * What a client gets once the end has begun:
 * - a request that had begun is answered in full, with `Connection: close` if its headers are not sent yet;
 * - a request on an open connection is answered 503 with `Connection: close` and `Retry-After`, and is not touched;
 * - the system refuses a new connection;
 * - a connection without a request is closed, but only after a moment: a request that is on its way gets the answer above, and
 *   not a reset, which would leave the client in the dark.
 */
export class HttpDrain {
  readonly #server: HttpServer;
  readonly #inFlight = new Map<HttpResponse, InFlight>();
  readonly #connections = new Set<HttpConnection>();
  /** With TLS, the decrypted side of the connections that have completed the handshake. */
  readonly #secured = new Set<HttpConnection>();
  readonly #sessions = new Set<Http2Session>();
  state: 'serving' | 'draining' | 'closed' = 'serving';
  refused = 0;
  #isIdleTimeOver = false;

  constructor(server: HttpServer) {
    this.#server = server;
    // This goes before the program's own listeners, so that a request that is answered at once is counted too.
    server.prependListener('request', this.#onRequest as Listener);
    server.on('connection', this.#onConnection as Listener);
    server.on('secureConnection', this.#onSecured as Listener);
    server.on('session', this.#onSession as Listener);
  }

  /** How many requests are being answered. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** Stops counting, for a server that will not be drained. */
  leave(): void {
    if (this.state !== 'serving') return;
    this.#server.removeListener('request', this.#onRequest as Listener);
    this.#server.removeListener('connection', this.#onConnection as Listener);
    this.#server.removeListener('secureConnection', this.#onSecured as Listener);
    this.#server.removeListener('session', this.#onSession as Listener);
  }

  /**
   * Begins the end.
   *
   * @param idleMs how long a connection without a request stays open
   * @returns a promise that resolves when the last connection is closed
   */
  begin(idleMs: number, clock: Clock): Promise<void> {
    this.state = 'draining';
    this.#refuseFromNowOn();
    for (const one of this.#lastOfEachConnection()) askToClose(one);
    for (const session of this.#sessions) session.close();
    const timer = clock.setTimeout(() => {
      this.#isIdleTimeOver = true;
      this.#closeIdle();
    }, idleMs);
    return new Promise((resolve) => {
      this.#stopListening(() => {
        timer.cancel();
        this.state = 'closed';
        resolve();
      });
    });
  }

  /** Closes every connection, because there is no more time. Returns how many requests did not get a full answer. */
  cut(): number {
    const lost = this.#inFlight.size;
    this.#server.closeAllConnections?.();
    for (const session of this.#sessions) session.destroy();
    for (const connection of this.#connections) connection.destroy();
    return lost;
  }

  readonly #onConnection = (connection: HttpConnection): void => {
    this.#connections.add(connection);
    connection.once('close', () => {
      this.#connections.delete(connection);
    });
  };

  readonly #onSecured = (connection: HttpConnection): void => {
    this.#secured.add(connection);
    connection.once('close', () => {
      this.#secured.delete(connection);
    });
  };

  readonly #onSession = (session: Http2Session): void => {
    this.#sessions.add(session);
    session.once('close', () => {
      this.#sessions.delete(session);
    });
    // Its connection was made before the end began, so it is told at once not to begin anything.
    if (this.state !== 'serving') session.close();
  };

  readonly #onRequest = (request: HttpRequest, response: HttpResponse): InFlight => {
    const one: InFlight = { response, connection: request.socket, hasHeader: request.httpVersionMajor < 2 };
    this.#inFlight.set(response, one);
    response.once('close', () => {
      this.#inFlight.delete(response);
      // Its headers were sent before the end began, so its connection stayed open.
      if (this.#isIdleTimeOver) this.#closeIdle();
    });
    return one;
  };

  /** The program's listeners are no longer called, so that nothing begins that could not be finished. */
  #refuseFromNowOn(): void {
    const server = this.#server;
    const refuse = (request: HttpRequest, response: HttpResponse): void => {
      this.#refuse(request, response);
    };
    const refuseUnread = (_: HttpRequest, response: HttpResponse): void => {
      this.refused += 1;
      answer(response);
    };
    const refuseUpgrade = (_: HttpRequest, stream: UpgradeStream): void => {
      this.refused += 1;
      stream.end(
        `HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\nContent-Length: ${REFUSAL.length}\r\n\r\n${REFUSAL}`,
      );
    };
    for (const [event, listener] of [
      ['request', refuse],
      ['checkContinue', refuseUnread],
      ['checkExpectation', refuseUnread],
      ['upgrade', refuseUpgrade],
      ['connect', refuseUpgrade],
    ] as const) {
      // If nobody listens, Node's own default leads to `request`.
      if (server.listenerCount(event) === 0) continue;
      server.removeAllListeners(event);
      server.on(event, listener as Listener);
    }
  }

  #refuse(request: HttpRequest, response: HttpResponse): void {
    this.refused += 1;
    // It was sent over one connection behind others. Those must not close the connection before this one is answered.
    for (const earlier of this.#inFlight.values())
      if (earlier.connection === request.socket && earlier.hasHeader && !earlier.response.headersSent)
        earlier.response.removeHeader('Connection');
    const one = this.#onRequest(request, response);
    askToClose(one);
    // Its body is read to the end. If the connection were closed while the body comes, it would be reset, and the answer would be lost.
    request.resume();
    if (request.complete) answer(response);
    else
      request.once('end', () => {
        answer(response);
      });
  }

  /** The last of several requests that were sent over one connection without waiting. The connection may be closed after it. */
  #lastOfEachConnection(): Iterable<InFlight> {
    return new Map([...this.#inFlight.values()].map((one) => [one.connection, one])).values();
  }

  /** Node would close idle connections together with the server. They must stay open for a moment. */
  #stopListening(done: () => void): void {
    const server = this.#server;
    const hasIdle = typeof server.closeIdleConnections === 'function';
    if (hasIdle) Object.defineProperty(server, 'closeIdleConnections', { value: () => {}, configurable: true });
    try {
      server.close(done);
    } finally {
      if (hasIdle) delete server.closeIdleConnections;
    }
  }

  #closeIdle(): void {
    this.#server.closeIdleConnections?.();
    // For Node, a connection that has never sent anything does not count as idle, because it may be about to. With TLS it has sent
    // its part of the handshake.
    for (const connection of this.#secured) if (connection.bytesRead === 0) connection.destroy();
    const secured = this.#server.setSecureContext === undefined ? undefined : new Set([...this.#secured].map(nameEnd));
    for (const connection of this.#connections)
      if (connection.bytesRead === 0 || secured?.has(nameEnd(connection)) === false) connection.destroy();
  }
}

/** Identifies the connection below a TLS connection, because Node does not. */
function nameEnd({ remoteAddress, remotePort }: HttpConnection): string {
  return `${remoteAddress} ${remotePort}`;
}

function askToClose({ response, hasHeader }: InFlight): void {
  if (hasHeader && !response.headersSent) response.setHeader('Connection', 'close');
}

function answer(response: HttpResponse): void {
  response.statusCode = 503;
  response.setHeader('Retry-After', '1');
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(REFUSAL);
}
