import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import { optional } from '../../../core/optional.ts';
import type { UnorderedCleanup } from '../../../core/runOrder.ts';
import type { Argument, SourceLocation } from '../../../core/snapshot.ts';
import type { FunctionCode } from '../code/functionCode.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import type { AlignedPart } from '../statements/alignment.ts';
import { describePart } from '../statements/arguments.ts';
import { writeLabel } from '../statements/labels.ts';
import { isLiteral, isWrapper } from '../symbols/symbolKinds.ts';
import type { CapturedVariable } from '../values/capturedVariable.ts';
import { callsNil, nameCallee, recoversThroughInterface } from './callee.ts';
import type { DeferRecord } from './deferList.ts';
import type { DeferredCall } from './deferredCall.ts';
import { HeldVariables } from './heldVariables.ts';
import { matchCall, type MatchedCall } from './matchedCall.ts';
import { RecordReader } from './recordReader.ts';

/** A deferred call whose function is on the call stack. */
export interface RunningCleanup {
  readonly id: string;
  /** Symbol of the function that the runtime has called: the deferred one, or the compiler's wrapper around it. */
  readonly name: string;
  /** What a wrapper holds. */
  readonly captured: readonly CapturedVariable[];
  /** Where the function value is that the runtime has called, if that is known: while the function is being entered. */
  readonly location?: bigint;
  /** Where the function literal is that a wrapper has called, if that is known: while the literal is being entered. */
  readonly heldFunction?: bigint;
  readonly site: SourceLocation | undefined;
  /** The program does not say what its wrapper holds. */
  readonly isDropped: boolean;
  /** Symbol of the function that a wrapper has called. */
  readonly called: string | undefined;
  /** The function itself calls `recover`. */
  readonly recovers: boolean;
  /** The variables that its literal has captured. */
  readonly closed: readonly Argument[];
  /** It could not be read what it is. */
  readonly isUnread?: boolean;
}

/** Turns deferred calls into cleanups. */
export class CleanupBuilder {
  readonly #context: CleanupContext;
  readonly #records: RecordReader;
  readonly #held: HeldVariables;
  /** A place that shows it, for each file that differs from what was built. */
  readonly #differing = new Map<string, SourceLocation>();

  constructor(context: CleanupContext) {
    this.#context = context;
    this.#records = new RecordReader(context);
    this.#held = new HeldVariables(context);
  }

  /** Whether a call was read whose captured values the program does not tell. */
  get isSilent(): boolean {
    return this.#records.isSilent;
  }

  /** The same, because the compiler has optimized it. */
  get isOptimized(): boolean {
    return this.#records.isOptimized;
  }

  /** Notes calls of one activation that will be built, so that questions about each of them can be asked for all at once. */
  announce(records: readonly DeferRecord[]): void {
    this.#records.announce(records);
  }

  /** Where the function that the cleanup calls begins. */
  findCallee(id: string, evaluator: Evaluator): Promise<SourceLocation | undefined> {
    return this.#records.findCallee(id, evaluator);
  }

  /** For each file that was found to differ from what was built, a place that shows it. */
  get differing(): readonly SourceLocation[] {
    return [...this.#differing.values()];
  }

  /** The variables that the closure of a cleanup shares with the program, by name. */
  sharedBy(id: string): ReadonlyMap<string, bigint> | undefined {
    return this.#held.sharedBy(id);
  }

  /** `id` identifies the cleanup at its stop; `frame` is where its function is paused. */
  async build(id: string, listed: DeferRecord, frame: SourceLocation | undefined): Promise<UnorderedCleanup> {
    const { doubts } = this.#context;
    const read = async (): Promise<UnorderedCleanup | undefined> => {
      const deferred = await this.#records.read(id, listed, frame);
      return deferred === undefined ? undefined : this.#describe(deferred);
    };
    return (await doubts.attempt(read())) ?? this.#describeUnread(id, listed, frame);
  }

  /** A cleanup that runs now. */
  async buildRunning(running: RunningCleanup): Promise<UnorderedCleanup> {
    const { id, name, captured, location, heldFunction, site, called, recovers, isDropped, closed, isUnread } = running;
    if (isUnread === true) return this.#unread(id, 'running');
    const direct = called !== undefined && isWrapper(name) && !isLiteral(called);
    const code: FunctionCode | undefined = direct
      ? { entry: site, firstCall: { kind: 'direct', symbol: called, address: undefined }, inlineOffsets: [] }
      : undefined;
    const isSilent = isDropped || (!this.#context.program.tellsCaptures && isWrapper(name));
    const held = isSilent && called !== undefined ? [{ name: undefined, type: 'func()', value: called, variablesReference: 0 }] : captured;
    return this.#describe({
      id,
      state: 'running',
      name,
      captured: held,
      isSilent,
      location,
      ...optional('heldFunction', heldFunction),
      code,
      site,
      before: 0,
      recovers: () => Promise.resolve(recovers),
      closed,
    });
  }

  /** A call of which is known only that it is pending. */
  async #describeUnread(id: string, listed: DeferRecord, frame: SourceLocation | undefined): Promise<UnorderedCleanup> {
    const registeredAt = await this.#context.doubts.attempt(this.#records.readPlace(listed, frame));
    return { ...this.#unread(id, listed.started ? 'running' : 'pending'), ...optional('registeredAt', registeredAt) };
  }

