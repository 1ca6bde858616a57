import type { DoorCleanup, DoorFailure, DoorHistory, DoorQuery, DoorReading, DoorScope } from '../../../runtime/door/doorContract.ts';
import { WIRE_LIMITS as L, WIRE_VERSION } from '../wire/javascriptReading.ts';
import { readCalls, type StackFrame } from './callStack.ts';
import { findLibraries, findScopeOf, isFollowed } from './doorScopes.ts';
import { call, ownValue, realm, replaced, type Property } from './genuine.ts';
import { holdValues } from './holder.ts';
import { noteReplaced } from './intrinsics.ts';
import { writeJson, type Json } from './json.ts';
import { add, newList, type List } from './list.ts';
import { findOwner } from './ownerFrame.ts';
import { kindOfStack } from './openStack.ts';
import { ownFields } from './ownFields.ts';
import { describeCalls } from './pausedFrames.ts';
import { describeFunction, findProperty, isOpen } from './preview.ts';
import { preview } from './valueText.ts';
import { describeResources } from './resources.ts';
import { count, describeSite, number, optionalWord, word } from './libraryData.ts';

/**
 * What the debugger evaluates in a paused JavaScript program. It is bundled to one expression, runs in the realm of the paused frame,
 * leaves nothing behind and never throws. Its command holds only numbers and fixed words.
 */
export type Command =
  /** Everything, as the JSON text of a reading; or one page of one scope's cleanups, or of one resource's entries. */
  | ReadCommand
  /** A live value itself. For an object a holder is better: see {@link holdValues}. */
  | ({ readonly do: 'value' } & LivePlace)
  /** Live values, in one holder. */
  | { readonly do: 'hold'; readonly values: readonly LivePlace[] }
  /** The functions of some cleanups of one scope, in one holder. */
  | { readonly do: 'functions'; readonly library: number; readonly scope: number; readonly cleanups: readonly number[] }
  /** Which scopes the variables hold: one `library:scope` or empty text for each, as a JSON list. */
  | { readonly do: 'own' }
  /** Which variables hold a disposable stack that no library reports: a JSON list of kinds and class names, or empty texts. */
  | { readonly do: 'stacks' };

/** Where a live value is: the argument `at` of a cleanup, its receiver or its function. */
export interface LivePlace {
  readonly library: number;
  readonly scope: number;
  readonly cleanup: number;
  readonly at: number | 'receiver' | 'function';
}

interface ReadCommand {
  readonly do: 'read';
  readonly library?: number;
  readonly scope?: number;
  readonly resource?: number;
  readonly skip?: number;
}

/** How many calls are read: those that are listed, and below them as many as a library records for a scope. */
const MAX_CALLS = L.frames + 800;

/** A variable of the paused frame. */
export interface Variable {
  /** Returns what a plain name or a private field holds, or the object that has the field `key`. */
  readonly of: () => unknown;
  readonly key?: string;
  /** The plain name, which may be a global one with a getter behind it. */
  readonly name?: string;
}

export default function probe(given: Command, ...variables: readonly Variable[]): unknown {
  const command = ownFields(given);
  try {
    if (command.do === 'value') return readValue(command);
    if (command.do === 'hold') return hold(command.values);
    if (command.do === 'functions') return readFunctions(command);
    if (command.do === 'own') return findScopes(variables);
    if (command.do === 'stacks') return findStacks(variables);
    return read(command, probe);
  } catch (error) {
    return command.do === 'read'
      ? writeJson({ wire: WIRE_VERSION, door: 'broken', why: 'the probe failed: ' + preview(error, L.value).text })
      : undefined;
  }
}

function read(command: ReadCommand, above: unknown): string {
  noteReplaced();
  const found = findLibraries();
  if (found === 'none' || found === 'hidden') return writeJson({ wire: WIRE_VERSION, door: 'none', replaced });
  if (found === 'broken')
    return writeJson({
      wire: WIRE_VERSION,
      door: 'broken',
      why: 'globalThis[Symbol.for("deferscope.door")] is not what the library put there',
      replaced,
    });
  const calls = readCalls(above, MAX_CALLS);
  const recorded = asRecorded(calls.frames);
  const libraries = newList<Json>();
  const budget = { left: L.cleanupsInAll };
  const entryBudget = { left: L.entriesInAll };
  for (let index = 0; index < found.length && libraries.length < L.libraries; index++) {
    if (command.library !== undefined && command.library !== index) continue;
    add(libraries, describeLibrary(ownValue(found, index), index, command, recorded, budget, entryBudget));
  }
  return writeJson({ wire: WIRE_VERSION, door: 'open', ...describeCalls(calls), libraries, replaced });
}

