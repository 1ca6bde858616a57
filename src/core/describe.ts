import { assertNever } from './assertNever.ts';
import { describeDuration } from './duration.ts';
import { countAllPending, isCounted, isLaterOnFailure, type PendingCount, type PlacedCleanup } from './runOrder.ts';
import { shortLocation } from './sourceName.ts';
import type { Argument, Cleanup, CleanupScope, Failure, HistoryEntry, Snapshot, SourceLocation, Stack, StackStatus } from './snapshot.ts';
import type { Translate } from './translate.ts';

/** A wait of at least this many milliseconds is shown. */
const LONG_MS = 1000;

/** `4th`, for labels and hovers. */
export function ordinal(n: number, t: Translate): string {
  const tens = n % 100;
  if (tens < 11 || tens > 13) {
    switch (n % 10) {
      case 1:
        return t('{0}st', n);
      case 2:
        return t('{0}nd', n);
      case 3:
        return t('{0}rd', n);
    }
  }
  return t('{0}th', n);
}

/** `fourth` up to `ninth`, then `10th`: for sentences that are read aloud. */
export function ordinalWord(n: number, t: Translate): string {
  const words = [t('first'), t('second'), t('third'), t('fourth'), t('fifth'), t('sixth'), t('seventh'), t('eighth'), t('ninth')];
  return words[n - 1] ?? ordinal(n, t);
}

/** What the row begins with: `now` for the running cleanup, otherwise its order, or a mark if it has none. */
export function orderMark(cleanup: Cleanup, t: Translate): string {
  if (cleanup.state === 'running') return t('now');
  if (cleanup.when !== undefined) return '–';
  return cleanup.orLater === true ? `≥${cleanup.order}` : String(cleanup.order);
}

/** `6 pending`. */
export function describePending(count: number, t: Translate): string {
  return count === 0 ? t('nothing pending') : t('{0} pending', count);
}

/** How many cleanups are pending in all stacks: `9 pending`, or `at least 9 pending` if some stacks were not counted. */
export function describeAllPending(snapshot: Pick<Snapshot, 'stacks' | 'moreStacks'>, t: Translate): string {
  return describeCount(countAllPending(snapshot), t);
}

function describeCount({ count, orMore, unknown, possible }: PendingCount, t: Translate): string {
  const counted = describeCounted({ count, orMore, unknown }, t);
  if (possible === 0) return counted;
  return count === 0 && !orMore && !unknown ? t('{0} possibly pending', possible) : `${counted}, ${t('{0} possibly pending', possible)}`;
}

function describeCounted({ count, orMore, unknown }: Omit<PendingCount, 'possible'>, t: Translate): string {
  if (!orMore && !unknown) return describePending(count, t);
  if (count > 0) return t('at least {0} pending', count);
  return orMore ? t('some pending') : t('what is pending is not known');
}

/** When a cleanup runs, as half a sentence: `runs 4th when work returns`. `quote` marks the program's own name. */
export function describeWhen(placed: PlacedCleanup, t: Translate, quote: (name: string) => string = (name) => name): string {
  const when = describeNormal(placed, t, quote);
  return isLaterOnFailure(placed) ? t('{0}, or later on failure', when) : when;
}

function describeNormal({ cleanup, scope }: PlacedCleanup, t: Translate, quote: (name: string) => string): string {
  const name = quote(scope.name);
  if (cleanup.state === 'running') return t('is running now');
  if (cleanup.when === 'failure') return t('runs when {0} ends', name);
  const at = describeNumber(cleanup, scope, t);
  if (scope.ends === 'owner') return t('runs when {0} is disposed of: {1}', name, at);
  if (cleanup.kind === 'finally') return t('runs {0} when its try block ends', at);
  switch (scope.kind) {
    case 'function':
      return t('runs {0} when {1} returns', at, name);
    case 'block':
      return t('runs {0} when the block of {1} ends', at, name);
    case 'object':
      return t('runs {0} when {1} is disposed of', at, name);
    default:
      return assertNever(scope.kind);
  }
}

/** When a pending cleanup runs, in a few words: `runs 4th`, or `runs when s is disposed of: 1st` if nobody knows when that is. */
export function describeTurn(placed: PlacedCleanup, t: Translate): string {
  const { cleanup, scope } = placed;
  if (cleanup.when === 'failure') return t('only on failure');
  const at = describeNumber(cleanup, scope, t);
  const turn = scope.ends === 'owner' ? t('runs when {0} is disposed of: {1}', scope.name, at) : t('runs {0}', at);
  return isLaterOnFailure(placed) ? t('{0}, or later on failure', turn) : turn;
}

