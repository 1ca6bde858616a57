import type { Problem, StackStatus } from '../../core/snapshot.ts';
import type { CleanupContext } from './cleanups.ts';
import { Evaluator } from './evaluator.ts';
import { FrameStack } from './frames.ts';
import { GOROUTINE_STATUS, readGoroutine, type Goroutine } from './goroutine.ts';
import { StackReader, type ReadStack } from './stackReader.ts';

/** Goroutines that are looked at for deferred calls, and of those that have any, how many are read at once. */
const LOOKED_AT = 5_000;
const READ = 50;

/** What a goroutine never stops waiting for. */
const FOREVER = new Set(['chan receive (nil chan)', 'chan send (nil chan)', 'select (no cases)']);

export interface OtherGoroutines {
  readonly stacks: readonly ReadStack[];
  readonly problems: readonly Problem[];
}

/** The goroutines beside the paused one that hold deferred calls. What the budget does not reach is counted. */
export async function readOthers(context: CleanupContext, current: Goroutine, budgetMs: number): Promise<OtherGoroutines> {
  const { port, signal } = context.evaluator;
  const { threads } = await port.request('threads', undefined, signal);
  // A system goroutine is not among them, nor is one that Delve leaves out because there are so many.
  const known = new Set(threads.map((thread) => BigInt(thread.id)));
  known.delete(current.id);
  const holding: Goroutine[] = [];
  for (const goroutine of await listGoroutines(context))
    if (goroutine.firstDefer !== 0n && goroutine.id !== current.id && (known.has(goroutine.id) || await isCoroutine(context, goroutine))) holding.push(goroutine);
  const end = performance.now() + budgetMs;
  const stacks: ReadStack[] = [];
  for (const goroutine of holding.slice(0, READ)) {
    if (performance.now() > end) break;
    const read = await readOne(context, goroutine);
    if (read !== undefined && read.stack.scopes.length > 0) stacks.push(read);
    else holding.splice(holding.indexOf(goroutine), 1);
  }
  const problems = stacks.flatMap((read) => findBlocked(read, context));
  const left = holding.length - stacks.length;
  if (left > 0) problems.push({ code: 'incomplete', severity: 'info', message: context.t('{0} more goroutines hold deferred calls that are not listed', left) });
  return { stacks, problems };
}

/** All goroutines of the program, out of its memory. */
async function listGoroutines({ program, memory, evaluator }: CleanupContext): Promise<Goroutine[]> {
  const count = Number((await evaluator.number('len(runtime.allgs)')) ?? 0n);
  const first = count === 0 ? undefined : await evaluator.number('uintptr(&runtime.allgs[0])');
  if (first === undefined) return [];
  const found: Goroutine[] = [];
  for (let at = 0; at < Math.min(count, LOOKED_AT); at += 1) {
    const address = await memory.word(first + BigInt(at * memory.wordSize));
    const goroutine = address === undefined || address === 0n ? undefined : await readGoroutine(address, program.layouts, memory);
    if (goroutine !== undefined && goroutine.status !== GOROUTINE_STATUS.dead) found.push(goroutine);
  }
  return found;
}

/** A coroutine of `iter.Pull` is a goroutine that the runtime has started, which Delve therefore leaves out; but its code is the program's. */
async function isCoroutine({ program, evaluator }: CleanupContext, goroutine: Goroutine): Promise<boolean> {
  return goroutine.status === GOROUTINE_STATUS.waiting && (await program.waitReason(goroutine.waitReason, evaluator)) === 'coroutine';
}

async function readOne(context: CleanupContext, goroutine: Goroutine): Promise<ReadStack | undefined> {
  const { port, signal } = context.evaluator;
  const frames = new FrameStack(Number(goroutine.id), (frameId) => new Evaluator(port, frameId, signal));
  await frames.load();
  const top = frames.frames[0];
  if (top === undefined) return undefined;
  const evaluator = context.evaluator.in(top.id);
  return new StackReader({ ...context, evaluator }, goroutine, frames).read(false, await describeStatus(context, goroutine));
}

async function describeStatus({ program, evaluator, t }: CleanupContext, goroutine: Goroutine): Promise<StackStatus> {
  switch (goroutine.status) {
    case GOROUTINE_STATUS.waiting: {
      const reason = await program.waitReason(goroutine.waitReason, evaluator);
      return reason === undefined ? { kind: 'blocked' } : { kind: 'blocked', reason };
    }
    case GOROUTINE_STATUS.syscall: return { kind: 'running', reason: t('system call') };
    default: return { kind: 'running' };
  }
}

function findBlocked({ stack }: ReadStack, { t }: CleanupContext): Problem[] {
  const { reason } = stack.status;
  if (stack.status.kind !== 'blocked' || reason === undefined || !FOREVER.has(reason)) return [];
  const count = stack.scopes.reduce((sum, scope) => sum + scope.total, 0);
  const location = stack.scopes[0]?.location;
  return [{
    code: 'blocked-forever', severity: 'warning', stack: stack.id,
    message: count === 1 ? t('{0} waits for ever ({1}): its deferred call may never run', stack.name, reason) : t('{0} waits for ever ({1}): its {2} deferred calls may never run', stack.name, reason, count),
    ...(location === undefined ? {} : { location }),
  }];
}
