// A server that was asked to end while it answers a request.
import { createServer, get } from 'node:http';
import { asyncScope } from '../../../../dist/runtime/deferscope.mjs';
import { shutdown } from '../../../../dist/runtime/shutdown.mjs';

const s = asyncScope({ label: 'program' });
s.defer(() => console.log('database closed'));
const server = createServer((request, response) => {
  void ending.begin();
  setTimeout(() => {
    debugger; // stop
    response.end('done');
  }, 5);
});
const ending = shutdown(['SIGTERM', 'SIGINT'], s, { grace: 60_000, servers: [server], label: 'api' });

server.listen(0, '127.0.0.1', () => {
  get({ port: server.address().port, host: '127.0.0.1' }, (response) => {
    response.on('data', (chunk) => console.log(`${chunk}`, response.headers.connection));
  });
});
await ending.done;
