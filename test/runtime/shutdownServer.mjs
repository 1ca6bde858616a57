// A server under load that is asked to end: PROTOCOL [EXIT CODE]. Says its port and its certificate; at its end, which requests it had
// begun.
import * as http from 'node:http';
import * as https from 'node:https';
import { asyncScope } from '../../dist/runtime/deferscope.mjs';
import { shutdown } from '../../dist/runtime/shutdown.mjs';
import { makeSelfSigned } from './selfSigned.mjs';

const begun = [];
const s = asyncScope({ label: 'program' });
s.defer(() => {
  process.stdout.write(`${JSON.stringify(begun)}\n`);
});
// It takes a turn of the event loop: nothing of it is lost although the server is closed by then.
s.defer(
  () =>
    new Promise((resolve) => {
      setImmediate(resolve);
    }),
);

const [, , protocol, exitCode] = process.argv;
const credentials = protocol === 'https' ? makeSelfSigned() : {};
const server = (protocol === 'https' ? https : http).createServer(credentials, (request, response) => {
  const id = request.headers['x-id'];
  begun.push(id);
  const half = Math.ceil(id.length / 2);
  let received = 0;
  request.on('data', (chunk) => {
    received += chunk.length;
  });
  request.on('end', () => {
    // Some have sent their headers when the end comes, some not.
    if (begun.length % 2 === 0) response.write(id.slice(0, half));
    setTimeout(() => {
      response.end(`${begun.length % 2 === 0 || response.headersSent ? id.slice(response.headersSent ? half : 0) : id} ${received}`);
    }, begun.length % 20);
  });
});

const ending = shutdown(['SIGTERM', 'SIGINT'], s, { grace: Infinity, drain: Infinity, idle: 300, servers: [server] });
if (exitCode !== undefined) process.exitCode = Number(exitCode);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: server.address().port, ca: credentials.cert })}\n`);
});
await ending.done;
