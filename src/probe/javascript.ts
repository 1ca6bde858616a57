import type { DoorCleanup, DoorFailure, DoorHistory, DoorLibrary, DoorQuery, DoorScope } from '../runtime/door.ts';
import { WIRE_LIMITS as L, WIRE_VERSION } from '../wire/javascriptReading.ts';
import { readCalls, type StackFrame } from './callStack.ts';
import { findLibraries, findScopeOf, isFollowed } from './doorScopes.ts';
import { holdValues } from './holder.ts';
import { writeJson, type Json } from './json.ts';
import { findOwner } from './ownerFrame.ts';
import { kindOfStack } from './openStack.ts';
import { ownFields } from './ownFields.ts';
import { describeCalls } from './pausedFrames.ts';
import { describeFunction, findProperty, isOpen, ownValue } from './preview.ts';
import { preview } from './valueText.ts';
import { describeResources } from './resources.ts';
import { count, describeFrame, number, optionalWord, word } from './words.ts';

/**
 * What the debugger evaluates in a paused JavaScript program. It is bundled to one expression, runs in the realm of the
 * paused frame, leaves nothing behind and never throws. Its command holds numbers and fixed words only.
 */
export type Command =
  /** Everything, as the JSON text of a reading; or one page of one scope's cleanups, or of one resource's entries. */
  | ReadCommand
  /** A live value itself. An object is better held: see {@link holdValues}. */
  | ({ readonly do: 'value' } & LivePlace)
  /** Live values, in one holder. */
  | { readonly do: 'hold'; readonly values: readonly LivePlace[] }
  /** The functions of some cleanups of one scope, in one holder. */
  | { readonly do: 'functions'; readonly library: number; readonly scope: number; readonly cleanups: readonly number[] }
  /** Which scopes the variables hold: one `library:scope` or empty text for each, as a JSON list. */
  | { readonly do: 'own' }
  /** Which variables hold a disposable stack that no library tells of: a JSON list of kinds and class names, or empty texts. */
  | { readonly do: 'stacks' };

/** Where a live value stands: the argument `at` of a cleanup, its receiver or its function. */
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

/** Calls that are looked at: those that are listed, and below them as many as a library records of a scope. */
const DEPTH = L.frames + 800;

/** A variable of the paused frame. */
export interface Variable {
  /** Gives what a plain name or a private field holds, or the object that has the field `key`. */
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
    return command.do === 'read' ? writeJson({ wire: WIRE_VERSION, door: 'broken', why: 'the probe failed: ' + preview(error, L.value).text }) : undefined;
  }
}

function read(command: ReadCommand, above: unknown): string {
  const found = findLibraries();
  if (found === 'none') return writeJson({ wire: WIRE_VERSION, door: 'none' });
  if (found === 'broken') return writeJson({ wire: WIRE_VERSION, door: 'broken', why: 'globalThis[Symbol.for("deferscope.door")] is not what the library put there' });
  const calls = readCalls(above, DEPTH);
  const recorded = asRecorded(calls.frames);
  const libraries: Json[] = [];
  const budget = { left: L.cleanupsInAll };
  const entryBudget = { left: L.entriesInAll };
  for (let index = 0; index < found.length && libraries.length < L.libraries; index++) {
    if (command.library !== undefined && command.library !== index) continue;
    libraries[libraries.length] = describeLibrary(ownValue(found, index), index, command, recorded, budget, entryBudget);
  }
  return writeJson({ wire: WIRE_VERSION, door: 'open', ...describeCalls(calls), libraries });
}

function describeLibrary(entry: unknown, index: number, command: ReadCommand, stack: readonly RecordedFrame[], budget: { left: number }, entryBudget: { left: number }): Json {
  const library = entry as DoorLibrary;
  try {
    const reading = ownFields(library.read(ownFields(makeQuery(command))));
    library.observe?.(true);
    const scopes: Json[] = [];
    const inner: Maker = { at: 0, isBody: false };
    for (let at = 0; at < reading.scopes.length && at < L.scopes; at++) scopes[at] = describeScope(reading.scopes[at] as DoorScope, stack, inner, budget);
    const history: Json[] = [];
    const ran = reading.history ?? [];
    for (let at = 0; at < ran.length && at < L.history; at++) history[at] = describeHistory(ran[at] as DoorHistory);
    return {
      index, name: word(library.name), version: word(library.version), scopeCount: count(reading.scopeCount) ?? 0, unseen: count(reading.unseen), scopes, history,
      ...describeResources(reading, command.resource === undefined ? 0 : command.skip ?? 0, entryBudget),
    };
  } catch (error) {
    return { index, name: '', version: '', scopeCount: 0, scopes: [], history: [], error: preview(error, L.value).text };
  }
}

/** One page of what was asked for; else the first page of everything. */
function makeQuery({ scope, resource, skip = 0 }: ReadCommand): DoorQuery {
  if (scope !== undefined) return { scopes: 1, cleanups: L.cleanups, scope, skip };
  // Entries are not paged by the library: it lists them from the first on, and those that were seen are left out here.
  if (resource !== undefined) return { scopes: 0, cleanups: 0, resources: 1, resource, entries: skip + L.entries };
  return { scopes: L.scopes, cleanups: L.cleanups, resources: L.resources, entries: L.entries };
}

