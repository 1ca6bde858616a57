import type { Cleanup, CleanupScope, Snapshot, Stack } from '../../src/core/snapshot.ts';

/** What a program reports about itself; see test/debuggees/javascript/predictions/ground.mjs. */
export type TraceEvent =
  | { readonly event: 'enter'; readonly activation: number; readonly kind: 'sync' | 'async' | 'generator' | 'asyncGenerator' }
  | { readonly event: 'made'; readonly tag: number; readonly activation: number; readonly holder?: string; readonly clause?: number }
  | { readonly event: 'registered' | 'begin' | 'end'; readonly tag: number }
  | { readonly event: 'leaving'; readonly holder: string };

/** What was seen at one stop. */
export interface Look {
  readonly at: string;
  /** The call stack, for people who look for the mistake. */
  readonly frames: readonly string[];
  /** How many events of the trace had happened. */
  readonly position: number;
  /** The program's own calls on the paused call stack, innermost first. */
  readonly activations: readonly number[];
  readonly stacks: readonly Stack[];
  readonly problems: readonly string[];
  readonly absent?: string;
  /** All of it, if each stop is read. */
  readonly snapshot?: Snapshot;
  readonly failed?: string;
  /** The same stop, with one request after the other refused. */
  readonly refusals?: readonly Refusal[];
}

/** What was read while one request was refused. */
export interface Refusal extends Pick<Look, 'stacks' | 'problems' | 'absent' | 'failed'> {
  readonly refused: string;
}

export interface Comparison {
  /** How many pending cleanups were compared with what happened. */
  readonly cleanups: number;
  readonly problems: readonly string[];
}

/** A resource of the program, or a `finally` clause of an activation, with the times of its events; infinite for never. */
interface Resource {
  readonly tag: number;
  readonly activation: number;
  readonly holder: string | undefined;
  /** The number of a clause in the program's text. */
  readonly clause: number | undefined;
  readonly made: number;
  registered: number;
  begun: number;
  ended: number;
}

/** Compares what a reading predicts with what then happened: which resources, in which order, and which one is being disposed of. */
export function compareLook(look: Look, trace: readonly TraceEvent[]): Comparison {
  if (look.failed !== undefined) return { cleanups: 0, problems: [look.failed] };
  const resources = readResources(trace);
  const kinds = new Map(trace.flatMap((one) => (one.event === 'enter' ? [[one.activation, one.kind] as const] : [])));
  const [thread, ...tasks] = look.stacks;
  const problems: string[] = [
    ...look.problems.filter((message) => !/may hold|pending from one line|Registered in a loop|cleanups pending/i.test(message)),
  ];
  const isBefore = (time: number): boolean => time < look.position;
  const pending: Resource[] = [];
  const running: Resource[] = [];
  for (const stack of look.stacks)
    for (const cleanup of stack.scopes.flatMap(({ cleanups }) => cleanups).sort((a, b) => a.order - b.order)) {
      const tag = tagOf(cleanup) ?? tagOfClause(cleanup, look, resources);
      const resource = tag === undefined ? undefined : resources.get(tag);
      if (tag !== undefined && resource === undefined) problems.push(`${cleanup.label}: there is no resource ${tag}`);
      if (resource === undefined) continue;
      if ([...pending, ...running].includes(resource)) problems.push(`${tag} is listed twice`);
      (cleanup.state === 'running' ? running : pending).push(resource);
    }
  // A resource that cannot be reached by name is reported without its value. Off the paused call stack nothing is missing.
  const hidden = look.stacks
    .filter(({ current }) => current)
    .flatMap(({ scopes }) => scopes)
    .flatMap(({ cleanups }) => cleanups)
    .filter((cleanup) => tagOf(cleanup) === undefined && cleanup.arguments.some(({ capture }) => capture === 'unknown')).length;

  for (const one of pending) {
    if (!isBefore(one.made) && one.clause === undefined) problems.push(`${one.tag} is pending before it is made`);
    else if (isBefore(one.begun))
      problems.push(`${one.tag} is pending although its disposal has ${isBefore(one.ended) ? 'ended' : 'begun'}`);
    else if (one.begun === Infinity && !isAbandoned(one, { resources, kinds, position: look.position }))
      problems.push(`${one.tag} is pending and was never disposed of`);
  }
  for (const one of running) {
    // The method's first line comes before it reports itself, its last line after it.
    const isAtEdge =
      nextBegun(resources, look.position) === one ||
      lastEnded(resources, look.position) === one ||
      isAwaited(one, [...resources.values()], look.position);
    if (!(isBefore(one.begun) && !isBefore(one.ended)) && !isAtEdge) problems.push(`${one.tag} is said to run`);
  }
  const missing = [...resources.values()].filter((one) => {
    // A clause that is left by a jump or an exception does not report its end.
    if (one.clause !== undefined && isBefore(one.begun)) return false;
    if (!isBefore(one.registered) || isBefore(one.ended) || one.begun === Infinity || pending.includes(one) || running.includes(one))
      return false;
    const isOnStack = look.activations.includes(one.activation);
    if (isBefore(one.begun)) return isOnStack && one.tag > 0;
    return isOnStack || one.holder !== undefined;
  });
  for (const one of missing.length <= hidden ? [] : missing)
    problems.push(
      `${one.tag} ${isBefore(one.begun) ? 'runs and is not said to' : 'is not listed'}${one.holder === undefined ? '' : ` (${one.holder})`}`,
    );

  const tagIn = (cleanup: Cleanup): number | undefined => tagOf(cleanup) ?? tagOfClause(cleanup, look, resources);
  const listed = (scopes: readonly CleanupScope[]): Resource[] =>
    pending.filter((one) => scopes.some(({ cleanups }) => cleanups.some((cleanup) => tagIn(cleanup) === one.tag)));
  // If a context keeps its resources private, the position of a stack among them is not known.
  const isKept = look.stacks.some(({ scopes }) =>
    scopes.some(({ cleanups }) => cleanups.some((cleanup) => cleanup.arguments.some(({ value }) => value === 'not known here'))),
  );
  for (const order of (isKept ? tasks : [thread, ...tasks]).flatMap(numberedTogether).map(listed)) {
    for (const [at, one] of order.entries()) {
      const other = order[at + 1];
      if (other !== undefined && isOrdered(one, other, look, kinds) && one.begun > other.begun)
        problems.push(`${one.tag} is to run before ${other.tag}, and ran after it`);
    }
  }
  return { cleanups: pending.length, problems };
}

