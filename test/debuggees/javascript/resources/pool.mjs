// A pool in debug mode with two objects lent, one of them to a scope, one idle, and one that was dropped.
import { scope } from '../../../../dist/runtime/deferscope.mjs';
import { Pool } from '../../../../dist/runtime/pool.mjs';

const buffers = new Pool({ label: 'buffers', create: () => new Uint8Array(4096), reset: (b) => b.fill(0), max: 1, maxWeak: 0, debug: true });

function readHeader(s) {
  const buffer = buffers.borrow(s);
  buffer.set([71, 69, 84]);
  return buffer;
}

function work() {
  const s = scope({ label: 'request' });
  const header = readHeader(s);
  const body = buffers.get();
  const [third, fourth] = [buffers.get(), buffers.get()];
  buffers.put(third);
  buffers.put(fourth);
  debugger; // stop
  buffers.put(body);
  s.dispose();
  return header.length;
}

console.log(work(), buffers.stats());
buffers.close();
