import type { Problem, Stack } from '../../../core/snapshot.ts';
import { optional } from '../../../core/optional.ts';
import { findBlockedForever, type WaitingStack } from './blockedForever.ts';
import { withDoubts, type CleanupContext } from '../program/cleanupContext.ts';
import { walkDefers } from '../deferred/deferList.ts';
import { Evaluator } from '../memory/evaluator.ts';
import { Doubts } from '../memory/doubts.ts';
import { FrameStack } from '../frames/frames.ts';
import { countOpenCoded } from './goroutineDefers.ts';
import { GOROUTINE_STATUS, isWaiting, readGoroutine, type Goroutine, type StopHead } from './goroutine.ts';
import type { StatusReader } from './goroutineStatus.ts';
import { StackReader, type ReadStack } from './stackReader.ts';
import { titleOfFunction } from '../symbols/functionNames.ts';
import { countTestCleanups } from '../tests/testRunners.ts';

/** How many goroutines are searched for deferred calls at once; the others when somebody wants to see more. */
const MAX_LOOKED_AT = 2_000;
/** How many goroutines are listed at once. */
const PAGE_SIZE = 100;
/** How many reads of memory may be spent on counting the calls of a page of goroutines: their stacks are scattered. */
const MAX_COUNTING_READS = 12;

export interface ListedGoroutines {
  readonly stacks: readonly Stack[];
  readonly problems: readonly Problem[];
  /** How many goroutines are not listed: those with deferred calls among the ones that were checked, and those that were not checked. */
  readonly left: number;
}

/**
 * The goroutines other than the paused one that hold deferred calls, at one stop. They are listed without their calls, because each costs
 * several requests; a goroutine is read when somebody wants to see it.
 */
export class OtherGoroutines {
  readonly #context: CleanupContext;
  readonly #current: Goroutine;
  readonly #statuses: StatusReader;
  readonly #isFatal: boolean;
  /** One of the goroutines that were checked is running, or can run. */
  #isAwake = false;
  readonly #listed = new Map<string, Goroutine>();
  readonly #alive = new Set<string>();
  /** How many calls the frames of a goroutine hold themselves, beside those of its list. */
  readonly #openCoded = new Map<bigint, number | 'unknown'>();
  #holding: Goroutine[] = [];
  #lookedAt = 0;
  readonly #table: StopHead['table'];

  /** `isFatal`: the runtime has given up outside of all goroutines. */
  constructor(
    context: CleanupContext,
    current: Goroutine,
    { statuses, isFatal, table }: { readonly statuses: StatusReader; readonly isFatal: boolean; readonly table: StopHead['table'] },
  ) {
    this.#table = table;
    this.#context = context;
    this.#current = current;
    this.#statuses = statuses;
    this.#isFatal = isFatal;
  }

  /** Go has found that all goroutines wait for one another: nobody is left to wake them up (`checkdead` in runtime/proc.go). */
  get allAsleep(): boolean {
    return this.#isFatal && isWaiting(this.#current) && !this.#isAwake && !this.#context.doubts.any;
  }

  /** The goroutines that were checked and have not ended, by the ids that they have when they are listed. */
  get alive(): ReadonlySet<string> {
    return this.#alive;
  }

