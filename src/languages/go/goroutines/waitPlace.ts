import type { Goroutine } from './goroutine.ts';
import type { Memory } from '../memory/memory.ts';

/** Calls further out are the same whatever a function waits for: the runtime's own come first. */
const MAX_CALLS = 8;

/**
 * Identifies the place where a goroutine waits by the return addresses on its stack: frame pointers lead from one to the next. Undefined if
 * they cannot be followed.
 */
export async function readWaitPlace({ framePointer, stackLow, stackHigh }: Goroutine, memory: Memory): Promise<string | undefined> {
  const addresses: bigint[] = [];
  let frame = framePointer;
  while (addresses.length < MAX_CALLS && frame >= stackLow && frame < stackHigh) {
    const address = await memory.word(frame + BigInt(memory.wordSize));
    const outer = await memory.word(frame);
    if (address === undefined || outer === undefined) return undefined;
    addresses.push(address);
    if (outer <= frame) break;
    frame = outer;
  }
  return addresses.length === 0 ? undefined : addresses.map((address) => address.toString(16)).join(' ');
}
