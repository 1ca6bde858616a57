import type { Argument, Cleanup, HistoryEntry, Snapshot } from '../../src/core/snapshot.ts';

/** A line of a random program's trace. */
type Event =
  | {
      readonly kind: 'registered';
      readonly number: number;
      /** The number of the statement; 0 if the program does not say. */ readonly line: number;
      readonly owner: string;
    }
  | {
      readonly kind: 'ran';
      readonly number: number;
      /** What it received, by the names of the arguments, in their order. */ readonly values: readonly (readonly [string, string])[];
    }
  | { readonly kind: 'end' };

/** What a program did before a stop and after it. */
export interface Happened {
  readonly before: readonly Event[];
  readonly after: readonly Event[];
}

/** Splits the trace where it ended at the time of the stop. */
export function readTrace(trace: Buffer, position: number): Happened {
  const read = (part: Buffer): Event[] =>
    part
      .toString('utf8')
      .split('\n')
      .flatMap((line): Event[] => {
        if (line === 'END') return [{ kind: 'end' }];
        const [head = '', ...values] = line.split('\t');
        const [word, number, at, owner] = head.split(' ');
        if (word === 'REG') return [{ kind: 'registered', number: Number(number), line: Number(at), owner: owner ?? '' }];
        if (word === 'RUN')
          return [
            {
              kind: 'ran',
              number: Number(number),
              values: values.map((value) => [value.slice(0, value.indexOf('=')), value.slice(value.indexOf('=') + 1)] as const),
            },
          ];
        return [];
      });
  return { before: read(trace.subarray(0, position)), after: read(trace.subarray(position)) };
}

/** How a snapshot differs from what happened after it. `stepped`: the stop may be between a statement and its line in the trace. */
export function comparePrediction(
  snapshot: Snapshot,
  { before, after }: Happened,
  stepped: boolean,
): { readonly cleanups: number; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const ran = after.filter((event) => event.kind === 'ran');
  const registered = new Map(
    [...before, ...after].flatMap((event) => (event.kind === 'registered' ? [[event.number, event] as const] : [])),
  );
  const listed = new Set<number>();
  for (const stack of snapshot.stacks) {
    const pending = stack.scopes.flatMap((scope) =>
      scope.cleanups.filter(({ state }) => state === 'pending').map((cleanup) => ({ cleanup, scope, number: numberOf(cleanup) })),
    );
    const numbered = pending.flatMap((one) => (one.number === undefined ? [] : [{ ...one, number: one.number }]));
    for (const { number } of numbered) listed.add(number);
    const mine = new Set(numbered.map(({ number }) => number));
    const order = ran.filter(({ number }) => mine.has(number));
    const predicted = numbered.map(({ number }) => number).join(' ');
    const happened = order.map(({ number }) => number).join(' ');
    if (predicted !== happened) problems.push(`${stack.name}: ${predicted} was predicted, ${happened} happened`);
    for (const { cleanup, scope, number } of numbered) {
      const values = order.find((event) => event.number === number)?.values ?? [];
      problems.push(...compareValues(cleanup, values).map((problem) => `${cleanup.label} (${number}): ${problem}`));
      const site = registered.get(number);
      // In the body of a range-over-func loop Go does not keep which of several statements has deferred a function value.
      if (cleanup.registeredAt === undefined && /^main\..*\.func\d+(?:\.\d+)*$/.test(cleanup.callee.name)) continue;
      if (cleanup.registeredAt?.column === undefined) problems.push(`${cleanup.label} has no statement`);
      if (site !== undefined && site.line !== 0 && cleanup.registeredAt?.line !== site.line)
        problems.push(`${cleanup.label} is said to be in line ${cleanup.registeredAt?.line ?? 'none'}, not ${site.line}`);
      if (site !== undefined && !new RegExp(`\\b${site.owner}\\b`).test(scope.name))
        problems.push(`${cleanup.label} is said to be of ${scope.name}, not ${site.owner}`);
    }
    const running = stack.scopes.flatMap(({ cleanups }) => cleanups.filter(({ state }) => state === 'running'));
    for (const cleanup of running) problems.push(...compareRunning(cleanup, [...before, ...after]));
    for (const scope of stack.scopes) {
      const count = scope.cleanups.filter(({ state }) => state === 'pending').length;
      if (scope.total < count) problems.push(`${scope.name} counts ${scope.total}, and lists ${count}`);
    }
  }
  const isCut = snapshot.stacks.some((stack) =>
    stack.scopes.some((scope) => scope.total > scope.cleanups.filter(({ state }) => state === 'pending').length),
  );
  const known = new Set(before.flatMap((event) => (event.kind === 'registered' ? [event.number] : [])));
  const done = new Set(before.flatMap((event) => (event.kind === 'ran' ? [event.number] : [])));
  // A call that is being made but has not said so yet.
  const started = stepped ? ran[0]?.number : undefined;
  const missing = ran.filter(({ number }) => known.has(number) && !done.has(number) && !listed.has(number) && number !== started);
  if (!isCut && missing.length > 0) problems.push(`${missing.map(({ number }) => number).join(' ')} ran, and was not predicted`);
  return { cleanups: listed.size, problems };
}

