import type { DeferField, Layout } from '../memory/layouts.ts';
import type { Memory } from '../memory/memory.ts';
import type { ClosureSlot } from '../code/slotLines.ts';

/** One deferred call, as Go's runtime or the function itself keeps it. */
export interface DeferRecord {
  readonly address: bigint;
  /** The address at which the address of its closure is stored. */
  readonly location: bigint;
  /** Stack pointer of the function that has deferred it. */
  readonly sp: bigint;
  /**
   * Where in the function it was deferred; for the body of a range-over-func loop, where that begins; undefined if the runtime does not
   * say.
   */
  readonly pc: bigint | undefined;
  /** It was deferred by the body of a range-over-func loop that is still running and can add calls. */
  readonly isInBody?: boolean;
  /** Address of the closure to call; 0 for a nil function. */
  readonly closure: bigint;
  /** Address of the closure's code; 0 for a nil function, undefined if nobody has looked yet, far down in a long list. */
  readonly code: bigint | undefined;
  /** Up to Go 1.21, a call that runs during a panic stays in the list. */
  readonly started: boolean;
  /** The slot in which its function keeps it, if the function does. */
  readonly openCoded?: ClosureSlot;
  /** Its function was optimized. */
  readonly isOptimized?: boolean;
}

export interface DeferList {
  /** In run order. */
  readonly records: readonly DeferRecord[];
  /** Why the list may continue beyond its end here. */
  readonly incomplete: 'too-long' | 'corrupt' | undefined;
}

/** How many records are followed: nobody reads more, and each page of them is a request. */
const MAX_RECORDS = 20_000;
/** How many calls have their closure read; the closures of others are in memory that is read only when somebody wants to see them. */
const MAX_LOOKED_INTO = 300;
/** The runtime replaces the list of a finished range-over-func loop with this address (`badDefer` in runtime/panic.go). */
const BAD = 1n;

/**
 * Walks the list of a goroutine's deferred calls from its first record. Nothing in the list is trusted: it may contain anything while a
 * program crashes.
 */
export async function walkDefers(head: bigint, layout: Layout<DeferField>, memory: Memory): Promise<DeferList> {
  const walk = new DeferWalk(layout, memory);
  await walk.follow(head, undefined);
  return { records: walk.records, incomplete: walk.incomplete };
}

/** What the record of a range-over-func loop says about the calls that its body has deferred. */
type Marker = Pick<DeferRecord, 'sp' | 'pc'>;

class DeferWalk {
  readonly records: DeferRecord[] = [];
  incomplete: DeferList['incomplete'];
  readonly #layout: Layout<DeferField>;
  readonly #memory: Memory;
  readonly #seen = new Set<bigint>();
  #lastSp = 0n;

  constructor(layout: Layout<DeferField>, memory: Memory) {
    this.#layout = layout;
    this.#memory = memory;
  }

  /** `marker` is the record of the range-over-func loop whose body has deferred what follows; the place comes from it. */
  async follow(first: bigint, marker: Marker | undefined): Promise<void> {
    let address = first;
    while (address !== 0n && address !== BAD && this.incomplete === undefined) address = await this.#visit(address, marker);
  }

  /** Reads one record and returns the address of the next. */
  async #visit(address: bigint, marker: Marker | undefined): Promise<bigint> {
    if (this.#seen.has(address)) return this.#stop('corrupt');
    if (this.#seen.size >= MAX_RECORDS) return this.#stop('too-long');
    this.#seen.add(address);
    const sp = marker === undefined ? (this.#known(address, 'sp') ?? (await this.#word(address, 'sp'))) : marker.sp;
    const closure = this.#known(address, 'fn') ?? (await this.#word(address, 'fn'));
    const link = this.#known(address, 'link') ?? (await this.#word(address, 'link'));
    // Activations are on the stack in the order in which they end, so a list that goes back up is not valid.
    if (sp === undefined || closure === undefined || link === undefined || sp < this.#lastSp) return this.#stop('corrupt');
    this.#lastSp = sp;
    // Most words are in memory that was read with the first; waiting for each of them would take longer than reading it.
    if (this.#layout.rangefunc !== undefined && (await this.#flag(address, 'rangefunc'))) {
      const head = await this.#word(address, 'head');
      if (head !== undefined && head !== 0n)
        await this.follow((await this.#memory.word(head)) ?? 0n, { sp, pc: await this.#word(address, 'pc') });
    } else if (this.#layout.openDefer === undefined || !(await this.#flag(address, 'openDefer'))) {
      const isLookedInto = this.records.length < MAX_LOOKED_INTO;
      const code = closure === 0n ? 0n : isLookedInto ? await this.#memory.word(closure) : undefined;
      if (isLookedInto && code === undefined) return this.#stop('corrupt');
      const pc = marker === undefined ? (this.#known(address, 'pc') ?? (await this.#word(address, 'pc'))) : marker.pc;
      this.records.push({
        address,
        location: address + BigInt(this.#layout.fn ?? 0),
        sp,
        pc: pc === 0n ? undefined : pc,
        ...(marker === undefined ? {} : { isInBody: true }),
        closure,
        code,
        started: this.#layout.started !== undefined && (await this.#flag(address, 'started')),
      });
    }
    return link;
  }

  #stop(why: 'too-long' | 'corrupt'): bigint {
    this.incomplete = why;
    return 0n;
  }

  #known(address: bigint, field: DeferField): bigint | undefined {
    const offset = this.#layout[field];
    return offset === undefined ? undefined : this.#memory.known(address + BigInt(offset));
  }

  #word(address: bigint, field: DeferField): Promise<bigint | undefined> {
    const offset = this.#layout[field];
    return offset === undefined ? Promise.resolve(undefined) : this.#memory.word(address + BigInt(offset));
  }

  async #flag(address: bigint, field: DeferField): Promise<boolean> {
    const offset = this.#layout[field];
    if (offset === undefined) return false;
    // The word that contains the byte: flags come first in a record.
    const within = BigInt(offset % this.#memory.wordSize);
    const word = address + BigInt(offset) - within;
    return (((this.#memory.known(word) ?? (await this.#memory.word(word)) ?? 0n) >> (8n * within)) & 0xffn) === 1n;
  }
}
