// The gate before a real gRPC server: @grpc/grpc-js, under load, on 127.0.0.1.
import assert from 'node:assert/strict';
import * as grpc from '@grpc/grpc-js';
import { Gate, gateGrpc, type GatePolicy } from '../../src/runtime/gate/gate.ts';

const same = (bytes: Buffer): Buffer => bytes;
const types = { requestSerialize: same, requestDeserialize: same, responseSerialize: same, responseDeserialize: same };
const service = {
  unary: { path: '/test.Work/Unary', requestStream: false, responseStream: false, ...types },
  stream: { path: '/test.Work/Stream', requestStream: false, responseStream: true, ...types },
} as const satisfies grpc.ServiceDefinition;

interface Served {
  readonly gate: Gate;
  readonly client: grpc.Client;
  readonly refused: string[];
  most: number;
}
type Reply = (error: grpc.ServiceError | null, value?: Buffer) => void;

const open: (() => void)[] = [];

async function serve(policy: GatePolicy, work: (reply: Reply, call: grpc.ServerUnaryCall<Buffer, Buffer>) => void): Promise<Served> {
  const gate = new Gate({ policy });
  const refused: string[] = [];
  const interceptor: grpc.ServerInterceptor = gateGrpc(grpc, gate, {
    tenant: (metadata) => {
      const [tenant] = metadata.get('x-tenant');
      if (tenant === 'broken') throw new Error('no such tenant');
      return tenant?.toString();
    },
    onRefused: (method, { code }) => {
      refused.push(`${method} ${code}`);
    },
  });
  const server = new grpc.Server({ interceptors: [interceptor] });
  let inside = 0;
  const served = { gate, refused, most: 0, client: undefined as never as grpc.Client };
  server.addService(service, {
    unary: (call: grpc.ServerUnaryCall<Buffer, Buffer>, reply: Reply) => {
      inside += 1;
      served.most = Math.max(served.most, inside);
      work((error, value) => {
        inside -= 1;
        reply(error, value);
      }, call);
    },
    stream: (call: grpc.ServerWritableStream<Buffer, Buffer>) => {
      call.write(Buffer.from('first'));
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  served.client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  open.push(() => {
    served.client.close();
    server.forceShutdown();
  });
  return served;
}

interface Outcome {
  readonly code: grpc.status;
  readonly pushback: string | undefined;
  readonly details: string;
}

function call(
  { client }: Served,
  {
    tenant,
    deadlineMs,
    onCall,
  }: { readonly tenant?: string; readonly deadlineMs?: number; readonly onCall?: (call: grpc.ClientUnaryCall) => void } = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const metadata = new grpc.Metadata();
    if (tenant !== undefined) metadata.set('x-tenant', tenant);
    const made = client.makeUnaryRequest(
      service.unary.path,
      same,
      same,
      Buffer.from('x'),
      metadata,
      deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs },
      (error) => {
        resolve({
          code: error?.code ?? grpc.status.OK,
          pushback: error?.metadata.get('grpc-retry-pushback-ms')[0]?.toString(),
          details: error?.details ?? '',
        });
      },
    );
    onCall?.(made);
  });
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue())
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
}

