// What clients of an HTTP server experience while it ends: real sockets, and a clock that the test advances.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as http from 'node:http';
import * as http2 from 'node:http2';
import * as https from 'node:https';
import * as net from 'node:net';
import * as path from 'node:path';
import * as tls from 'node:tls';
import { pathToFileURL } from 'node:url';
import { scope } from '../../src/runtime/deferscope.ts';
import { setReporter, type UnhandledNews } from '../../src/runtime/support/reportUnhandled.ts';
import { type Shutdown, shutdown } from '../../src/runtime/shutdown/shutdown.ts';
import { FakeClock } from './fakeClock.ts';

/** A client that speaks HTTP by hand. */
class Client {
  readonly socket: net.Socket;
  text = '';
  ended = false;
  failure: NodeJS.ErrnoException | undefined;
  #wake: () => void = () => {};

  constructor(port: number) {
    this.socket = net.connect(port, '127.0.0.1');
    this.socket.setEncoding('latin1');
    this.socket.on('data', (chunk: string) => {
      this.text += chunk;
      this.#wake();
    });
    this.socket.on('close', () => {
      this.ended = true;
      this.#wake();
    });
    this.socket.on('error', (error) => {
      this.failure = error;
    });
  }

  send(path: string, more = ''): void {
    this.socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`);
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      assert(!this.ended || isSo(), `the connection is closed; it brought ${JSON.stringify(this.text)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async untilClosed(): Promise<void> {
    await this.until(() => this.ended);
    assert.equal(this.failure, undefined);
  }
}

describe('shutdown of HTTP servers', () => {
  let server: http.Server;
  let port = 0;
  let clock: FakeClock;
  let stop: AbortController;
  let ending: Shutdown;
  let asked: { readonly path: string; readonly response: http.ServerResponse }[] = [];
  let wake: () => void = () => {};
  let clients: Client[] = [];
  let news: UnhandledNews[] = [];

  beforeEach(async () => {
    [clock, stop, asked, clients, news] = [new FakeClock(), new AbortController(), [], [], []];
    setReporter((one) => {
      news.push(one);
    });
    server = http.createServer((request, response) => {
      asked.push({ path: request.url ?? '', response });
      wake();
    });
    ending = shutdown(stop.signal, scope(), { servers: [server], clock, grace: 4000, drain: 2000, idle: 100 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as net.AddressInfo);
  });

  afterEach(() => {
    setReporter(undefined);
    for (const { socket } of clients) socket.destroy();
    server.closeAllConnections();
    server.close();
  });

  function connect(): Client {
    const client = new Client(port);
    clients.push(client);
    return client;
  }

  /** The n-th request that has reached the program. */
  async function request(nth: number): Promise<http.ServerResponse> {
    while (asked[nth] === undefined)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return asked[nth].response;
  }

  it('what has begun is answered in full, and the connection closed behind it', async () => {
    const client = connect();
    client.send('/a');
    const response = await request(0);
    stop.abort();
    response.end('done');
    await client.untilClosed();
    assert.match(client.text, /^HTTP\/1\.1 200 OK\r\n(?:.*\r\n)*Connection: close\r\n(?:.*\r\n)*\r\ndone$/);
    await ending.done;
  });

  it('what comes over an open connection is refused, and the program does not see it', async () => {
    const client = connect();
    client.send('/a');
    (await request(0)).end('one');
    await client.until(() => client.text.endsWith('one'));
    client.text = '';
    stop.abort();
    client.send('/b');
    await client.untilClosed();
    assert.match(client.text, /^HTTP\/1\.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n/);
    assert.deepEqual(
      asked.map(({ path }) => path),
      ['/a'],
    );
    await ending.done;
  });

  it('a new connection is refused', async () => {
    const holder = connect();
    holder.send('/a');
    await request(0);
    stop.abort();
    const late = connect();
    await new Promise((resolve) => {
      late.socket.once('close', resolve);
    });
    assert.equal(late.failure?.code, 'ECONNREFUSED');
  });

  it('of requests that were sent one behind the other each is answered, and the last one closes', async () => {
    const client = connect();
    client.send('/a');
    client.send('/b');
    const responses = [await request(0), await request(1)];
    stop.abort();
    for (const response of responses) response.end('done');
    await client.untilClosed();
    assert.deepEqual(
      [...client.text.matchAll(/(Connection: [\w-]+)/g)].map(([, found]) => found),
      ['Connection: keep-alive', 'Connection: close'],
    );
    assert.equal(client.text.split('done').length, 3);
    await ending.done;
  });

  it('one that comes behind one that has begun is refused, and both get their answer', async () => {
    const client = connect();
    client.send('/a');
    const response = await request(0);
    stop.abort();
    client.send('/b');
    // It has arrived when the header is gone that would have closed the connection before.
    while (response.hasHeader('Connection')) await new Promise(setImmediate);
    response.end('done');
    await client.untilClosed();
    assert.match(client.text, /^HTTP\/1\.1 200 OK\r\n[^]*done[^]*HTTP\/1\.1 503 /);
    await ending.done;
  });

  it('one whose headers were sent is answered in full; its connection is closed when nothing more comes', async () => {
    const client = connect();
    client.send('/a');
    const response = await request(0);
    response.write('first ');
    await client.until(() => client.text.includes('first'));
    stop.abort();
    clock.advance(100);
    response.end('last');
    await client.untilClosed();
    assert.match(client.text, /first[^]*last/);
    await ending.done;
  });

  it('a connection without a request stays open for a moment, so that one that is on its way is answered, and is then closed', async () => {
    const [client, silent] = [connect(), connect()];
    client.send('/a');
    (await request(0)).end('one');
    await client.until(() => client.text.endsWith('one'));
    while (
      (await new Promise<number>((resolve) => {
        server.getConnections((_, count) => {
          resolve(count);
        });
      })) < 2
    );
    stop.abort();
    clock.advance(99);
    await new Promise(setImmediate);
    assert.deepEqual([client.ended, silent.ended], [false, false]);
    clock.advance(1);
    await Promise.all([client.untilClosed(), once(silent.socket, 'close')]);
    await ending.done;
  });

  it('a request that waits for leave to send its body gets none', async () => {
    server.on('checkContinue', () => {
      assert.fail('the program was asked');
    });
    const client = connect();
    client.send('/a');
    (await request(0)).end('one');
    await client.until(() => client.text.endsWith('one'));
    client.text = '';
    stop.abort();
    client.socket.write('POST /b HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n');
    await client.until(() => client.text.includes('503'));
    assert.match(client.text, /^HTTP\/1\.1 503 /);
    clock.advance(2000);
    await ending.done;
  });

  it('another protocol is refused; one that is spoken already is cut off when the time has come', async () => {
    const spoken: net.Socket[] = [];
    server.on('upgrade', (_, socket: net.Socket) => {
      spoken.push(socket);
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    });
    const upgrade = 'Connection: Upgrade\r\nUpgrade: x\r\n';
    const [first, second] = [connect(), connect()];
    first.send('/', upgrade);
    second.send('/a');
    await first.until(() => first.text.includes('101'));
    (await request(0)).end('one');
    await second.until(() => second.text.endsWith('one'));
    second.text = '';
    stop.abort();
    second.send('/', upgrade);
    await second.untilClosed();
    assert.match(second.text, /^HTTP\/1\.1 503 Service Unavailable\r\nConnection: close\r\n/);
    assert.equal(spoken.length, 1);
    clock.advance(2000);
    await once(first.socket, 'close');
    await ending.done;
    assert.deepEqual(news, []);
  });

  it('what is not answered in time is cut off, and that is reported; then the scope is disposed of', async () => {
    const client = connect();
    client.send('/a');
    await request(0);
    stop.abort();
    await new Promise(setImmediate);
    clock.advance(1999);
    await new Promise(setImmediate);
    assert.deepEqual([client.ended, ending.state], [false, 'draining']);
    clock.advance(1);
    await ending.done;
    await once(client.socket, 'close');
    assert.deepEqual(
      news.map(({ kind, message }) => [kind, message.slice(0, 41)]),
      [['requests-cut', '1 requests were not answered within 2000 ']],
    );
  });

  it('a server that never listened, and one that is closed already, hold nothing up', async () => {
    const [never, closed] = [http.createServer(), http.createServer()];
    closed.listen(0);
    await once(closed, 'listening');
    closed.close();
    await once(closed, 'close');
    await shutdown(new AbortController().signal, scope(), { servers: [never, closed], clock }).begin();
  });

  it('a server can be added until it begins', async () => {
    const other = http.createServer();
    other.listen(0);
    await once(other, 'listening');
    ending.add(other);
    await ending.begin();
    assert.equal(other.listening, false);
    assert.throws(
      () => {
        ending.add(other);
      },
      { name: 'ShutdownError', code: 'STARTED', message: /Add servers when they are made/ },
    );
    assert.throws(() => {
      ending.add(5 as never);
    }, TypeError);
  });

  it('one that is called off leaves the server as it was', () => {
    const other = http.createServer();
    const count = (): number => other.eventNames().reduce((sum, name) => sum + other.listenerCount(name as string), 0);
    const before = count();
    const off = shutdown(new AbortController().signal, scope(), { servers: [other] });
    assert.notEqual(count(), before);
    off[Symbol.dispose]();
    assert.equal(count(), before);
  });

  it('HTTP/2: streams that have begun are answered, the session says goodbye', async () => {
    const streams: http2.Http2ServerResponse[] = [];
    const second = http2.createServer((_, response) => {
      streams.push(response);
    });
    second.listen(0);
    await once(second, 'listening');
    const halt = new AbortController();
    const over = shutdown(halt.signal, scope(), { servers: [second], clock });
    const session = http2.connect(`http://127.0.0.1:${(second.address() as net.AddressInfo).port}`);
    const stream = session.request({ ':path': '/' });
    let text = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    while (streams[0] === undefined) await new Promise(setImmediate);
    halt.abort();
    await once(session, 'goaway');
    streams[0].end('done');
    await once(stream, 'end');
    await once(session, 'close');
    assert.equal(text, 'done');
    await over.done;
  });

  describe('over TLS', () => {
    let credentials = { key: '', cert: '' };
    let secure: https.Server | http2.Http2SecureServer;
    let over: Shutdown;
    let answers: { end(text: string): unknown }[] = [];
    const opened: net.Socket[] = [];

    before(async () => {
      const { makeSelfSigned } = (await import(pathToFileURL(path.join(__dirname, '../../../test/runtime/selfSigned.mjs')).href)) as {
        readonly makeSelfSigned: () => typeof credentials;
      };
      credentials = makeSelfSigned();
    });

    async function serve(made: https.Server | http2.Http2SecureServer): Promise<void> {
      answers = [];
      secure = made;
      secure.on('request', (_: unknown, response: { end(text: string): unknown }) => {
        answers.push(response);
      });
      over = shutdown(stop.signal, scope(), { servers: [secure], clock, grace: 4000, drain: 2000, idle: 100 });
      secure.listen(0, '127.0.0.1');
      await once(secure, 'listening');
    }

    afterEach(() => {
      for (const socket of opened.splice(0)) socket.destroy();
      secure.close();
    });

    const portOf = (): number => (secure.address() as net.AddressInfo).port;

    /** A connection after its handshake, as both ends see it. */
    async function shakeHands(...protocols: string[]): Promise<tls.TLSSocket> {
      const seen = once(secure, 'secureConnection');
      const socket = tls.connect({
        port: portOf(),
        host: '127.0.0.1',
        servername: 'localhost',
        ca: credentials.cert,
        ALPNProtocols: protocols,
      });
      opened.push(socket);
      await Promise.all([once(socket, 'secureConnect'), seen]);
      return socket;
    }

    /** A connection that has begun its handshake and goes no further. */
    async function beginToShakeHands(): Promise<net.Socket> {
      const seen = once(secure, 'connection') as Promise<[net.Socket]>;
      const socket = net.connect(portOf(), '127.0.0.1');
      opened.push(socket);
      const [other] = await seen;
      socket.write(Buffer.from([22, 3, 1]));
      while (other.bytesRead === 0) await new Promise(setImmediate);
      return socket;
    }

    it('silent connections are closed after a moment, whether they have shaken hands or not; one that has been answered, too', async () => {
      await serve(https.createServer(credentials));
      const used = await shakeHands();
      used.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      while (answers[0] === undefined) await new Promise(setImmediate);
      answers[0].end('one');
      await once(used, 'data');
      const all = [used, await shakeHands(), await beginToShakeHands()];
      const closed = all.map((socket) =>
        once(
          socket.resume().on('error', () => {}),
          'close',
        ),
      );
      stop.abort();
      clock.advance(99);
      await new Promise(setImmediate);
      assert.deepEqual(
        all.map((socket) => socket.closed),
        [false, false, false],
      );
      clock.advance(1);
      await Promise.all([...closed, over.done]);
      assert.deepEqual(news, []);
    });

    it('what has begun is answered in full; what comes over an open connection is refused, and the program does not see it', async () => {
      await serve(https.createServer(credentials));
      const [busy, silent] = [await shakeHands(), await shakeHands()];
      const texts = [busy, silent].map(async (socket) => {
        let text = '';
        for await (const chunk of socket.setEncoding('latin1')) text += String(chunk);
        return text;
      });
      busy.write('GET /a HTTP/1.1\r\nHost: x\r\n\r\n');
      while (answers[0] === undefined) await new Promise(setImmediate);
      stop.abort();
      silent.write('GET /b HTTP/1.1\r\nHost: x\r\n\r\n');
      answers[0].end('done');
      const [first = '', second = ''] = await Promise.all(texts);
      assert.match(first, /^HTTP\/1\.1 200 OK\r\n[^]*Connection: close\r\n[^]*done/);
      assert.match(second, /^HTTP\/1\.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n/);
      assert.equal(answers.length, 1);
      await over.done;
    });

    it('HTTP/2: a stream that has begun is answered; sessions that say nothing, and a client of HTTP/1, hold nothing up', async () => {
      await serve(http2.createSecureServer({ ...credentials, allowHTTP1: true }));
      const session = http2.connect(`https://localhost:${portOf()}`, {
        ca: credentials.cert,
        lookup: (_, options, done) => {
          if (options.all === true)
            (done as unknown as (error: null, found: { address: string; family: number }[]) => void)(null, [
              { address: '127.0.0.1', family: 4 },
            ]);
          else done(null, '127.0.0.1', 4);
        },
      });
      const stream = session.request({ ':path': '/' });
      let text = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      while (answers[0] === undefined) await new Promise(setImmediate);
      const silent = [await shakeHands('h2'), await shakeHands('http/1.1'), await beginToShakeHands()];
      const closed = silent.map((socket) =>
        once(
          socket.resume().on('error', () => {}),
          'close',
        ),
      );
      stop.abort();
      await once(session, 'goaway');
      clock.advance(100);
      await Promise.all(closed);
      assert.equal(over.state, 'draining');
      answers[0].end('done');
      await Promise.all([once(stream, 'end'), once(session, 'close'), over.done]);
      assert.equal(text, 'done');
    });
  });
});