/** `4th`, or `next` if everything that runs before it is known. */
function describeNumber({ order, orLater }: Cleanup, { ends }: CleanupScope, t: Translate): string {
  if (orLater === true) return t('{0} or later', ordinal(order, t));
  return order === 1 && ends !== 'owner' ? t('next') : ordinal(order, t);
}

/** `r = &{db 7}`, or `x → 42` for a value that may still change. */
export function describeArgument(argument: Argument, t: Translate): string {
  const value = argument.capture === 'unknown' && argument.value === '' ? t('unknown') : argument.value;
  if (argument.name === undefined) return argument.capture === 'reference' ? `→ ${value}` : value;
  return argument.capture === 'reference' ? `${argument.name} → ${value}` : `${argument.name} = ${value}`;
}

/** The arguments that the label does not already show. */
export function describeHiddenArguments(cleanup: Cleanup, t: Translate): string {
  return hiddenArguments(cleanup)
    .map((argument) => describeArgument(argument, t))
    .join(', ');
}

/**
 * An argument is in the label if it has a place there between the parentheses, and each place is that of one argument only. What the call
 * is made on has no place there.
 */
function hiddenArguments(cleanup: Cleanup): readonly Argument[] {
  const places = argumentsIn(cleanup.label);
  return cleanup.arguments.filter(({ name, value }) => {
    if (value === '') return false;
    const at = name !== undefined && cleanup.label.startsWith(`${name}.`) ? -1 : places.indexOf(value);
    if (at >= 0) places.splice(at, 1);
    return at < 0;
  });
}

/** What stands between the parentheses of a call, as far as the label is not cut off. */
function argumentsIn(label: string): string[] {
  // Contents of texts are no punctuation; the parts are as long as before.
  const plain = label.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, (text) => '"'.repeat(text.length));
  const opening = plain.endsWith(')') ? openingOf(plain) : plain.indexOf('(');
  const found: string[] = [];
  let depth = 0;
  let from = opening + 1;
  for (let at = from; opening >= 0 && at < plain.length; at += 1) {
    const character = plain[at] ?? '';
    const isEnd = depth === 0 && /[,)]/.test(character);
    if (isEnd) {
      found.push(label.slice(from, at).trim());
      from = at + 1;
    } else if (/[([{]/.test(character)) depth += 1;
    else if (/[)\]}]/.test(character)) depth -= 1;
  }
  return found;
}

/** The parenthesis that belongs to the one at the end. */
function openingOf(text: string): number {
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text[at] === ')') depth += 1;
    if (text[at] === '(') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** How an argument is held, in words. */
export function describeCapture(argument: Argument, t: Translate): string {
  switch (argument.capture) {
    case 'value':
      return t('captured when registered');
    case 'reference':
      return t('by reference: the value may still change before it runs');
    case 'literal':
      return t('written in the source');
    case 'unknown':
      return t('not known');
    default:
      return assertNever(argument.capture);
  }
}

/** The remarks behind a cleanup's row: `only on failure`, `can recover`, `awaited`, and its notes. */
export function describeMarks(cleanup: Cleanup, t: Translate): string[] {
  return [...describeCondition(cleanup, t), ...describeOtherMarks(cleanup, t)];
}

/** What must happen for it to run. */
function describeCondition(cleanup: Cleanup, t: Translate): string[] {
  return cleanup.when === 'failure' ? [t('only on failure')] : [];
}

function describeOtherMarks(cleanup: Cleanup, t: Translate): string[] {
  const marks: string[] = [];
  if (cleanup.recovers === true) marks.push(t('can recover'));
  if (cleanup.async === true) marks.push(t('awaited'));
  if (cleanup.timeoutMs !== undefined) marks.push(t('at most {0} ms', cleanup.timeoutMs));
  return [...marks, ...(cleanup.notes ?? [])];
}

/** Everything behind the label of a cleanup's row. */
export function describeCleanup(cleanup: Cleanup, t: Translate): string {
  const at = cleanup.registeredAt === undefined ? '' : shortLocation(cleanup.registeredAt);
  return [...describeCondition(cleanup, t), describeHiddenArguments(cleanup, t), at, ...describeOtherMarks(cleanup, t)]
    .filter((part) => part !== '')
    .join('  ');
}

/** The whole row as a sentence for a screen reader. */
export function sayCleanup(placed: PlacedCleanup, t: Translate): string {
  const { cleanup } = placed;
  const parts: string[] = [sayTurn(placed, t)];
  for (const argument of hiddenArguments(cleanup))
    parts.push(argument.name === undefined ? argument.value : t('{0} is {1}', argument.name, argument.value));
  parts.push(...describeMarks(cleanup, t));
  if (cleanup.registeredAt !== undefined) parts.push(saySite(cleanup, cleanup.registeredAt, t));
  return parts.join(', ');
}