  #unread(id: string, state: 'pending' | 'running'): UnorderedCleanup {
    const { t } = this.#context;
    return { id, state, label: t('a call that could not be read'), callee: { name: t('unknown function') }, arguments: [] };
  }

  async #describe(deferred: DeferredCall): Promise<UnorderedCleanup> {
    const call = await matchCall(deferred, this.#context);
    const { statement, difference } = call;
    const { id, state, site } = deferred;
    if (difference !== undefined && site !== undefined) this.#differing.set(site.path, site);
    const shown = describeArguments(call);
    const held = await this.#context.doubts.attempt(this.#readHeld(call, shown));
    const callee = nameCallee(call, this.#context);
    const isUnread = held === undefined || deferred.isUnread === true;
    const notes = [...writeNotes(call, this.#context), ...(isUnread ? [this.#context.t('what it holds could not be read')] : [])];
    return {
      id,
      state,
      label: statement === undefined ? writeWithoutSource(callee, held ?? []) : writeLabel(statement, shown ?? []),
      callee: { name: callee },
      ...optional('registeredAt', site && (statement === undefined ? site : { ...site, column: statement.column })),
      arguments: held ?? [],
      ...((await this.#context.doubts.attempt(this.#recovers(call))) === true ? { recovers: true } : {}),
      ...(notes.length > 0 ? { notes } : {}),
    };
  }

  /** Everything that the call holds: for a literal that is running, its frame says more than its closure. */
  async #readHeld({ deferred, isWrapped, statement, parts }: MatchedCall, shown: readonly Argument[] | undefined): Promise<Argument[]> {
    const { id, name, location, captured } = deferred;
    const literal = statement?.literal === undefined ? undefined : statement.callee.text;
    const own = isWrapped
      ? await this.#held.ofWrapper({ deferred, callee: parts?.[0], shown, literal })
      : await this.#held.ofClosure(captured, { id, location, name, literal });
    const told = deferred.isOptimized === true ? own.map(withoutUnclear) : own;
    return deferred.closed.length === 0 ? told : [...told.filter(({ capture }) => capture !== 'unknown'), ...deferred.closed];
  }

  /** Whether the function itself calls `recover`; undefined if that cannot be told. */
  async #recovers(call: MatchedCall): Promise<boolean | undefined> {
    const { literal } = call.statement ?? {};
    return literal === undefined
      ? ((await call.deferred.recovers()) ?? (await recoversThroughInterface(call, this.#context)))
      : literal.recovers;
  }
}

/** The arguments of the call in its statement; undefined if nothing tells what the program holds for them. */
function describeArguments(call: MatchedCall): readonly Argument[] | undefined {
  const parameters = call.statement?.literal?.parameters;
  return call.parts?.slice(1).map((part, at) => {
    const argument = describePart(part, parameters?.[at] ?? parameters?.at(-1));
    return isUncertain(part, call) ? { ...argument, value: '', capture: 'unknown' } : argument;
  });
}

/** Literals that are also names, which a variable may have. */
const PREDECLARED = /^(?:true|false|nil|iota)$/;

/**
 * Whether a part of the call may be a variable whose value the program does not tell. A wrapper that seems to hold nothing may come from an
 * optimized build, which does not say what it holds.
 */
function isUncertain({ part }: AlignedPart, { deferred, constants }: MatchedCall): boolean {
  if (constants.has(part.text)) return false;
  if (deferred.isSilent) return part.kind !== 'literal' || PREDECLARED.test(part.text);
  return deferred.captured.length === 0 && part.kind === 'name';
}

/** What a person should know about the call. */
function writeNotes(call: MatchedCall, { t }: Pick<CleanupContext, 't'>): string[] {
  const { deferred, isWrapped, statement, difference, parts } = call;
  const notes: string[] = [];
  if (callsNil(call)) notes.push(t('the function is nil: this call will panic'));
  if (deferred.isUnplaced === true)
    notes.push(t('it is not known where it was deferred: several statements in its loop could have done it'));
  if (isWrapped && parts === undefined && (statement?.arguments.length ?? 0) > 0)
    notes.push(t('the values of its arguments are not known: the program does not say which is which'));
  if (difference === 'nothing') notes.push(t('the source differs from the program: there is no defer statement on this line'));
  if (difference === 'other') notes.push(t('the source differs from the program: another call is deferred on this line now'));
  return notes;
}

/** In optimized code nobody can tell whether a structure or an array is in a closure or elsewhere, so its value is not known. */
function withoutUnclear(argument: Argument): Argument {
  const isUnclear =
    argument.value.startsWith('{') ||
    (argument.value.startsWith('[') && !/^(?:\[\]|map\[)/.test(argument.type ?? '')) ||
    argument.value.includes('(unreadable');
  return isUnclear ? { ...optional('name', argument.name), ...optional('type', argument.type), value: '', capture: 'unknown' } : argument;
}

function writeWithoutSource(callee: string, found: readonly Argument[]): string {
  return toDisplayText(`${callee}(${found.map((argument) => argument.value).join(', ')})`, LABEL_LENGTH);
}
