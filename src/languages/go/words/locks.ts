import type { SayValue, WordsContext } from './speakingType.ts';

/** Bits of `state` in `sync.Mutex`, and how many times one that waits is counted in it (internal/sync/mutex.go). */
const LOCKED = 1n;
const WAITER_SHIFT = 3n;
/** `readerCount` of `sync.RWMutex` is less by this while a writer holds the lock or waits for it (sync/rwmutex.go). */
const MAX_READERS = 1n << 30n;

/** `locked`, `locked, 2 waiting`, `unlocked`. */
export const sayMutex: SayValue = async ({ address, body }, { evaluator, t }) => {
  // `state` is first, also in the mutex that is in this one since Go 1.24.
  const written = /\bstate: (-?\d+)/.exec(body ?? '')?.[1];
  const inner = /\(\*"internal\/sync\.Mutex"\)\(0x([0-9a-f]+)\)/.exec(body ?? '')?.[1];
  const place = address ?? (inner === undefined ? undefined : BigInt(`0x${inner}`));
  const state = written !== undefined ? BigInt(written) : place === undefined ? undefined : await evaluator.number(`*(*int32)(${place})`);
  if (state === undefined) return undefined;
  if ((state & LOCKED) === 0n) return t('unlocked');
  const waiting = Number(BigInt.asUintN(32, state) >> WAITER_SHIFT);
  return waiting === 0 ? t('locked') : t('locked, {0} waiting', waiting);
};

/** `locked`, `locked by 2 readers`, `unlocked`. */
export const sayReadersLock: SayValue = async ({ address, type }, context) => {
  const { evaluator, t } = context;
  const [readers, wait] = await offsetsOf(type, ['readerCount', 'readerWait'], context);
  if (address === undefined || readers === undefined || wait === undefined) return undefined;
  const at = (offset: number): string => `*(*int32)(${address + BigInt(offset)})`;
  const [count, left] = await evaluator.numbers([at(readers), at(wait)]);
  if (count === undefined || left === undefined) return undefined;
  if (count === 0n) return t('unlocked');
  if (count > 0n) return count === 1n ? t('locked by one reader') : t('locked by {0} readers', Number(count));
  if (left === 1n) return t('locked by one reader, a writer waits');
  if (left > 0n) return t('locked by {0} readers, a writer waits', Number(left));
  const waiting = Number(count + MAX_READERS);
  return waiting === 0 ? t('locked') : t('locked, {0} readers waiting', waiting);
};

/** `2 not done`, `all done`. */
export const sayWaitGroup: SayValue = async ({ address, type }, context) => {
  const [offset] = await offsetsOf(type, ['state'], context);
  if (address === undefined || offset === undefined) return undefined;
  // An atomic number that is aligned to eight bytes, with the counter in its upper half.
  const state = await context.evaluator.number(`*(*int32)(${address + BigInt(offset) + 4n})`);
  if (state === undefined) return undefined;
  return state === 0n ? context.t('all done') : context.t('{0} not done', Number(state));
};

/** `done`, `not done`. */
export const sayOnce: SayValue = async ({ address, type }, context) => {
  const [offset] = await offsetsOf(type, ['done'], context);
  if (address === undefined || offset === undefined) return undefined;
  const done = await context.memory.byte(address + BigInt(offset));
  if (done === undefined) return undefined;
  return done === 0 ? context.t('not done') : context.t('done');
};

/** The number or the truth value. */
export const sayAtomic: SayValue = async ({ address, type, body }, context) => {
  const written = /(?:^|, )v: (-?\d+)/.exec(body ?? '')?.[1];
  const [offset] = written === undefined ? await offsetsOf(type, ['v'], context) : [];
  const kind = type.slice(type.lastIndexOf('.') + 1).toLowerCase();
  const place = address === undefined || offset === undefined ? undefined : address + BigInt(offset);
  const read = place === undefined ? undefined : await context.evaluator.number(`*(*${kind === 'bool' ? 'uint32' : kind})(${place})`);
  const value = written ?? read?.toString();
  if (value === undefined) return undefined;
  return kind !== 'bool' ? value : value === '0' ? 'false' : 'true';
};

async function offsetsOf(type: string, fields: readonly string[], { program, evaluator }: WordsContext): Promise<(number | undefined)[]> {
  const offsets: (number | undefined)[] = [];
  for (const field of fields) offsets.push(await program.fieldOffset(type, field, evaluator));
  return offsets;
}