function sayTurn(placed: PlacedCleanup, t: Translate): string {
  const { cleanup, scope } = placed;
  if (cleanup.state === 'running') return t('Runs now: {0}', cleanup.label);
  if (cleanup.when === 'failure') return t('Runs when {0} ends: {1}', scope.name, cleanup.label);
  const word = ordinalWord(cleanup.order, t);
  const least = cleanup.orLater === true ? t('{0} or later', word) : word;
  const turn = isLaterOnFailure(placed) ? t('{0}, or later on failure', least) : least;
  return scope.ends === 'owner'
    ? t('Runs {0} when {1} is disposed of: {2}', turn, scope.name, cleanup.label)
    : t('Runs {0}: {1}', turn, cleanup.label);
}

function saySite({ kind }: Cleanup, at: SourceLocation, t: Translate): string {
  return kind === 'finally' ? t('at {0} line {1}', ...fileAndLine(at)) : t('registered at {0} line {1}', ...fileAndLine(at));
}

/** A scope's row as a sentence for a screen reader. */
export function sayScope(scope: CleanupScope, t: Translate): string {
  const at = scope.location === undefined ? [] : [t('at {0} line {1}', ...fileAndLine(scope.location))];
  return [scope.name, ...at, describeScopeCount(scope, t), describeEnd(scope, t)].filter((part) => part !== '').join(', ');
}

function fileAndLine(location: SourceLocation): [file: string, line: number] {
  return [shortLocation(location).replace(/:\d+$/, ''), location.line];
}

/** `exception: Error: boom`, or `recovered: …` until the recovering cleanup has returned. */
export function describeFailure(failure: Failure, t: Translate): string {
  const value = failure.value ?? '';
  if (failure.recovered) return t('recovered: {0}', value);
  switch (failure.kind) {
    case 'panic':
      return t('panicking: {0}', value);
    case 'exception':
      return t('unwinding: {0}', value);
    case 'goexit':
      return t('Goexit');
    default:
      return assertNever(failure.kind);
  }
}

/** `blocked: chan receive, 3 stops`; empty for the paused stack, because everybody knows that it is paused. */
export function describeStatus(status: StackStatus, t: Translate): string {
  const stops = (status.stops ?? 1) > 1 ? `, ${t('{0} stops', status.stops ?? 1)}` : '';
  const reason = (status.reason === undefined ? '' : `: ${status.reason}`) + stops;
  switch (status.kind) {
    case 'paused':
      return '';
    case 'running':
      return t('running') + reason;
    case 'blocked':
      return t('blocked') + reason;
    case 'ended':
      return t('ended') + reason;
    default:
      return assertNever(status.kind);
  }
}

/** Everything behind a stack's name. */
export function describeStack(stack: Stack, t: Translate): string {
  const waiting =
    stack.status.sinceMs !== undefined && stack.status.sinceMs >= LONG_MS
      ? t('at least {0}', describeDuration(stack.status.sinceMs, t))
      : '';
  const status = [describeStatus(stack.status, t), waiting].filter((part) => part !== '').join(', ');
  return [
    ...stack.failures.map((failure) => describeFailure(failure, t)),
    status,
    isCounted(stack) ? describeCount(countAllPending({ stacks: [stack] }), t) : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** Everything behind a scope's name. */
export function describeScope(scope: CleanupScope, t: Translate): string {
  const at = scope.location === undefined ? '' : shortLocation(scope.location);
  return [at, describeScopeCount(scope, t), describeEnd(scope, t)].filter((part) => part !== '').join('  ');
}

/** How a scope ends, if its numbers are its own. */
export function describeEnd(scope: CleanupScope, t: Translate): string {
  if (scope.ends === undefined) return '';
  return scope.cleanups.some(({ state }) => state === 'running') ? t('is being disposed of') : t('ends when it is disposed of');
}

/** What is pending in it. */
export function describeScopeCount(scope: CleanupScope, t: Translate): string {
  return describeCount({ count: scope.total, orMore: false, unknown: scope.unknown === true, possible: scope.possible?.length ?? 0 }, t);
}

/** Everything behind the label of a cleanup that ran. */
export function describeHistory(entry: HistoryEntry, t: Translate): string {
  const at = entry.registeredAt === undefined ? '' : shortLocation(entry.registeredAt);
  return [describeOutcome(entry, t), at].filter((part) => part !== '').join('  ');
}

/** How a cleanup ended; empty if it simply did its work. */
export function describeOutcome(entry: HistoryEntry, t: Translate): string {
  switch (entry.state) {
    case 'done':
      return '';
    case 'failed':
      return t('failed: {0}', entry.error ?? '');
    case 'skipped':
      return t('skipped: the scope did not fail');
    default:
      return assertNever(entry.state);
  }
}
