// A server that leaks one connection in a thousand, and a thousand requests to it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { scope } from '../../../../dist/runtime/node.mjs';

const versions = new Map([['/orders/617', '"v2"']]);

class Connection {
  constructor(id) { this.id = id; }
  query(path) { return `order ${path.slice('/orders/'.length)} by connection ${this.id}`; }
}

let opened = 0;
let inUse = 0;

function connect() {
  inUse += 1;
  return new Connection(++opened);
}

function release() { inUse -= 1; }

function answer(request, response) {
  const s = scope({ label: request.url });
  const connection = connect();
  s.defer(release, connection);
  const known = request.headers['if-none-match'];
  if (known !== undefined && known === versions.get(request.url)) {
    response.writeHead(304).end();
    return; // and nobody disposes of s
  }
  response.end(connection.query(request.url));
  s.dispose();
}

const server = createServer(answer);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
for (let order = 1; order <= 1000; order++) {
  const headers = order === 617 ? { 'if-none-match': '"v2"' } : {};
  await (await fetch(`http://127.0.0.1:${server.address().port}/orders/${order}`, { headers })).text();
}
console.log(`${opened} connections opened, ${inUse} still in use`);
server.closeAllConnections();
server.close();
