import type { SayValue, SpeakingValue, WordsContext } from './speakingType.ts';

/** How many contexts around one are looked at. */
const MAX_PARENTS = 16;

/** Contexts that can be canceled, and begin with what all of these have (context/context.go). */
const CANCELABLE = new Set(['context.cancelCtx', 'context.timerCtx', 'context.afterFuncCtx']);
/** Contexts that only hold another one, which is their first field. */
const HOLDING = new Set(['context.valueCtx', 'context.stopCtx', 'os/signal.signalCtx']);
/** Contexts that never end. */
const ENDLESS: Readonly<Record<string, string | undefined>> = {
  'context.backgroundCtx': 'context.Background',
  'context.todoCtx': 'context.TODO',
  'context.emptyCtx': undefined,
  'context.withoutCancelCtx': undefined,
};

export const CONTEXT_TYPES: readonly string[] = [...CANCELABLE, ...HOLDING, ...Object.keys(ENDLESS)];

/** What was found out about a context so far. */
interface ContextState {
  /** Whether it was canceled, and why; undefined as long as nobody knows. */
  end: string | undefined;
  deadline: string | undefined;
}

/** `not canceled, deadline 2026-01-31T12:00:00Z`, `canceled: server closed`. */
export const sayContext: SayValue = async (value, context) => {
  const { t } = context;
  const named = ENDLESS[value.type];
  if (named !== undefined) return named;
  const state: ContextState = { end: undefined, deadline: undefined };
  if (!(await lookThrough(value, state, context))) return undefined;
  return (
    [state.end, state.deadline === undefined ? undefined : t('deadline {0}', state.deadline)].filter(Boolean).join(', ') ||
    t('never canceled')
  );
};

/** Looks at a context and those around it; false if one is met that is not known. */
async function lookThrough(value: SpeakingValue, state: ContextState, context: WordsContext): Promise<boolean> {
  let at: Pick<SpeakingValue, 'type' | 'address'> | undefined = value;
  for (let count = 0; count < MAX_PARENTS && at !== undefined; count += 1) {
    if (at.type in ENDLESS) return true;
    if ((!CANCELABLE.has(at.type) && !HOLDING.has(at.type)) || at.address === undefined) return false;
    if (CANCELABLE.has(at.type) && state.end === undefined) {
      state.end = await readEnd(at.address, context);
      if (state.end === undefined) return false;
    }
    // A deadline is never later than those around it.
    if (at.type === 'context.timerCtx') {
      state.deadline = await readDeadline(at.address, context);
      return state.deadline !== undefined;
    }
    at = await readParent(at.type, at.address, context);
  }
  return false;
}

async function readParent(
  type: string,
  address: bigint,
  { evaluator, memory }: WordsContext,
): Promise<Pick<SpeakingValue, 'type' | 'address'> | undefined> {
  const answer = await evaluator.evaluate(`(*(*"${type}")(${address})).Context`);
  const dynamic = /^context\.Context\(\*?([\w./]+)\)$/.exec(answer?.type ?? '')?.[1];
  // It is the first field, and an interface of two words.
  const data = dynamic === undefined ? undefined : await memory.word(address + BigInt(memory.wordSize));
  return dynamic === undefined ? undefined : { type: dynamic, address: data };
}

/** Whether a context was canceled, and the cause that was given. */
async function readEnd(address: bigint, { evaluator, t }: WordsContext): Promise<string | undefined> {
  const err = (await evaluator.evaluate(`(*(*context.cancelCtx)(${address})).err`))?.result;
  if (err === undefined) return undefined;
  if (/ nil\}?$/.test(err)) return t('not canceled');
  const isDeadline = err.includes('context.deadlineExceededError');
  const said = isDeadline ? t('deadline exceeded') : t('canceled');
  // Before Go 1.20 a context has no cause.
  const cause = (await evaluator.evaluate(`(*(*context.cancelCtx)(${address})).cause`))?.result;
  const message = cause === undefined ? undefined : /\{(?:s|msg|text): "((?:[^"\\]|\\.)*)"/.exec(cause)?.[1];
  return message === undefined || message === 'context canceled' ? said : `${said}: ${message}`;
}

async function readDeadline(address: bigint, { evaluator }: WordsContext): Promise<string | undefined> {
  const answer = await evaluator.evaluate(`(*(*context.timerCtx)(${address})).deadline`);
  return readTime(answer?.result ?? '');
}

/** The time that Delve writes before its fields: `2020-01-02T03:04:05Z` of `time.Time(2020-01-02T03:04:05Z, +821910){…}`. */
export function readTime(text: string): string | undefined {
  return /^time\.Time\(([^,()]+)(?:, [+-]\d+)?\)/.exec(text)?.[1];
}