/** The scopes of a stack whose cleanups are numbered across them, and each scope that has its own numbers. */
function numberedTogether(stack: Stack | undefined): (readonly CleanupScope[])[] {
  const scopes = stack?.scopes ?? [];
  return [scopes.filter(({ ends }) => ends === undefined), ...scopes.filter(({ ends }) => ends !== undefined).map((scope) => [scope])];
}

interface Ahead {
  readonly resources: ReadonlyMap<number, Resource>;
  readonly kinds: ReadonlyMap<number, string>;
  readonly position: number;
}

/**
 * Whether its generator is never continued: a generator that yields while it is being closed (from a `catch` or `finally` that its
 * `return()` entered) stays there forever, with what it holds.
 */
function isAbandoned({ activation, registered }: Resource, { resources, kinds, position }: Ahead): boolean {
  if (!/generator/i.test(kinds.get(activation) ?? '') || registered === Infinity) return false;
  return [...resources.values()].every((other) => other.activation !== activation || other.begun === Infinity || other.begun < position);
}

/** Whether it is certain at the stop which of the two runs first. */
function isOrdered(first: Resource, second: Resource, { activations }: Look, kinds: ReadonlyMap<number, string>): boolean {
  if (first.holder !== undefined && first.holder === second.holder) return true;
  if (
    first.holder?.startsWith('loose') === true ||
    second.holder?.startsWith('loose') === true ||
    first.holder?.startsWith('nested') === true
  )
    return false;
  if (first.activation === second.activation) return true;
  const [inner, outer] = [activations.indexOf(first.activation), activations.indexOf(second.activation)];
  if (inner < 0 || outer < 0 || inner > outer) return false;
  // A call that may wait or yield may be left before it ends.
  return activations.slice(inner, outer).every((activation) => kinds.get(activation) === 'sync');
}

/** Its holder waits for the method's result before it continues with the next one. */
function isAwaited({ holder, ended }: Resource, all: readonly Resource[], position: number): boolean {
  return (
    holder !== undefined &&
    ended < position &&
    !all.some((other) => other.holder === holder && other.begun > ended && other.begun < position)
  );
}

function nextBegun(resources: ReadonlyMap<number, Resource>, position: number): Resource | undefined {
  return [...resources.values()].filter(({ begun }) => begun >= position).sort((a, b) => a.begun - b.begun)[0];
}

function lastEnded(resources: ReadonlyMap<number, Resource>, position: number): Resource | undefined {
  return [...resources.values()].filter(({ ended }) => ended < position).sort((a, b) => b.ended - a.ended)[0];
}

function readResources(trace: readonly TraceEvent[]): Map<number, Resource> {
  const found = new Map<number, Resource>();
  for (const [at, one] of trace.entries()) {
    if (one.event === 'made')
      found.set(one.tag, {
        tag: one.tag,
        activation: one.activation,
        holder: one.holder,
        clause: one.clause,
        made: at,
        registered: Infinity,
        begun: Infinity,
        ended: Infinity,
      });
    if (one.event !== 'registered' && one.event !== 'begin' && one.event !== 'end') continue;
    const resource = found.get(one.tag);
    if (resource === undefined) continue;
    if (one.event === 'registered') resource.registered = Math.min(resource.registered, at);
    else if (one.event === 'begin') resource.begun = at;
    else resource.ended = at;
  }
  return found;
}

/** The clause that a row is about: that of the activation on the paused call stack that was the last to enter its `try` block. */
function tagOfClause(
  { kind, label }: Cleanup,
  { activations, position }: Look,
  resources: ReadonlyMap<number, Resource>,
): number | undefined {
  // A minifier moves the clause's first call into the head of the next statement.
  const found = kind === 'finally' ? /^finally \{.*?[\w$]+\([\w$]+, ?(\d+)\)/.exec(label) : null;
  if (found === null) return undefined;
  return [...resources.values()].findLast(
    ({ clause, activation, made }) => clause === Number(found[1]) && activations.includes(activation) && made <= position,
  )?.tag;
}

/** The number of the resource that a row is about, from its value or from the name of its function. */
function tagOf({ label, arguments: given }: Cleanup): number | undefined {
  const text = [label, ...given.map(({ value }) => value)].join(' ');
  const found = /\btag: (-?\d+)/.exec(text) ?? /\btag(\d+)\(/.exec(text) ?? /\bfinish\((\d+)\)/.exec(text);
  return found === null ? undefined : Number(found[1]);
}
