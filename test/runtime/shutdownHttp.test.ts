// What clients of an HTTP server meet while it ends: real sockets, and time that the test turns.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as http from 'node:http';
import * as http2 from 'node:http2';
import * as net from 'node:net';
import { scope } from '../../src/runtime/deferscope.ts';
import { setReporter, type UnhandledNews } from '../../src/runtime/reportUnhandled.ts';
import { type Shutdown, shutdown } from '../../src/runtime/shutdown/shutdown.ts';
import { FakeClock } from './fakeClock.ts';

/** A client that speaks HTTP by hand. */
class Client {
  readonly socket: net.Socket;
  text = '';
  ended = false;
  failure: Error | undefined;
  #wake: () => void = () => {};

  constructor(port: number) {
    this.socket = net.connect(port, '127.0.0.1');
    this.socket.setEncoding('latin1');
    this.socket.on('data', (chunk: string) => { this.text += chunk; this.#wake(); });
    this.socket.on('close', () => { this.ended = true; this.#wake(); });
    this.socket.on('error', (error) => { this.failure = error; });
  }

  send(path: string, more = ''): void {
    this.socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`);
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      assert(!this.ended || isSo(), `the connection is closed; it brought ${JSON.stringify(this.text)}`);
      await new Promise<void>((resolve) => { this.#wake = resolve; });
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
    setReporter((one) => { news.push(one); });
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

  /** The n-th request that has come to the program. */
  async function request(nth: number): Promise<http.ServerResponse> {
    while (asked[nth] === undefined) await new Promise<void>((resolve) => { wake = resolve; });
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
    assert.deepEqual(asked.map(({ path }) => path), ['/a']);
    await ending.done;
  });

  it('a new connection is refused', async () => {
    const holder = connect();
    holder.send('/a');
    await request(0);
    stop.abort();
    const late = connect();
    await new Promise((resolve) => { late.socket.once('close', resolve); });
    assert.equal((late.failure as NodeJS.ErrnoException | undefined)?.code, 'ECONNREFUSED');
  });

  it('of requests that were sent one behind the other each is answered, and the last one closes', async () => {
    const client = connect();
    client.send('/a');
    client.send('/b');
    const responses = [await request(0), await request(1)];
    stop.abort();
    for (const response of responses) response.end('done');
    await client.untilClosed();
    assert.deepEqual([...client.text.matchAll(/(Connection: [\w-]+)/g)].map(([, found]) => found), ['Connection: keep-alive', 'Connection: close']);
    assert.equal(client.text.split('done').length, 3);
    await ending.done;
  });

  it('one that comes behind one that has begun is refused, and both get their answer', async () => {
    const client = connect();
    client.send('/a');
    const response = await request(0);
    stop.abort();
    client.send('/b');
    // It has come when the header is gone that would have closed the connection before it.
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
    while (await new Promise<number>((resolve) => { server.getConnections((_, count) => { resolve(count); }); }) < 2);
    stop.abort();
    clock.advance(99);
    await new Promise(setImmediate);
    assert.deepEqual([client.ended, silent.ended], [false, false]);
    clock.advance(1);
    await Promise.all([client.untilClosed(), once(silent.socket, 'close')]);
    await ending.done;
  });

  it('a request that waits for leave to send its body gets none', async () => {
    server.on('checkContinue', () => { assert.fail('the program was asked'); });
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
    assert.deepEqual(news.map(({ kind, message }) => [kind, message.slice(0, 41)]), [['requests-cut', '1 requests were not answered within 2000 ']]);
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
    assert.throws(() => { ending.add(other); }, { name: 'ShutdownError', code: 'STARTED', message: /Add servers when they are made/ });
    assert.throws(() => { ending.add(5 as never); }, TypeError);
  });

  it('one that is called off leaves the server as it was', () => {
    const other = http.createServer();
    const before = other.listenerCount('request') + other.listenerCount('connection');
    shutdown(new AbortController().signal, scope(), { servers: [other] })[Symbol.dispose]();
    assert.equal(other.listenerCount('request') + other.listenerCount('connection'), before);
  });

  it('HTTP/2: streams that have begun are answered, the session says goodbye', async () => {
    const streams: http2.Http2ServerResponse[] = [];
    const second = http2.createServer((_, response) => { streams.push(response); });
    second.listen(0);
    await once(second, 'listening');
    const halt = new AbortController();
    const over = shutdown(halt.signal, scope(), { servers: [second], clock });
    const session = http2.connect(`http://127.0.0.1:${(second.address() as net.AddressInfo).port}`);
    const stream = session.request({ ':path': '/' });
    let text = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; });
    while (streams[0] === undefined) await new Promise(setImmediate);
    halt.abort();
    await once(session, 'goaway');
    streams[0].end('done');
    await once(stream, 'end');
    await once(session, 'close');
    assert.equal(text, 'done');
    await over.done;
  });
});
