// A server that keeps an AsyncDisposableStack for what its plugins leave behind.
import { createServerAdapter } from '@whatwg-node/server';
import { cleanup } from '../truth.mjs';

export default async function drive() {
  const first = cleanup();
  const second = cleanup(async () => {
    await null;
  });
  const adapter = createServerAdapter(
    {
      handle: async (request, { waitUntil }) => {
        waitUntil(Promise.resolve());
        return new Response(request.url);
      },
    },
    { plugins: [{ onDispose: first }, { onDispose: second, onResponse() {} }] },
  );
  await using held = adapter;
  const answer = await held.fetch('http://localhost/path');
  await answer.text();
}