function describeLibrary(
  entry: unknown,
  index: number,
  command: ReadCommand,
  stack: List<RecordedFrame>,
  budget: { left: number },
  entryBudget: { left: number },
): Json {
  try {
    const reading = ownFields(askLibrary(entry, 'read', ownFields(makeQuery(command))) as DoorReading);
    if (typeof findProperty(entry as object, 'observe')?.value === 'function') askLibrary(entry, 'observe', true);
    const scopes = newList<Json>();
    const inner: Maker = { at: 0, isBody: false };
    for (let at = 0; at < reading.scopes.length && at < L.scopes; at++)
      add(scopes, describeScope(reading.scopes[at] as DoorScope, stack, inner, budget));
    const history = newList<Json>();
    const ran = reading.history ?? [];
    for (let at = 0; at < ran.length && at < L.history; at++) add(history, describeHistory(ran[at] as DoorHistory));
    return {
      index,
      name: word(findProperty(entry as object, 'name')?.value),
      version: word(findProperty(entry as object, 'version')?.value),
      scopeCount: count(reading.scopeCount) ?? 0,
      unseen: count(reading.unseen),
      scopes,
      history,
      ...describeResources(reading, command.resource === undefined ? 0 : (command.skip ?? 0), entryBudget),
    };
  } catch (error) {
    return {
      index,
      name: '',
      version: '',
      scopeCount: 0,
      scopes: newList<Json>(),
      history: newList<Json>(),
      error: preview(error, L.value).text,
    };
  }
}

/** Calls what a library provides for debuggers, whatever its origin: by the door's contract it runs no code of the program's. */
function askLibrary(library: unknown, what: 'read' | 'observe', given: unknown): unknown {
  const method: unknown = findProperty(library as object, what)?.value;
  return call(method, library, given);
}

/** One page of what was requested; otherwise the first page of everything. */
function makeQuery({ scope, resource, skip = 0 }: ReadCommand): DoorQuery {
  if (scope !== undefined) return { scopes: 1, cleanups: L.cleanups, scope, skip };
  // The library does not page entries: it lists them from the first one on, and those that were seen are left out here.
  if (resource !== undefined) return { scopes: 0, cleanups: 0, resources: 1, resource, entries: skip + L.entries };
  return { scopes: L.scopes, cleanups: L.cleanups, resources: L.resources, entries: L.entries };
}

function describeScope(given: DoorScope, stack: List<RecordedFrame>, inner: Maker, budget: { left: number }): Json {
  const scope = ownFields(given);
  const cleanups = newList<Json>();
  for (let at = 0; at < scope.cleanups.length && at <= L.cleanups && budget.left > 0; at++, budget.left--)
    add(cleanups, describeCleanup(scope.cleanups[at] as DoorCleanup));
  const failures = newList<Json>();
  for (let at = 0; at < scope.failures.length && at < L.arguments; at++) {
    const failure = ownFields(scope.failures[at] as DoorFailure);
    add(failures, { value: { ...preview(failure.value, L.value) }, recovered: isTrue(failure.recovered) });
  }
  const owner = findFrame(scope, stack, inner);
  return {
    id: count(scope.id),
    kind: word(scope.kind),
    label: optionalWord(scope.label),
    async: isTrue(scope.async),
    state: word(scope.state),
    site: describeSite(scope.site),
    owner,
    failures,
    pending: count(scope.pending),
    cleanups,
  };
}

/** The call that made a scope, counted from the innermost one. */
interface Maker {
  at: number;
  isBody: boolean;
}

/** The frame that the scope ends with: the body's while it runs, otherwise the one that made the scope. */
function findFrame(scope: DoorScope, stack: List<RecordedFrame>, inner: Maker): number | undefined {
  const isBody = scope.kind === 'function';
  // The newest scope comes first, so the others were made by the same call or further out; one call runs one body at a time.
  const maker = scope.site === undefined ? undefined : findOwner(scope.site, stack, isBody && inner.isBody ? inner.at + 1 : inner.at);
  if (maker === undefined) return undefined;
  inner.at = maker;
  inner.isBody = isBody;
  const body = scope.state === 'open' ? maker - (count(scope.bodyAbove) ?? 0) : maker;
  const owner = stack[body < 0 ? maker : body]?.at;
  return owner !== undefined && owner < L.frames ? owner : undefined;
}

/** A call as libraries record it, and its place in the whole call stack. */
interface RecordedFrame extends StackFrame {
  readonly at: number;
}

/** The calls that libraries record: those in files. */
function asRecorded(stack: List<StackFrame>): List<RecordedFrame> {
  const recorded = newList<RecordedFrame>();
  for (let at = 0; at < stack.length; at++) {
    const frame = stack[at];
    if (frame !== undefined && frame.isGenerated !== true) add(recorded, ownFields({ ...frame, at }));
  }
  return recorded;
}

