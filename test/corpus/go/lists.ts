import * as path from 'node:path';
import type { Argument, Cleanup, CleanupScope, Snapshot, Stack } from '../../../src/core/snapshot.ts';
import type { DelveDefer, DelveFrame } from './delveRpc.ts';

/** A pending call as our snapshot has it. */
export interface Row {
  readonly cleanup: Cleanup;
  readonly scope: CleanupScope;
  /** Its number in Delve's list; undefined if Delve does not list it. */
  readonly listed: number | undefined;
}

/** A pending call as Delve lists it. */
export interface Listed {
  /** Where its frame is in the stack. */
  readonly frame: number;
  readonly defer: DelveDefer;
}

/** What the two say about one goroutine. */
export interface Comparison {
  readonly rows: readonly Row[];
  readonly listed: readonly Listed[];
  readonly wrong: readonly string[];
  /** It was not read whole: what is missing is no fault. */
  readonly isCut: boolean;
}

/** Delve's list of a goroutine, in run order, without what the runtime itself has deferred. */
export function listOf(frames: readonly DelveFrame[]): readonly Listed[] {
  return frames.flatMap((frame, at) =>
    /^runtime\.(?!main_)/.test(frame.function?.name ?? '') ? [] : (frame.Defers ?? []).map((defer) => ({ frame: at, defer })),
  );
}

/** Compares one goroutine's rows with Delve's list. In an optimized build Delve does not list all of them. */
export function compareLists(stack: Stack | undefined, frames: readonly DelveFrame[], isOptimized: boolean): Comparison {
  const listed = listOf(frames);
  // What package testing keeps for a test is in no list of the runtime.
  const scopes = (stack?.scopes ?? []).filter(({ kind }) => kind !== 'object');
  const pending = scopes.flatMap((scope) =>
    scope.cleanups.filter(({ state }) => state === 'pending').map((cleanup) => ({ cleanup, scope })),
  );
  const isCut =
    stack?.moreFrames === true ||
    stack?.unread !== undefined ||
    (stack?.scopes ?? []).some(({ total, cleanups }) => total > cleanups.filter(({ state }) => state === 'pending').length);
  const wrong: string[] = [];
  const rows: Row[] = [];
  let next = 0;
  for (const { cleanup, scope } of pending) {
    const one = listed[next];
    const difference =
      one === undefined ? 'Delve lists nothing more' : differ({ cleanup, scope }, { ...one, owner: frames[one.frame] }, isOptimized);
    if (difference === undefined) {
      rows.push({ cleanup, scope, listed: next });
      next += 1;
      continue;
    }
    rows.push({ cleanup, scope, listed: undefined });
    if (isOptimized) continue;
    wrong.push(`${cleanup.label} (${placeOf(cleanup)}, calls ${cleanup.callee.name}): ${difference}`);
    // Anything after this would be told twice.
    return { rows, listed, wrong, isCut };
  }
  const left = listed[next];
  if (left !== undefined && !isCut)
    wrong.push(
      `${listed.length - next} of ${listed.length} are not listed, the first ${describe(left)} in ${frames[left.frame]?.function?.name ?? ''}`,
    );
  return { rows, listed, wrong, isCut };
}

/** How a row differs from what Delve lists in its place. */
function differ(
  { cleanup, scope }: Pick<Row, 'cleanup' | 'scope'>,
  { defer, owner }: Listed & { readonly owner: DelveFrame | undefined },
  isOptimized: boolean,
): string | undefined {
  const symbol = owner?.function?.name ?? '';
  if (![symbol, scope.name].some((each) => /[[…]/.test(each)) && !symbol.endsWith(scope.name))
    return `Delve says it is ${symbol}'s, the row is of ${scope.name}`;
  if (!isOptimized && scope.location !== undefined && owner !== undefined && scope.location.line !== owner.line)
    return `Delve says that ${symbol} is in line ${owner.line}, the row's is in line ${scope.location.line}`;
  const { DeferLoc: at, DeferredLoc: called } = defer;
  const name = called.function?.name ?? '';
  const isWrapper = /\.deferwrap\d+$/.test(name);
  // A wrapper is in its statement's line.
  const places = isWrapper ? [called] : [at];
  const { registeredAt } = cleanup;
  if (registeredAt === undefined) return isOptimized ? undefined : `Delve says ${describe({ frame: 0, defer })}, the row has no place`;
  if (places.some(({ file, line }) => path.basename(file) === path.basename(registeredAt.path) && line === registeredAt.line))
    return undefined;
  return `Delve says ${describe({ frame: 0, defer })}`;
}

function describe({ defer: { DeferLoc, DeferredLoc } }: Listed): string {
  return `${DeferredLoc.function?.name ?? '?'}, deferred at ${path.basename(DeferLoc.file)}:${DeferLoc.line}`;
}

export function placeOf({ registeredAt }: Pick<Cleanup, 'registeredAt'>): string {
  return registeredAt === undefined ? 'no place' : `${path.basename(registeredAt.path)}:${registeredAt.line}`;
}

/** The stack of a goroutine. */
export function stackOf(snapshot: Snapshot, goroutine: number): Stack | undefined {
  return snapshot.stacks.find(({ id }) => id === `goroutine:${goroutine}`);
}

/** What may be shown of an argument. */
export function writeArgument({ name, type, value, capture }: Argument): string {
  return `${name ?? '_'} ${type ?? ''} = ${value} (${capture})`;
}

/** What both say about a goroutine, to be read by a person. */
export function tell(goroutine: number, stack: Stack | undefined, frames: readonly DelveFrame[]): readonly string[] {
  return [
    `goroutine ${goroutine}, as we say:`,
    ...(stack?.scopes ?? []).flatMap((scope) => [
      `  ${scope.name} ${scope.location === undefined ? '' : `${path.basename(scope.location.path)}:${scope.location.line}`}`,
      ...scope.cleanups.map((cleanup) => `    ${cleanup.state} ${cleanup.label} (${placeOf(cleanup)}, calls ${cleanup.callee.name})`),
      ...(scope.possible ?? []).map(({ label, registeredAt }) => `    ? ${label} (${placeOf({ registeredAt })})`),
    ]),
    'as Delve says:',
    ...frames.flatMap((frame) => [
      `  ${frame.function?.name ?? '?'} ${path.basename(frame.file)}:${frame.line} ${frame.FrameOffset}`,
      ...(frame.Defers ?? []).map((defer) => `    ${describe({ frame: 0, defer })}`),
    ]),
  ];
}