  /** Lists the next goroutines, by number. */
  async list(): Promise<ListedGoroutines> {
    while (this.#holding.length < PAGE_SIZE && (await this.#look()));
    const page = this.#holding.splice(0, PAGE_SIZE);
    const { memory, doubts, t } = this.#context;
    const most = memory.reads + MAX_COUNTING_READS;
    const stacks: Stack[] = [];
    const waiting: WaitingStack[] = [];
    for (const goroutine of page) {
      const id = stackIdOf(goroutine);
      this.#listed.set(id, goroutine);
      const isCheap = memory.reads < most;
      const pending = isCheap ? await doubts.attempt(this.#countPending(goroutine)) : undefined;
      const stack: Stack = {
        id,
        kind: 'goroutine',
        name: await this.#nameOf(goroutine, doubts),
        current: false,
        status: await this.#statuses.read(goroutine, { place: isCheap, doubts }),
        failures: [],
        scopes: [],
        threadId: Number(goroutine.id),
        unread: optional('pending', pending),
      };
      stacks.push(stack);
      waiting.push({ stack, goroutine, count: pending });
    }
    const left = this.#holding.length + Math.max(0, (this.#table?.count ?? 0) - this.#lookedAt);
    return { stacks, problems: [...findBlockedForever(waiting, this.allAsleep, t), ...doubts.explain(undefined, t)], left };
  }

  /** The deferred calls of a listed goroutine; undefined if none has this id. */
  async read(stackId: string): Promise<ReadStack | undefined> {
    const goroutine = this.#listed.get(stackId);
    if (goroutine === undefined) return undefined;
    const frames = this.#framesOf(goroutine);
    const doubts = new Doubts(this.#context.evaluator.asking);
    await doubts.attempt(frames.load());
    const top = frames.frames[0];
    if (top === undefined && !doubts.any) return undefined;
    const context = {
      ...withDoubts(this.#context, doubts),
      ...(top === undefined ? {} : { evaluator: this.#context.evaluator.in(top.id) }),
    };
    const read = await new StackReader(context, goroutine, frames).read({
      current: false,
      status: await this.#statuses.read(goroutine, { place: true, doubts }),
      name: await this.#nameOf(goroutine, doubts),
    });
    const count = read.stack.scopes.reduce((sum, scope) => sum + scope.total, 0);
    const blocked = findBlockedForever([{ stack: read.stack, goroutine, count }], this.allAsleep, this.#context.t);
    return { ...read, problems: [...read.problems, ...blocked] };
  }

  /** Checks more goroutines; false if there are no more. */
  async #look(): Promise<boolean> {
    const { memory, doubts } = this.#context;
    const table = this.#table;
    if (table === undefined || this.#lookedAt >= table.count) return false;
    const end = Math.min(table.count, this.#lookedAt + MAX_LOOKED_AT);
    const found: Goroutine[] = [];
    for (let at = this.#lookedAt; at < end; at += 1) {
      const goroutine = await doubts.attempt(this.#goroutineAt(table.address + BigInt(at * memory.wordSize)));
      if (goroutine === undefined || goroutine.id === this.#current.id || isGone(goroutine)) continue;
      this.#alive.add(stackIdOf(goroutine));
      if (!isWaiting(goroutine)) this.#isAwake = true;
      const openCoded = (await doubts.attempt(countOpenCoded(goroutine, this.#context, () => this.#framesOf(goroutine)))) ?? 'unknown';
      if (openCoded !== 0) this.#openCoded.set(goroutine.id, openCoded);
      if (goroutine.firstDefer !== 0n || openCoded !== 0) found.push(goroutine);
    }
    this.#lookedAt = end;
    this.#holding.push(...found.sort((a, b) => Number(a.id - b.id)));
    return true;
  }

  async #goroutineAt(slot: bigint): Promise<Goroutine | undefined> {
    const { program, memory } = this.#context;
    const address = await memory.word(slot);
    return address === undefined || address === 0n ? undefined : readGoroutine(address, program.layouts, memory);
  }

  /** Known if the list can be followed to its end and every frame can be read. */
  async #countPending(goroutine: Goroutine): Promise<number | undefined> {
    const { records, incomplete } = await walkDefers(goroutine.firstDefer, this.#context.program.layouts.defer, this.#context.memory);
    const openCoded = this.#openCoded.get(goroutine.id) ?? 0;
    const tests = await countTestCleanups(records, this.#context);
    if (incomplete !== undefined || openCoded === 'unknown' || tests === undefined) return undefined;
    return records.filter((record) => !record.started).length + openCoded + tests;
  }

  /** Named after the function that it was started with: that stays the same whatever it does. */
  async #nameOf(goroutine: Goroutine, doubts: Doubts): Promise<string> {
    const { program, t } = this.#context;
    const start = await doubts.attempt(program.startFunction(goroutine.startPc, () => this.#framesOf(goroutine)));
    const id = String(goroutine.id);
    return start === undefined ? t('Goroutine {0}', id) : t('Goroutine {0} · {1}', id, titleOfFunction(start));
  }

  #framesOf(goroutine: Goroutine): FrameStack {
    const { evaluator } = this.#context;
    return new FrameStack(Number(goroutine.id), (frameId) => new Evaluator(evaluator.port, frameId, evaluator.asking));
  }
}

function isGone({ status }: Goroutine): boolean {
  return status === GOROUTINE_STATUS.dead || status === GOROUTINE_STATUS.deadExtra;
}

function stackIdOf(goroutine: Goroutine): string {
  return `goroutine:${goroutine.id}`;
}
