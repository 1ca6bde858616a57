// A server under load that is told to end: PROTOCOL [EXIT CODE]. Prints its port and its certificate; at its end, which requests it had
// begun.
import * as http from 'node:http';
import * as https from 'node:https';
import { loadBuilt } from '../builtLibrary.mjs';
import { makeSelfSigned } from './selfSigned.mjs';

const { asyncScope } = await loadBuilt('deferscope');
const { shutdown } = await loadBuilt('shutdown');
/** @type {string[]} */
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
const credentials = protocol === 'https' ? makeSelfSigned() : undefined;

/** @type {http.RequestListener} */
const answer = (request, response) => {
  const id = String(request.headers['x-id']);
  begun.push(id);
  const half = Math.ceil(id.length / 2);
  let received = 0;
  request.on('data', (/** @type {Buffer} */ chunk) => {
    received += chunk.length;
  });
  request.on('end', () => {
    // Some have sent their headers when the end comes, some have not.
    if (begun.length % 2 === 0) response.write(id.slice(0, half));
    setTimeout(() => {
      response.end(`${begun.length % 2 === 0 || response.headersSent ? id.slice(response.headersSent ? half : 0) : id} ${received}`);
    }, begun.length % 20);
  });
};
const server = credentials === undefined ? http.createServer(answer) : https.createServer(credentials, answer);

const ending = shutdown(['SIGTERM', 'SIGINT'], s, { grace: Infinity, drain: Infinity, idle: 300, servers: [server] });
if (exitCode !== undefined) process.exitCode = Number(exitCode);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: portOf(server.address()), ca: credentials?.cert })}\n`);
});
await ending.done;

/** @param {ReturnType<http.Server['address']>} address */
function portOf(address) {
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  return address.port;
}
