import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import type { UnorderedCleanup } from '../../../core/runOrder.ts';
import type { Argument, SourceLocation } from '../../../core/snapshot.ts';
import { findDefers, type DeferStatement } from '../syntax/goDefers.ts';
import { optional } from '../../../core/optional.ts';
import { alignCaptures, type AlignedPart } from '../statements/alignment.ts';
import { describePart } from '../statements/arguments.ts';
import type { CapturedVariable } from '../values/capturedVariable.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import type { DeferRecord } from './deferList.ts';
import type { DeferredCall } from './deferredCall.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import { type FunctionCode } from '../code/functionCode.ts';
import { interfaceParts } from '../values/goValues.ts';
import { HeldVariables } from './heldVariables.ts';
import { writeLabel } from '../statements/labels.ts';
import { RecordReader } from './recordReader.ts';
import { chooseStatement } from '../statements/statementChoice.ts';
import { nameInPackageOf, packageFunctionName, readableSymbol } from '../symbols/functionNames.ts';
import { hasReceiver, isLiteral, isWrapper } from '../symbols/symbolKinds.ts';
import { findConstants, findFunctions, hasLiteral, recoversByName } from '../syntax/goFunctions.ts';

/** A deferred call whose function is on the call stack. */
export interface RunningCleanup {
  readonly id: string;
  /** Symbol of the function that the runtime has called: the deferred one, or the compiler's wrapper around it. */
  readonly name: string;
  /** What a wrapper holds. */
  readonly captured: readonly CapturedVariable[];
  readonly site: SourceLocation | undefined;
  /** The program does not say what its wrapper holds. */
  readonly isDropped: boolean;
  /** Symbol of the function that a wrapper has called. */
  readonly called: string | undefined;
  /** The function itself calls `recover`. */
  readonly recovers: boolean;
  /** The variables that its literal has captured. */
  readonly closed: readonly Argument[];
}

/** Literals that are also names: a variable may have such a name, so nothing is known about what was captured. */
const PREDECLARED = /^(?:true|false|nil|iota)$/;

