import type { StackStatus } from '../../../core/snapshot.ts';
import { optional } from '../../../core/optional.ts';
import type { Doubts } from '../memory/doubts.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import { GOROUTINE_STATUS, isWaiting, type Goroutine } from './goroutine.ts';
import type { WaitHistory } from './waitHistory.ts';
import { readWaitPlace } from './waitPlace.ts';

/** Describes what goroutines do at one stop. */
export class StatusReader {
  readonly #context: CleanupContext;
  readonly #history: WaitHistory;
  #now: Promise<bigint> | undefined;

  constructor(context: CleanupContext, history: WaitHistory) {
    this.#context = context;
    this.#history = history;
  }

  /** `place`: whether to say also at how many stops it was found in the same place, which requires reading its stack. */
  async read(
    goroutine: Goroutine,
    { place: withPlace, doubts }: { readonly place: boolean; readonly doubts: Doubts },
  ): Promise<StackStatus> {
    const { program, evaluator, memory, t } = this.#context;
    if (goroutine.status === GOROUTINE_STATUS.syscall) return { kind: 'running', reason: t('system call') };
    if (!isWaiting(goroutine)) return { kind: 'running' };
    const reason = await doubts.attempt(program.waitReason(goroutine.waitReason, evaluator));
    const place = withPlace ? await doubts.attempt(readWaitPlace(goroutine, memory)) : undefined;
    const stops = place === undefined ? 1 : this.#history.count(goroutine.id, `${reason ?? ''} ${place}`);
    return {
      kind: 'blocked',
      ...optional('reason', reason),
      ...(stops > 1 ? { stops } : {}),
      ...optional('sinceMs', await doubts.attempt(this.#waitingTime(goroutine))),
    };
  }

  /** The minimum time that it has been waiting, in milliseconds. Go notes the start only when a garbage collection comes by. */
  async #waitingTime({ waitSince }: Goroutine): Promise<number | undefined> {
    if (waitSince <= 0n) return undefined;
    this.#now ??= this.#readClock();
    const now = await this.#now;
    return now > waitSince ? Number((now - waitSince) / 1_000_000n) : undefined;
  }

  /** The latest moment that the program knows, by its own clock: a paused program cannot be asked what time it is. */
  async #readClock(): Promise<bigint> {
    const { evaluator } = this.#context;
    const moments = await evaluator.numbers(['runtime.sched.lastpoll.value', 'runtime.memstats.last_gc_nanotime']);
    return moments.reduce<bigint>((latest, moment = 0n) => (moment > latest ? moment : latest), 0n);
  }
}