function describeScope(given: DoorScope, stack: readonly RecordedFrame[], inner: Maker, budget: { left: number }): Json {
  const scope = ownFields(given);
  const cleanups: Json[] = [];
  for (let at = 0; at < scope.cleanups.length && at <= L.cleanups && budget.left > 0; at++, budget.left--) cleanups[at] = describeCleanup(scope.cleanups[at] as DoorCleanup);
  const failures: Json[] = [];
  for (let at = 0; at < scope.failures.length && at < L.arguments; at++) {
    const failure = ownFields(scope.failures[at] as DoorFailure);
    failures[at] = { value: { ...preview(failure.value, L.value) }, recovered: isTrue(failure.recovered) };
  }
  const owner = findFrame(scope, stack, inner);
  return {
    id: count(scope.id), kind: word(scope.kind), label: optionalWord(scope.label), async: isTrue(scope.async), state: word(scope.state),
    site: describeFrame(scope.site?.frames[0]), owner, failures, pending: count(scope.pending), cleanups,
  };
}

/** The call that made a scope, counted from the innermost one. */
interface Maker {
  at: number;
  isBody: boolean;
}

/** The frame that the scope ends with: the body's while it runs, else the one that made the scope. */
function findFrame(scope: DoorScope, stack: readonly RecordedFrame[], inner: Maker): number | undefined {
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

/** The calls that libraries record: those of files. */
function asRecorded(stack: readonly StackFrame[]): RecordedFrame[] {
  const recorded: RecordedFrame[] = [];
  for (let at = 0; at < stack.length; at++) {
    const frame = stack[at];
    if (frame !== undefined && frame.isGenerated !== true) recorded[recorded.length] = { ...frame, at };
  }
  return recorded;
}

function describeCleanup(given: DoorCleanup): Json {
  const cleanup = ownFields(given);
  const args: Json[] = [];
  for (let at = 0; at < cleanup.args.length && at < L.arguments; at++) args[at] = { ...preview(cleanup.args[at], L.value) };
  return {
    id: count(cleanup.id), state: word(cleanup.state), kind: word(cleanup.kind), label: optionalWord(cleanup.label),
    fn: { ...describeFunction(cleanup.fn, L.source) },
    receiver: cleanup.kind === 'use' ? { ...preview(cleanup.receiver, L.value) } : undefined,
    holds: cleanup.kind === 'use' ? findScopeOf(cleanup.receiver) : undefined,
    args, argCount: count(cleanup.args.length), site: describeFrame(cleanup.site?.frames[0]),
    timeoutMs: number(cleanup.timeoutMs), deadlineInMs: number(cleanup.deadlineInMs),
  };
}

function describeHistory(given: DoorHistory): Json {
  const entry = ownFields(given);
  return {
    scope: count(entry.scope), scopeLabel: optionalWord(entry.scopeLabel), cleanup: count(entry.cleanup), name: word(entry.name), state: word(entry.state),
    error: optionalWord(entry.error), site: describeFrame(entry.site?.frames[0]),
  };
}

/** The live value that a row of the tree shows, for the debugger to take a reference to. */
function readValue(command: LivePlace): unknown {
  const found = findLibraries();
  if (typeof found === 'string') return undefined;
  const library = ownValue(found, command.library) as DoorLibrary;
  const { scopes } = library.read(ownFields({ scopes: 1, cleanups: Infinity, scope: command.scope }));
  const cleanups = scopes[0]?.cleanups ?? [];
  for (let at = 0; at < cleanups.length; at++) {
    const cleanup = ownFields(cleanups[at] as DoorCleanup);
    if (cleanup.id !== command.cleanup) continue;
    if (command.at === 'receiver') return cleanup.receiver;
    return command.at === 'function' ? cleanup.fn : cleanup.args[command.at];
  }
  return undefined;
}

function hold(places: readonly LivePlace[]): unknown {
  const values: unknown[] = [];
  for (let at = 0; at < places.length && at < L.held; at++) values[at] = readValue(ownFields(places[at] as LivePlace));
  return holdValues(values);
}

/** In the order in which they were asked for; `undefined` for one that is not there any more. */
function readFunctions(command: { readonly library: number; readonly scope: number; readonly cleanups: readonly number[] }): unknown {
  const functions: unknown[] = [];
  const found = findLibraries();
  if (typeof found === 'string') return holdValues(functions);
  const { scopes } = (found[command.library] as DoorLibrary).read({ scopes: 1, cleanups: Infinity, scope: command.scope });
  const cleanups = scopes[0]?.cleanups ?? [];
  for (let asked = 0; asked < command.cleanups.length; asked++) {
    functions[asked] = undefined;
    for (let at = 0; at < cleanups.length; at++) if (cleanups[at]?.id === command.cleanups[asked]) functions[asked] = cleanups[at]?.fn;
  }
  return holdValues(functions);
}

function findScopes(variables: readonly Variable[]): string {
  const names: string[] = [];
  for (let at = 0; at < variables.length; at++) names[at] = findScope(variables[at] as Variable);
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
  const names: string[] = [];
  for (let at = 0; at < variables.length; at++) names[at] = findStack(variables[at] as Variable);
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

/** What the variable holds; nothing where a getter or a proxy would have to be asked. */
function readVariable({ of, key, name }: Variable): unknown {
  if (name !== undefined && isGetter(findProperty(globalThis, name))) return undefined;
  const held = of();
  if (key === undefined) return held;
  return isOpen(held) ? findProperty(held, key)?.value : undefined;
}

function isGetter(property: PropertyDescriptor | undefined): boolean {
  return property !== undefined && (property.get !== undefined || property.set !== undefined);
}

function isTrue(value: unknown): boolean {
  return value === true;
}
