// The gate before real HTTP servers: plain node:http and Express 5, under load, on 127.0.0.1.
import assert from 'node:assert/strict';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Gate, gateHttp, type GatePolicy } from '../../src/runtime/gate/gate.ts';

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}
interface Served {
  readonly port: number;
  readonly server: http.Server;
  readonly gate: Gate;
  most: number;
  inside: number;
  refused: number;
}
type Work = (req: http.IncomingMessage, res: http.ServerResponse) => void;

const servers: http.Server[] = [];
const agent = new http.Agent({ keepAlive: true, maxSockets: 60 });

function tenantOf(req: http.IncomingMessage): string | undefined {
  const { 'x-tenant': tenant } = req.headers;
  return typeof tenant === 'string' ? tenant : undefined;
}

const makers = {
  'node:http': (gate: Gate, served: Served, work: Work) => {
    const enter = gateHttp<http.IncomingMessage>(gate, {
      tenant: tenantOf,
      onRefused: () => {
        served.refused += 1;
      },
    });
    return http.createServer((req, res) => {
      enter(req, res, () => {
        work(req, res);
      });
    });
  },
  'Express 5': (gate: Gate, served: Served, work: Work) => {
    const app = express();
    app.use(
      gateHttp<express.Request>(gate, {
        tenant: tenantOf,
        onRefused: () => {
          served.refused += 1;
        },
      }),
    );
    app.get('/throws', () => {
      throw new Error('handler broke');
    });
    app.get('/{*any}', (req, res) => {
      work(req, res);
    });
    app.use((error: Error, _req: express.Request, res: express.Response, next: express.NextFunction) => {
      if (res.headersSent) next(error);
      else res.status(500).end(error.message);
    });
    return http.createServer((req, res) => {
      app(req, res);
    });
  },
};

async function serve(kind: keyof typeof makers, policy: GatePolicy, work: Work): Promise<Served> {
  const gate = new Gate({ policy });
  const served: { -readonly [K in keyof Served]: Served[K] } = {
    port: 0,
    server: undefined as never,
    gate,
    most: 0,
    inside: 0,
    refused: 0,
  };
  served.server = makers[kind](gate, served, (req, res) => {
    served.inside += 1;
    served.most = Math.max(served.most, served.inside);
    // Before the gate learns of it: once the count has gone down, the gate may let the next one in.
    res.prependOnceListener('close', () => {
      served.inside -= 1;
    });
    work(req, res);
  });
  servers.push(served.server);
  await new Promise<void>((resolve) => {
    served.server.listen(0, '127.0.0.1', resolve);
  });
  served.port = (served.server.address() as AddressInfo).port;
  return served;
}

function get(port: number, options: http.RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, agent, ...options }, (res) => {
        let body = '';
        res
          .setEncoding('utf8')
          .on('data', (text: string) => {
            body += text;
          })
          .on('error', reject)
          .on('end', () => {
            resolve({ status: res.statusCode ?? 0, headers: res.headers, body });
          });
      })
      .on('error', reject);
  });
}