/** The method in `r.Close`. */
const METHOD = /\.(\w+)$/;

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
    return this.#describe(await this.#records.read(id, listed, frame));
  }

  /** A cleanup that runs now. */
  async buildRunning({ id, name, captured, site, called, recovers, isDropped, closed }: RunningCleanup): Promise<UnorderedCleanup> {
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
      location: undefined,
      code,
      site,
      before: 0,
      recovers: () => Promise.resolve(recovers),
      closed,
    });
  }

  async #describe(deferred: DeferredCall): Promise<UnorderedCleanup> {
    const { sources, t } = this.#context;
    const { id, state, name, site } = deferred;
    const statements = site === undefined ? undefined : await sources.askLine(site, findDefers);
    const functions = (site && (await sources.askFile(site.path, findFunctions))) ?? new Set<string>();
    const chosen = statements === undefined ? undefined : chooseStatement(statements, { ...deferred, functions });
    const statement = chosen !== undefined && (await this.#isOther(chosen, deferred)) ? undefined : chosen;
    const wrapper = isWrapper(name);
    const constants = (site && (await sources.askFile(site.path, findConstants))) ?? new Set<string>();
    const aligned = wrapper && statement !== undefined ? align(statement, deferred, constants) : undefined;
    const { isSilent } = deferred;
    const shown = aligned?.slice(1).map((part, at) => {
      const argument = describePart(part, statement?.literal?.parameters[at] ?? statement?.literal?.parameters.at(-1));
      // A wrapper that seems to hold nothing may come from an optimized build, which does not say what it holds.
      const isUncertain =
        (isSilent || deferred.captured.length === 0) &&
        (isSilent ? part.part.kind !== 'literal' || PREDECLARED.test(part.part.text) : part.part.kind === 'name') &&
        !constants.has(part.part.text);
      return isUncertain ? { ...argument, value: '', capture: 'unknown' as const } : argument;
    });
    const literal = statement?.literal === undefined ? undefined : statement.callee.text;
    const own = wrapper
      ? await this.#held.ofWrapper(deferred, aligned, shown, literal)
      : await this.#held.ofClosure(deferred.captured, { id, location: deferred.location, name, literal });
    const told = deferred.isOptimized === true ? own.map(withoutUnclear) : own;
    const held = deferred.closed.length === 0 ? told : [...told.filter((argument) => argument.capture !== 'unknown'), ...deferred.closed];
    const isNil = name === '' || (wrapper && (isSilent ? deferred.captured : aligned?.[0]?.captured)?.[0]?.value === 'nil');
    const callee = isNil ? 'nil' : this.#nameCallee(deferred, statement, aligned);
    const notes: string[] = [];
    if (isNil) notes.push(t('the function is nil: this call will panic'));
    if (deferred.isUnplaced === true)
      notes.push(t('it is not known where it was deferred: several statements in its loop could have done it'));
    if (wrapper && statement !== undefined && aligned === undefined && statement.arguments.length > 0)
      notes.push(t('the values of its arguments are not known: the program does not say which is which'));
    if (site !== undefined && statements !== undefined && statement === undefined) {
      notes.push(
        chosen === undefined
          ? t('the source differs from the program: there is no defer statement on this line')
          : t('the source differs from the program: another call is deferred on this line now'),
      );
      this.#differing.set(site.path, site);
    }
    return {
      id,
      state,
      label: statement === undefined ? writeWithoutSource(callee, held) : writeLabel(statement, shown ?? []),
      callee: { name: callee },
      ...optional('registeredAt', place(site, statement)),
      arguments: held,
      ...((statement?.literal === undefined
        ? ((await deferred.recovers()) ?? (await this.#recoversThrough(deferred, statement, aligned)))
        : statement.literal.recovers) === true
        ? { recovers: true }
        : {}),
      ...(notes.length > 0 ? { notes } : {}),
    };
  }

  /**
   * Whether a statement cannot be the one that deferred a function literal, because the literal begins where the source has none, or a
   * different one.
   */
  async #isOther({ line, literal }: DeferStatement, { entry, site }: DeferredCall): Promise<boolean> {
    const begins = await entry?.();
    // A parameter of a literal in another file is a variable here.
    if (begins === undefined || begins.path !== site?.path) return false;
    return literal === undefined ? (await this.#context.sources.askLine(begins, hasLiteral)) === false : begins.line !== line;
  }

  /** Whether the method that is called through an interface itself calls `recover`; undefined if its source is not available. */
  async #recoversThrough(
    { name, site }: DeferredCall,
    statement: DeferStatement | undefined,
    aligned: readonly AlignedPart[] | undefined,
  ): Promise<boolean | undefined> {
    const dynamic = interfaceParts(aligned?.[0]?.captured[0]?.type ?? '')?.dynamic;
    const method = METHOD.exec(statement?.callee.text ?? '')?.[1];
    if (dynamic === undefined || method === undefined || site === undefined) return undefined;
    // A pointer also has the methods of the type that it points to.
    for (const type of dynamic.startsWith('*') ? [dynamic, dynamic.slice(1)] : [dynamic]) {
      const local = nameInPackageOf(name, methodName(type, method));
      const recovers =
        local === undefined ? undefined : await this.#context.sources.askFile(site.path, (root) => recoversByName(root, local));
      if (recovers !== undefined) return recovers;
    }
    return undefined;
  }

  #nameCallee(deferred: DeferredCall, statement: DeferStatement | undefined, aligned: readonly AlignedPart[] | undefined): string {
    // Without the source, the first value that an indirect call's wrapper holds is what it calls.
    const held =
      deferred.isSilent || (aligned === undefined && deferred.code?.firstCall?.kind === 'indirect')
        ? deferred.captured[0]
        : aligned?.[0]?.captured[0];
    if (!isWrapper(deferred.name))
      return deferred.name === ''
        ? this.#context.t('unknown')
        : toDisplayText(packageFunctionName(readableSymbol(deferred.name)), LABEL_LENGTH);
    const call = deferred.code?.firstCall;
    if (call?.kind === 'direct') return toDisplayText(packageFunctionName(readableSymbol(call.symbol)), LABEL_LENGTH);
    if (held?.type.startsWith('func(') === true) return toDisplayText(packageFunctionName(readableSymbol(held.value)), LABEL_LENGTH);
    if (deferred.isSilent && statement?.literal !== undefined) return this.#context.t('function literal');
    const dynamic = held === undefined ? undefined : interfaceParts(held.type)?.dynamic;
    const method = METHOD.exec(statement?.callee.text ?? '')?.[1];
    if (dynamic !== undefined && method !== undefined) return toDisplayText(methodName(dynamic, method), LABEL_LENGTH);
    return toDisplayText(statement?.callee.text ?? packageFunctionName(deferred.name), LABEL_LENGTH);
  }
}

/** In optimized code it cannot be told whether a structure or an array is in a closure or elsewhere, so it counts as unknown. */
function withoutUnclear(argument: Argument): Argument {
  const isUnclear =
    argument.value.startsWith('{') ||
    (argument.value.startsWith('[') && !/^(?:\[\]|map\[)/.test(argument.type ?? '')) ||
    argument.value.includes('(unreadable');
  return isUnclear ? { ...optional('name', argument.name), ...optional('type', argument.type), value: '', capture: 'unknown' } : argument;
}

function align(statement: DeferStatement, deferred: DeferredCall, constants: ReadonlySet<string>): readonly AlignedPart[] | undefined {
  if (deferred.isSilent) return [statement.callee, ...statement.arguments].map((part) => ({ part, captured: [] }));
  const call = deferred.code?.firstCall;
  return alignCaptures({
    callee: statement.callee,
    arguments: statement.arguments,
    captured: deferred.captured,
    isMethod: call?.kind === 'direct' ? hasReceiver(statement.callee.text, call.symbol) : undefined,
    isIndirect: call?.kind === 'indirect',
    isConstant: (name) => constants.has(name),
  })?.parts;
}

/** `main.(*R).Close` of `*main.R`, `main.R.Close` of `main.R`. */
function methodName(type: string, method: string): string {
  const plain = packageFunctionName(type.replace(/^\*/, ''));
  if (!type.startsWith('*')) return `${plain}.${method}`;
  const dot = plain.indexOf('.');
  return `${plain.slice(0, dot + 1)}(*${plain.slice(dot + 1)}).${method}`;
}

function writeWithoutSource(callee: string, found: readonly Argument[]): string {
  return toDisplayText(`${callee}(${found.map((argument) => argument.value).join(', ')})`, LABEL_LENGTH);
}

function place(site: SourceLocation | undefined, statement: DeferStatement | undefined): SourceLocation | undefined {
  return site === undefined || statement === undefined ? site : { ...site, column: statement.column };
}