describe('gate: gRPC', function () {
  this.timeout(20_000);
  afterEach(() => {
    for (const close of open.splice(0)) close();
  });

  it('under load nothing is let in over the limit, all are answered, and the count returns to zero', async () => {
    const served = await serve({ maxActive: 4 }, (reply) => {
      setImmediate(() =>
        setImmediate(() => {
          reply(null, Buffer.from('done'));
        }),
      );
    });
    const outcomes = (
      await Promise.all(
        Array.from({ length: 30 }, async () => {
          const own: Outcome[] = [];
          for (let i = 0; i < 8; i++) own.push(await call(served));
          return own;
        }),
      )
    ).flat();
    const [done, refused] = [grpc.status.OK, grpc.status.RESOURCE_EXHAUSTED].map((code) => outcomes.filter((o) => o.code === code));
    assert.equal((done?.length ?? 0) + (refused?.length ?? 0), 240);
    assert(
      done !== undefined && done.length > 0 && refused !== undefined && refused.length > 0,
      `${done?.length} done, ${refused?.length} refused`,
    );
    assert(served.most <= 4, `${served.most} at once`);
    for (const { pushback, details } of refused) {
      assert.equal(pushback, '1000');
      assert.match(details, /busy/);
    }
    await until(() => served.gate.status().active === 0);
    assert.equal(served.gate.status().admitted, done.length);
    assert.equal(served.refused.length, refused.length);
    assert.equal(served.refused[0], '/test.Work/Unary ACTIVE');
  });

  it('a call that fails, is cancelled or runs past its deadline gives its place back', async () => {
    const held: Reply[] = [];
    let fails = true;
    const served = await serve({ maxActive: 1 }, (reply) => {
      if (fails) reply({ code: grpc.status.INTERNAL, details: 'broke' } as grpc.ServiceError);
      else held.push(reply);
    });
    assert.equal((await call(served)).code, grpc.status.INTERNAL);
    await until(() => served.gate.status().active === 0);
    fails = false;
    const cancelled = call(served, {
      onCall: (made) => {
        void until(() => held.length === 1).then(() => {
          made.cancel();
        });
      },
    });
    assert.equal((await cancelled).code, grpc.status.CANCELLED);
    await until(() => served.gate.status().active === 0);
    assert.equal((await call(served, { deadlineMs: 50 })).code, grpc.status.DEADLINE_EXCEEDED);
    await until(() => served.gate.status().active === 0);
    assert.equal(served.gate.status().admitted, 3);
  });

  it('a stream counts for as long as it is open', async () => {
    const served = await serve({ maxActive: 1 }, (reply) => {
      reply(null, Buffer.from('done'));
    });
    const stream = served.client.makeServerStreamRequest(service.stream.path, same, same, Buffer.from('x'));
    stream.on('error', () => undefined);
    await new Promise((resolve) => {
      stream.once('data', resolve);
    });
    assert.equal((await call(served)).code, grpc.status.RESOURCE_EXHAUSTED);
    stream.cancel();
    await until(() => served.gate.status().active === 0);
    assert.equal((await call(served)).code, grpc.status.OK);
  });

  it('a tenant at its quota does not shut out another; one that cannot be told is not let in', async () => {
    const held: Reply[] = [];
    const served = await serve({ maxActive: 10, perTenant: { maxActive: 2 } }, (reply, { metadata }) => {
      if (metadata.get('x-tenant')[0] === 'noisy') held.push(reply);
      else reply(null, Buffer.from('done'));
    });
    const noisy = Array.from({ length: 12 }, () => call(served, { tenant: 'noisy' }));
    await until(() => served.refused.length === 10);
    for (let i = 0; i < 5; i++) assert.equal((await call(served, { tenant: 'quiet' })).code, grpc.status.OK);
    const { code, details } = await call(served, { tenant: 'broken' });
    assert.deepEqual([code, details], [grpc.status.INTERNAL, 'gate: no such tenant']);
    for (const reply of held) reply(null, Buffer.from('done'));
    assert.equal((await Promise.all(noisy)).filter((o) => o.code === grpc.status.OK).length, 2);
    await until(() => served.gate.status().active === 0);
  });

  it('a closed gate answers UNAVAILABLE, and drains', async () => {
    const held: Reply[] = [];
    const served = await serve({}, (reply) => {
      held.push(reply);
    });
    const inside = call(served);
    await until(() => held.length === 1);
    const drained = served.gate.drain();
    assert.equal((await call(served)).code, grpc.status.UNAVAILABLE);
    held[0]?.(null, Buffer.from('done'));
    assert.equal((await inside).code, grpc.status.OK);
    await drained;
  });
});