/** Waits until something becomes true that the other ends of sockets cause; the test's own time limit ends a wait in vain. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue())
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
}

describe('gate: HTTP', function () {
  this.timeout(20_000);
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });
  after(() => {
    agent.destroy();
  });

  for (const kind of Object.keys(makers) as (keyof typeof makers)[])
    describe(kind, () => {
      it('under load nothing is let in over the limit, all are answered, and the count returns to zero', async () => {
        const served = await serve(kind, { maxActive: 5 }, (_, res) => {
          setImmediate(() =>
            setImmediate(() => {
              res.end('done');
            }),
          );
        });
        const answers = (
          await Promise.all(
            Array.from({ length: 40 }, async () => {
              const own: Answer[] = [];
              for (let i = 0; i < 10; i++) own.push(await get(served.port));
              return own;
            }),
          )
        ).flat();
        const [done, refused] = [200, 503].map((status) => answers.filter((a) => a.status === status));
        assert.equal((done?.length ?? 0) + (refused?.length ?? 0), 400);
        assert(
          done !== undefined && done.length > 0 && refused !== undefined && refused.length > 0,
          `${done?.length} done, ${refused?.length} refused`,
        );
        assert(served.most <= 5, `${served.most} at once`);
        for (const { headers, body } of refused) {
          assert.equal(headers['retry-after'], '1');
          assert.doesNotMatch(body, /5/, 'the inside of the service is not told');
        }
        await until(() => served.gate.status().active === 0);
        const { admitted, refused: counted } = served.gate.status();
        assert.deepEqual([admitted, counted, served.refused], [done.length, refused.length, refused.length]);
      });

      it('a client that goes away gives its place back', async () => {
        const served = await serve(kind, { maxActive: 3 }, (req, res) => {
          if (req.url !== '/slow') res.end('done');
        });
        const controller = new AbortController();
        const slow = [1, 2, 3].map(() =>
          get(served.port, { path: '/slow', signal: controller.signal, agent: false }).catch((error: unknown) => (error as Error).name),
        );
        await until(() => served.gate.status().active === 3);
        const { status, headers } = await get(served.port);
        assert.deepEqual([status, headers['retry-after']], [503, '1']);
        controller.abort();
        assert.deepEqual(await Promise.all(slow), ['AbortError', 'AbortError', 'AbortError']);
        await until(() => served.gate.status().active === 0);
        assert.equal((await get(served.port)).body, 'done');
      });

      it('a response that is destroyed half-way gives its place back', async () => {
        const served = await serve(kind, { maxActive: 1 }, (_, res) => {
          res.write('half');
          setImmediate(() => {
            res.destroy();
          });
        });
        for (let i = 0; i < 3; i++) {
          await assert.rejects(get(served.port, { agent: false }));
          await until(() => served.gate.status().active === 0);
        }
      });

      it('a tenant at its quota does not shut out another', async () => {
        const waiting: http.ServerResponse[] = [];
        const served = await serve(kind, { maxActive: 10, perTenant: { maxActive: 2 }, retryAfterMs: 4200 }, (req, res) => {
          if (req.headers['x-tenant'] === 'noisy') waiting.push(res);
          else res.end('done');
        });
        const noisy = Array.from({ length: 20 }, () => get(served.port, { headers: { 'x-tenant': 'noisy' } }));
        await until(() => served.refused === 18);
        for (let i = 0; i < 5; i++) assert.equal((await get(served.port, { headers: { 'x-tenant': 'quiet' } })).status, 200);
        for (const res of waiting) res.end('done');
        const statuses = (await Promise.all(noisy)).map(({ status, headers }) => `${status} ${headers['retry-after'] ?? ''}`.trim()).sort();
        assert.deepEqual(statuses, ['200', '200', ...Array.from({ length: 18 }, () => '503 5')]);
        assert.equal(waiting.length, 2);
      });

      it('a closed gate refuses, has the connection closed, and drains', async () => {
        const waiting: http.ServerResponse[] = [];
        const served = await serve(kind, {}, (_, res) => {
          waiting.push(res);
        });
        const inside = get(served.port);
        await until(() => waiting.length === 1);
        const drained = served.gate.drain();
        const { status, headers } = await get(served.port);
        assert.deepEqual([status, headers.connection, headers['retry-after']], [503, 'close', '1']);
        waiting[0]?.end('done');
        assert.equal((await inside).body, 'done');
        await drained;
        assert.equal(served.gate.status().state, 'closed');
      });
    });

  it('Express: a handler that throws gives its place back', async () => {
    const served = await serve('Express 5', { maxActive: 1 }, (_, res) => {
      res.end('done');
    });
    for (let i = 0; i < 3; i++) {
      assert.equal((await get(served.port, { path: '/throws' })).status, 500);
      await until(() => served.gate.status().active === 0);
    }
  });

  it('429 for a tenant, where that is wanted', async () => {
    const gate = new Gate({ policy: { perTenant: { maxActive: 0 } } });
    const enter = gateHttp(gate, { tenantStatus: 429 });
    const server = http.createServer((req, res) => {
      enter(req, res, () => {
        res.end();
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    assert.equal((await get((server.address() as AddressInfo).port)).status, 429);
  });

  it('a response that is over before its turn does not stay inside', () => {
    for (const [destroyed, writableFinished] of [
      [true, false],
      [false, true],
    ] as const) {
      const gate = new Gate({ policy: { maxActive: 1 } });
      const response = {
        destroyed,
        writableFinished,
        statusCode: 0,
        setHeader: () => undefined,
        end: () => undefined,
        once: () => undefined,
      };
      let nexts = 0;
      gateHttp(gate)({}, response, () => {
        nexts += 1;
      });
      assert.deepEqual([nexts, gate.status().active], [1, 0]);
    }
  });
});