function describeCleanup(given: DoorCleanup): Json {
  const cleanup = ownFields(given);
  const args = newList<Json>();
  for (let at = 0; at < cleanup.args.length && at < L.arguments; at++) add(args, { ...preview(cleanup.args[at], L.value) });
  return {
    id: count(cleanup.id),
    state: word(cleanup.state),
    kind: word(cleanup.kind),
    label: optionalWord(cleanup.label),
    fn: { ...describeFunction(cleanup.fn, L.source) },
    receiver: cleanup.kind === 'use' ? { ...preview(cleanup.receiver, L.value) } : undefined,
    holds: cleanup.kind === 'use' ? findScopeOf(cleanup.receiver) : undefined,
    args,
    argCount: count(cleanup.args.length),
    site: describeSite(cleanup.site),
    timeoutMs: number(cleanup.timeoutMs),
    deadlineInMs: number(cleanup.deadlineInMs),
  };
}

function describeHistory(given: DoorHistory): Json {
  const entry = ownFields(given);
  return {
    scope: count(entry.scope),
    scopeLabel: optionalWord(entry.scopeLabel),
    cleanup: count(entry.cleanup),
    name: word(entry.name),
    state: word(entry.state),
    error: optionalWord(entry.error),
    site: describeSite(entry.site),
  };
}

/** The live value that a row of the tree shows; the debugger takes a reference to it. */
function readValue(command: LivePlace): unknown {
  const found = findLibraries();
  if (typeof found === 'string') return undefined;
  const cleanups = readCleanups(found, command);
  for (let at = 0; at < cleanups.length; at++) {
    const cleanup = ownFields(cleanups[at] as DoorCleanup);
    if (cleanup.id !== command.cleanup) continue;
    if (command.at === 'receiver') return cleanup.receiver;
    return command.at === 'function' ? cleanup.fn : cleanup.args[command.at];
  }
  return undefined;
}

function hold(places: readonly LivePlace[]): unknown {
  const values = newList<unknown>();
  for (let at = 0; at < places.length && at < L.held; at++) add(values, readValue(ownFields(places[at] as LivePlace)));
  return holdValues(values);
}

/** In the order of the request; `undefined` for a value that no longer exists. */
function readFunctions(command: { readonly library: number; readonly scope: number; readonly cleanups: readonly number[] }): unknown {
  const functions = newList<unknown>();
  const found = findLibraries();
  if (typeof found === 'string') return holdValues(functions);
  const cleanups = readCleanups(found, command);
  for (let asked = 0; asked < command.cleanups.length; asked++) {
    let value: unknown;
    for (let at = 0; at < cleanups.length; at++) {
      const cleanup = ownFields(cleanups[at] as DoorCleanup);
      if (cleanup.id === command.cleanups[asked]) value = cleanup.fn;
    }
    add(functions, value);
  }
  return holdValues(functions);
}

/** All cleanups of one scope. */
function readCleanups(
  found: readonly unknown[],
  { library, scope }: { readonly library: number; readonly scope: number },
): readonly DoorCleanup[] {
  const { scopes } = ownFields(
    askLibrary(ownValue(found, library), 'read', ownFields({ scopes: 1, cleanups: Infinity, scope })) as DoorReading,
  );
  return scopes.length === 0 ? [] : ownFields(scopes[0] as DoorScope).cleanups;
}

function findScopes(variables: readonly Variable[]): string {
  const names = newList<string>();
  for (let at = 0; at < variables.length; at++) add(names, findScope(variables[at] as Variable));
  return writeJson(names);
}

function findScope(variable: Variable): string {
  try {
    return findScopeOf(readVariable(ownFields(variable))) ?? '';
  } catch {
    // No such variable in this frame, or not initialised yet.
    return '';
  }
}

function findStacks(variables: readonly Variable[]): string {
  const names = newList<string>();
  for (let at = 0; at < variables.length; at++) add(names, findStack(variables[at] as Variable));
  return writeJson(names);
}

function findStack(variable: Variable): string {
  try {
    const held = readVariable(ownFields(variable));
    return findScopeOf(held) !== undefined || (isOpen(held) && isFollowed(held)) ? '' : kindOfStack(held);
  } catch {
    // No such variable in this frame, or not initialised yet.
    return '';
  }
}

/** What the variable holds; nothing if a getter or a proxy would have to run. */
function readVariable({ of, key, name }: Variable): unknown {
  if (name !== undefined && isGetter(findProperty(realm, name))) return undefined;
  const held = of();
  if (key === undefined) return held;
  return isOpen(held) ? findProperty(held, key)?.value : undefined;
}

function isGetter(property: Property | undefined): boolean {
  return property !== undefined && (property.get !== undefined || property.set !== undefined);
}

function isTrue(value: unknown): boolean {
  return value === true;
}
