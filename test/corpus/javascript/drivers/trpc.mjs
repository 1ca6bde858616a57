// A tRPC server and client in one process: streams and subscriptions, with Babel's helper in both.
import { initTRPC } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { createTRPCClient, httpBatchStreamLink, httpSubscriptionLink, splitLink, unstable_localLink } from '@trpc/client';

const t = initTRPC.create();
const router = t.router({
  add: t.procedure.input((value) => value).query(({ input }) => input.a + input.b),
  slow: t.procedure.query(async () => ({ now: 1, later: Promise.resolve(2) })),
  each: t.procedure.query(async function* () {
    yield 1;
    yield 2;
  }),
  fails: t.procedure.query(async function* () {
    yield 1;
    throw new Error('on purpose');
  }),
  events: t.procedure.subscription(async function* ({ signal }) {
    for (let n = 0; n < 3 && !signal.aborted; n++) yield n;
  }),
});
class Source extends EventTarget {
  constructor() {
    super();
    this.readyState = 2;
    queueMicrotask(() => this.dispatchEvent(new Event('error')));
  }
  close() {}
}
Object.assign(Source, { CONNECTING: 0, OPEN: 1, CLOSED: 2 });

export default async function drive() {
  const fetch = (url, init) => fetchRequestHandler({ endpoint: '/trpc', router, req: new Request(url, init), createContext: () => ({}) });
  const url = 'http://localhost/trpc';
  const remote = createTRPCClient({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({ url, EventSource: Source }),
        false: httpBatchStreamLink({ url, fetch }),
      }),
    ],
  });
  const local = createTRPCClient({ links: [unstable_localLink({ router, createContext: () => ({}) })] });
  for (const client of [remote, local]) {
    await Promise.all([client.add.query({ a: 1, b: 2 }), client.slow.query().then(({ later }) => later)]);
    for await (const one of await client.each.query()) void one;
    for await (const one of await client.each.query()) {
      void one;
      break;
    }
    await client.fails
      .query()
      .then(async (all) => {
        for await (const one of all) void one;
      })
      .catch((error) => {
        if (error.message !== 'on purpose') throw error;
      });
  }
  await new Promise((resolve) => {
    local.events.subscribe(undefined, { onComplete: resolve, onError: resolve, onData() {} });
  });
  const answer = await fetch(`${url}/events`, { headers: { accept: 'text/event-stream' } });
  for await (const chunk of answer.body) void chunk;
  const left = await fetch(`${url}/events`, { headers: { accept: 'text/event-stream' } });
  const reader = left.body.getReader();
  await reader.read();
  await reader.cancel();
}