/** Compares what a snapshot says has run since the `last` one of the same program with what had begun to run by then. */
export function compareHistory(
  last: Snapshot,
  snapshot: Snapshot,
  { before }: Happened,
): { readonly told: number; readonly untold: number; readonly problems: readonly string[] } {
  const begun = new Set(before.flatMap((event) => (event.kind === 'ran' ? [event.number] : [])));
  // The arguments of a running call may not be in place yet.
  const known = new Map(listNumbered(last, ['pending']));
  const told = newEntries(last.history ?? [], snapshot.history ?? []).flatMap((entry) => known.get(keyOf(entry)) ?? []);
  const pending = new Set(listNumbered(snapshot).map(([, number]) => number));
  const problems = told.filter((number) => !begun.has(number)).map((number) => `${number} is said to have run, and had not`);
  problems.push(...told.filter((number) => pending.has(number)).map((number) => `${number} is said to have run, and is listed`));
  const done = [...known.values()].filter((number) => begun.has(number) && !pending.has(number));
  return { told: told.length, untold: done.filter((number) => !told.includes(number)).length, problems };
}

/** The entries before those that existed already, of which the oldest may be gone: both lists are newest first. */
function newEntries(before: readonly HistoryEntry[], now: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const texts = now.map((entry) => JSON.stringify(entry));
  const earlier = before.map((entry) => JSON.stringify(entry));
  const count = texts.findIndex((_, at) => texts.slice(at).every((text, i) => text === earlier[i]));
  return count < 0 ? now : now.slice(0, count);
}

function listNumbered(snapshot: Snapshot, states: readonly Cleanup['state'][] = ['pending', 'running']): [key: string, number: number][] {
  return snapshot.stacks.flatMap(({ scopes }) =>
    scopes.flatMap(({ cleanups }) =>
      cleanups
        .filter(({ state }) => states.includes(state))
        .flatMap((cleanup): [string, number][] => {
          const number = numberOf(cleanup);
          return number === undefined ? [] : [[keyOf(cleanup), number]];
        }),
    ),
  );
}

function keyOf({ id, registeredAt }: Pick<Cleanup, 'id' | 'registeredAt'>): string {
  return JSON.stringify([id, registeredAt]);
}

/** Only a value that is held by reference may be different when the call runs. */
function compareValues(cleanup: Cleanup, values: readonly (readonly [string, string])[]): string[] {
  const problems: string[] = [];
  // The literal with the names themselves is not one of the values.
  const literals = cleanup.arguments.filter((argument) => argument.name === undefined && argument.capture === 'literal').slice(1);
  const left = [...cleanup.arguments];
  for (const [name, value] of values) {
    const argument = name === '_' ? literals.shift() : left.find((one) => one.name === name);
    if (argument !== undefined) left.splice(left.indexOf(argument), 1);
    if (argument === undefined) {
      // The receiver of a method value, or behind an interface, has no name in the statement.
      if (!name.startsWith('_') && !isInner(cleanup, name)) problems.push(`${name} is not among its arguments`);
      continue;
    }
    if (argument.capture === 'unknown') problems.push(`${name} is not known`);
    if (isAddressed(name) && value !== '{}' && argument.capture !== 'reference')
      problems.push(`${name} is said to be held as ${argument.capture}`);
    if (argument.capture === 'reference') {
      if (isFixed(name)) problems.push(`${name} is said to be held by reference`);
      continue;
    }
    if (!isSame(argument, value)) problems.push(`${name} was predicted to be ${argument.value}, and was ${value}`);
  }
  return problems;
}

/** For a running call: what was captured by value is what it will say, or has said; everything else is reported as shared. */
function compareRunning(cleanup: Cleanup, events: readonly Event[]): string[] {
  const number = numberOf(cleanup);
  const values = events.find((event) => event.kind === 'ran' && event.number === number);
  if (number === undefined || values?.kind !== 'ran') return [];
  return cleanup.arguments.flatMap((argument) => {
    const name = argument.name ?? '';
    const value = values.values.find(([one]) => one === name)?.[1];
    if (value === undefined || value === '{}' || (!isFixed(name) && !isAddressed(name))) return [];
    const wrong = isFixed(name) === (argument.capture === 'value') ? [] : [`is said to be held as ${argument.capture}`];
    if (isFixed(name) && !isSame(argument, value)) wrong.push(`is ${argument.value}, and was ${value}`);
    return wrong.map((problem) => `${cleanup.label} (${number}), which runs: ${name} ${problem}`);
  });
}

/** Variables of these names are held by reference. */
function isAddressed(name: string): boolean {
  return /^w\d*$/.test(name);
}

/** A receiver that is a pointer may point to something else by then, unless nobody changes it. */
function isSame(argument: Argument, value: string): boolean {
  // Delve and Go write large numbers differently.
  if (argument.value === value || (/^-?[\d.]+e\+\d+$/.test(value) && Number(argument.value) === Number(value))) return true;
  // Deeply nested values are not shown.
  if (
    argument.value.includes('…') &&
    new RegExp(
      `^${argument.value
        .split('{…}')
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('\\{.*\\}')}$`,
    ).test(value)
  )
    return true;
  const isShared = argument.value.startsWith('&') && !isFixed(argument.name ?? '');
  return isShared && value.startsWith('&');
}

/** Variables of these names are assigned once. */
function isFixed(name: string): boolean {
  return /^y\d*$/.test(name);
}

/** Variables that a function value inside the call has captured are not among the arguments of the call. */
function isInner(cleanup: Cleanup, name: string): boolean {
  return /^[ab]$/.test(name) && cleanup.arguments.length === 0;
}

/** The number that every registration of these programs carries: one of its own arguments, or a variable that its closure has captured. */
function numberOf(cleanup: Cleanup): number | undefined {
  const found = cleanup.arguments.find((argument) => /^n\d*(?:\+1000000)?$/.test(argument.name ?? ''));
  return found === undefined ? undefined : Number(found.value);
}
