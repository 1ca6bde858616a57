import { LABEL_LENGTH, toDisplayText } from '../../core/displayText.ts';
import type { UnorderedCleanup } from '../../core/runOrder.ts';
import type { Argument, SourceLocation } from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import type { DeferStatement } from '../../syntax/goDefers.ts';
import { optional } from '../../wire/shape.ts';
import { alignCaptures, isDictionary, type AlignedPart } from './alignment.ts';
import { describePart, describeVariable, receiverName } from './arguments.ts';
import type { CapturedVariable } from './capturedVariable.ts';
import { readCapturedVariables, readFunctionValue, type FunctionValue, type Holding } from './captures.ts';
import { ClosureLayout } from './closureLayout.ts';
import type { DeferRecord } from './deferList.ts';
import type { Evaluator } from './evaluator.ts';
import { packageFunctionName } from './frames.ts';
import { hasReceiver, isLiteral, isWrapper, nameInPackageOf, readableSymbol, type FunctionCode } from './functionCode.ts';
import { interfaceParts, isUnloaded } from './goValues.ts';
import { readInline, rereadInline } from './inlineCaptures.ts';
import { writeLabel } from './labels.ts';
import type { Memory } from './memory.ts';
import { asWrapper, isNamelessWrapper } from './olderPrograms.ts';
import type { GoProgram } from './program.ts';
import type { Sources } from './sources.ts';
import { chooseOnlyStatement, chooseStatement } from './statementChoice.ts';

export interface CleanupContext {
  readonly program: GoProgram;
  readonly evaluator: Evaluator;
  readonly memory: Memory;
  readonly sources: Sources;
  readonly t: Translate;
}

/** A deferred call whose function is on the call stack. */
export interface RunningCleanup {
  readonly id: string;
  /** Symbol of the function that the runtime has called: the deferred one, or the compiler's wrapper around it. */
  readonly name: string;
  /** What a wrapper holds. */
  readonly captured: readonly CapturedVariable[];
  readonly site: SourceLocation | undefined;
  /** Symbol of the function that a wrapper has called. */
  readonly called: string | undefined;
  /** The function itself calls `recover`. */
  readonly recovers: boolean;
  /** The variables that its literal has captured. */
  readonly closed: readonly Argument[];
}

/** A deferred call as the program holds it, before its source was looked at. */
interface Deferred {
  readonly id: string;
  readonly state: 'pending' | 'running';
  /** Symbol of the function that the runtime calls. */
  readonly name: string;
  readonly captured: readonly CapturedVariable[];
  /** The program does not say what it holds, beyond a function that it calls. */
  readonly isSilent: boolean;
  /** Where the address of the function value lies; undefined for one that is running. */
  readonly location: bigint | undefined;
  readonly code: FunctionCode | undefined;
  readonly site: SourceLocation | undefined;
  /** Tells statements in one line apart that differ in nothing else. */
  readonly before: number;
  /** Whether the function calls `recover` itself; undefined where that cannot be told. Asked where its statement does not tell. */
  readonly recovers: () => Promise<boolean | undefined>;
  /** What a literal that is running has captured. */
  readonly closed: readonly Argument[];
}

/** A record whose closure was looked at. */
type CodedRecord = DeferRecord & { readonly code: bigint };

/** The compiler's wrapper around a deferred call. */
interface Wrapper {
  /** Its symbol. */
  readonly name: string;
  readonly code: FunctionCode | undefined;
  /** The file of its statement. */
  readonly path: string | undefined;
}

/** A closure whose variables are asked for. */
interface ClosureQuery {
  /** Of the cleanup. */
  readonly id: string;
  /** Where its address lies. */
  readonly location: bigint | undefined;
  /** Symbol of its code. */
  readonly name: string;
  /** Its source, where it is written in the statement. */
  readonly literal: string | undefined;
}

/** The method of `r.Close`. */
const METHOD = /\.(\w+)$/;

const NOTHING_HELD: Holding = { references: new Set(), pointers: new Map(), inline: new Map() };

/** Turns deferred calls into cleanups. Remembers where their functions begin. */
export class CleanupBuilder {
  readonly #context: CleanupContext;
  readonly #entries = new Map<string, bigint>();
  /** What the closures of a function have in common, by its code. */
  readonly #alike = new Map<bigint, { readonly name: string; readonly isBare: boolean; readonly isSilent: boolean; readonly layout: ClosureLayout | undefined }>();
  /** Addresses of the variables that a cleanup's closure holds by reference, by the cleanup. */
  readonly #variables = new Map<string, Map<string, bigint>>();
  /** Of activations, by their stack pointers, where calls were deferred that will be asked for, and the functions that are called. */
  readonly #listed = new Map<bigint, { readonly places: readonly bigint[]; readonly codes: readonly bigint[] }>();
  /** Places in the code, by line and activation, in the order in which calls that were deferred there run. */
  readonly #places = new Map<string, bigint[]>();

  /** A call was read of which the program does not say what it has captured. */
  isSilent = false;

  constructor(context: CleanupContext) {
    this.#context = context;
  }

  /** Takes note of calls of one activation that will be built: what has to be asked for each of them can be asked for all. */
  announce(records: readonly DeferRecord[]): void {
    const [first] = records;
    if (first !== undefined) this.#listed.set(first.sp, { places: distinct(records.map(({ pc }) => pc)), codes: distinct(records.map(({ code }) => code)) });
  }

  /** Where the function that the cleanup calls begins. */
  async findCallee(id: string, evaluator: Evaluator): Promise<SourceLocation | undefined> {
    const address = this.#entries.get(id);
    return address === undefined ? undefined : this.#context.program.entry(address, evaluator);
  }

  /** The variables that the closure of a cleanup shares with the program, by name. */
  sharedBy(id: string): ReadonlyMap<string, bigint> | undefined {
    return this.#variables.get(id);
  }

  /** `id` tells the cleanup from others of its stop; `frame` is where its function is paused. */
  async build(id: string, listed: DeferRecord, frame: SourceLocation | undefined): Promise<UnorderedCleanup> {
    const { program, memory } = this.#context;
    const record: CodedRecord = { ...listed, code: listed.code ?? await memory.word(listed.closure) ?? 0n };
    const location = record.address + BigInt(program.layouts.defer.fn ?? 0);
    const value = record.closure === 0n ? undefined : await this.#read(record, location);
    const name = value?.name ?? '';
    const wrapper = isWrapper(name);
    // A wrapper begins in the line of its statement; of everything else the place where it was deferred tells.
    const code = wrapper && record.code !== 0n ? await this.#code(record.code, record) : undefined;
    const site = mapPath(wrapper ? code?.entry : await this.#findSite(name, record, frame), frame);
    if (!wrapper) this.#entries.set(id, record.code);
    else if (code?.firstCall?.kind === 'direct' && code.firstCall.address !== undefined) this.#entries.set(id, code.firstCall.address);
    return this.#describe({ id, state: record.started ? 'running' : 'pending', name, captured: value?.captured ?? [], isSilent: value?.isSilent === true, location, code, site, before: this.#countBefore(record, site), recovers: () => this.#recovers(record, wrapper ? { name, code, path: site?.path } : undefined), closed: [] });
  }

  /** A cleanup that runs now. */
  async buildRunning({ id, name, captured, site, called, recovers, closed }: RunningCleanup): Promise<UnorderedCleanup> {
    const direct = called !== undefined && isWrapper(name) && !isLiteral(called);
    const code: FunctionCode | undefined = direct ? { entry: site, firstCall: { kind: 'direct', symbol: called, address: undefined }, inlineOffsets: [] } : undefined;
    const isSilent = !this.#context.program.tellsCaptures && isWrapper(name);
    const held = isSilent && called !== undefined ? [{ name: undefined, type: 'func()', value: called, variablesReference: 0 }] : captured;
    return this.#describe({ id, state: 'running', name, captured: held, isSilent, location: undefined, code, site, before: 0, recovers: () => Promise.resolve(recovers), closed });
  }

  /** The code of a function that a record calls, and with it what others of its activation call. */
  #code(address: bigint, { sp }: DeferRecord): Promise<FunctionCode> {
    return this.#context.program.code(address, this.#context.evaluator, this.#listed.get(sp)?.codes);
  }

  /** Whether the function that a record calls, behind its wrapper, calls `recover` itself. */
  async #recovers({ code, closure }: CodedRecord, wrapper: Wrapper | undefined): Promise<boolean | undefined> {
    const { program, evaluator, memory, sources } = this.#context;
    if (code === 0n) return undefined;
    if (wrapper === undefined) return program.recovers(code, evaluator, sources);
    const call = wrapper.code?.firstCall;
    if (call === undefined) return undefined;
    if (call.kind === 'direct') {
      // What the statement's own file declares needs no question to the debugger.
      const local = wrapper.path === undefined ? undefined : nameInPackageOf(wrapper.name, call.symbol);
      const known = wrapper.path === undefined || local === undefined ? undefined : await sources.recoversByName(wrapper.path, local);
      if (known !== undefined) return known;
      return call.address === undefined ? undefined : program.recovers(call.address, evaluator, sources);
    }
    // A function value comes first in what a wrapper holds; what is called through an interface cannot be told from that.
    const value = await memory.word(closure + BigInt(memory.wordSize));
    const target = value === undefined ? undefined : await memory.word(value);
    return target === undefined ? undefined : program.recovers(target, evaluator, sources);
  }

  /** The function value of a record: by Delve, and for another of a function that was read already out of memory where that can be. */
  async #read(record: CodedRecord, location: bigint): Promise<FunctionValue | undefined> {
    const { program, evaluator, memory } = this.#context;
    const known = this.#alike.get(record.code);
    if (known?.isSilent === true) return { name: known.name, captured: [], isSilent: true };
    if (known !== undefined) {
      const captured = known.isBare ? [] : await known.layout?.read(record.closure, memory);
      if (captured !== undefined) return { name: known.name, captured };
    }
    const named = await readFunctionValue(evaluator, location);
    const found = named === undefined || program.tellsCaptures ? named : await this.#readOlder(named, record);
    const shown = found === undefined || !isWrapper(found.name) ? found : { ...found, captured: await rereadInline(evaluator, memory, record.closure, found.captured, (code) => this.#code(code, record)) };
    if (shown !== undefined && known === undefined) {
      const isBare = shown.captured.length === 0;
      this.#alike.set(record.code, { name: shown.name, isBare, isSilent: shown.isSilent === true, layout: isBare ? undefined : await ClosureLayout.learn(record.closure, shown.captured, memory) });
    }
    return shown;
  }

  /** The same of a program that does not say what its closures hold: the name, where it is one, and what an indirect call calls. */
  async #readOlder({ name }: FunctionValue, record: CodedRecord): Promise<FunctionValue> {
    const { program, evaluator, memory, sources } = this.#context;
    this.isSilent = true;
    let wrapper = name;
    if (!program.namesWrappers && isLiteral(name) && record.pc !== undefined) {
      const site = await program.line(record.pc, evaluator, this.#listed.get(record.sp)?.places);
      const { entry } = await this.#code(record.code, record);
      const statements = site === undefined || site.line !== entry?.line ? undefined : await sources.defersAt(site);
      if (site !== undefined && statements !== undefined && isNamelessWrapper(name, statements, await sources.countLiterals(site))) wrapper = asWrapper(name);
    }
    if (!isWrapper(wrapper)) return { name: wrapper, captured: [] };
    const { firstCall } = await this.#code(record.code, record);
    // The function value that a wrapper calls comes first in its closure; a method's receiver, or an interface, is no function.
    const first = record.closure + BigInt(memory.wordSize);
    const called = firstCall?.kind !== 'indirect' ? undefined : await memory.word(first) === 0n ? 'nil' : (await readFunctionValue(evaluator, first))?.name;
    const isFunction = called !== undefined && /^(?:nil|[\p{L}\p{N}_./·-]+\.[^ ]+)$/u.test(called);
    return { name: wrapper, captured: isFunction ? [{ name: undefined, type: 'func()', value: called, variablesReference: 0 }] : [], isSilent: true };
  }

  /**
   * Where a function without a wrapper was deferred. In the body of a range-over-func loop the runtime keeps no place, and
   * gives the loop's once the function around it returns (`deferconvert` in runtime/panic.go): there it is where the literal
   * stands in a statement, else the only statement of a loop that can have deferred it.
   */
  async #findSite(name: string, record: CodedRecord, frame: SourceLocation | undefined): Promise<SourceLocation | undefined> {
    const { program, evaluator, sources } = this.#context;
    const kept = record.pc === undefined ? undefined : mapPath(await program.line(record.pc, evaluator, this.#listed.get(record.sp)?.places), frame);
    if (kept !== undefined && (await sources.defersAt(kept))?.length !== 0) return kept;
    const code = record.code === 0n ? undefined : await program.code(record.code, evaluator);
    const entry = isLiteral(name) ? mapPath(code?.entry, frame) : undefined;
    const statements = frame === undefined ? undefined : await sources.defersInLoops(frame);
    if (frame === undefined || statements === undefined) return kept ?? entry;
    if (kept !== undefined && !(await sources.isLoop(kept))) return kept;
    const fitting = statements.filter((statement) => statement.literal === undefined || statement.line === entry?.line);
    if (fitting.some((statement) => statement.literal !== undefined)) return entry;
    const only = chooseOnlyStatement(fitting, { name, code, captured: [], before: 0, functions: await sources.functions(frame.path) });
    return only === undefined ? undefined : { path: frame.path, line: only.line };
  }

  #countBefore(record: CodedRecord, site: SourceLocation | undefined): number {
    const key = `${record.sp}:${site?.path ?? ''}:${site?.line ?? 0}`;
    const places = this.#places.get(key) ?? [];
    this.#places.set(key, places);
    const place = record.pc ?? record.code;
    if (!places.includes(place)) places.push(place);
    return places.indexOf(place);
  }

  async #describe(deferred: Deferred): Promise<UnorderedCleanup> {
    const { sources, t } = this.#context;
    const { id, state, name, site } = deferred;
    const statements = site === undefined ? undefined : await sources.defersAt(site);
    const functions = site === undefined ? new Set<string>() : await sources.functions(site.path);
    const statement = statements === undefined ? undefined : chooseStatement(statements, { ...deferred, functions });
    const wrapper = isWrapper(name);
    const constants = site === undefined ? new Set<string>() : await sources.constants(site.path);
    const aligned = wrapper && statement !== undefined ? align(statement, deferred, constants) : undefined;
    const { isSilent } = deferred;
    const shown = aligned?.slice(1).map((part, at) => {
      const argument = describePart(part, statement?.literal?.parameters[at] ?? statement?.literal?.parameters.at(-1));
      // A wrapper that seems to hold nothing may come from an optimized build, which does not say what it holds.
      const isUncertain = (isSilent || deferred.captured.length === 0) && (isSilent ? part.part.kind !== 'literal' : part.part.kind === 'name') && !constants.has(part.part.text);
      return isUncertain ? { ...argument, value: '', capture: 'unknown' as const } : argument;
    });
    const literal = statement?.literal === undefined ? undefined : statement.callee.text;
    const own = wrapper ? await this.#held(deferred, aligned, shown, literal) : await this.#closed(deferred.captured, { id, location: deferred.location, name, literal });
    const held = deferred.closed.length === 0 ? own : [...own.filter((argument) => argument.capture !== 'unknown'), ...deferred.closed];
    const isNil = name === '' || (wrapper && (isSilent ? deferred.captured : aligned?.[0]?.captured)?.[0]?.value === 'nil');
    const callee = isNil ? 'nil' : this.#nameCallee(deferred, statement, aligned);
    const notes: string[] = [];
    if (isNil) notes.push(t('the function is nil: this call will panic'));
    if (wrapper && statement !== undefined && aligned === undefined && statement.arguments.length > 0) notes.push(t('the values of its arguments cannot be told: the program does not say which is which'));
    if (site !== undefined && statements !== undefined && statement === undefined) notes.push(t('the source differs from the program: there is no defer statement in this line'));
    return {
      id, state,
      label: statement === undefined ? writeWithoutSource(callee, held) : writeLabel(statement, shown ?? []),
      callee: { name: callee },
      ...optional('registeredAt', place(site, statement)),
      arguments: held,
      ...((statement?.literal === undefined ? await deferred.recovers() ?? await this.#recoversThrough(deferred, statement, aligned) : statement.literal.recovers) === true ? { recovers: true } : {}),
      ...(notes.length > 0 ? { notes } : {}),
    };
  }

  /** What a wrapper holds: the receiver, the arguments, and what the function value that it calls has captured itself. */
  async #held(deferred: Deferred, aligned: readonly AlignedPart[] | undefined, shown: readonly Argument[] | undefined, literal: string | undefined): Promise<Argument[]> {
    const [callee] = aligned ?? [];
    if (deferred.isSilent) return [...shown ?? []];
    if (callee === undefined || shown === undefined) {
      const [first, ...rest] = deferred.captured.filter((variable) => !isDictionary(variable));
      if (first === undefined) return [];
      const isCalled = first.type.startsWith('func(') && deferred.code?.firstCall?.kind === 'indirect';
      return [...(isCalled ? await this.#inner(deferred, first, literal) : [describeVariable(first, undefined)]), ...rest.map((variable) => describeVariable(variable, undefined))];
    }
    const [first, receiver] = callee.captured;
    if (first === undefined) return [...shown];
    if (receiver !== undefined) return [describeVariable(receiver, receiverName(callee.part)), ...shown];
    if (!first.type.startsWith('func(')) return [describeVariable(first, receiverName(callee.part)), ...shown];
    return [...shown, ...await this.#inner(deferred, first, literal)];
  }

  /** The variables of the function value that a wrapper holds first. */
  async #inner(deferred: Deferred, first: CapturedVariable, literal: string | undefined): Promise<Argument[]> {
    const { evaluator, memory } = this.#context;
    const captured = await readCapturedVariables(evaluator, first.variablesReference);
    const closure = deferred.location === undefined ? undefined : await memory.word(deferred.location);
    return this.#closed(captured, { id: deferred.id, location: closure === undefined ? undefined : closure + BigInt(memory.wordSize), name: first.value, literal });
  }

  /** The variables that a function literal, or a function value, has captured. */
  async #closed(all: readonly CapturedVariable[], { id, location, name, literal }: ClosureQuery): Promise<Argument[]> {
    const captured = all.filter((variable) => !isDictionary(variable));
    if (captured.length === 0) return [];
    const { program, evaluator, memory } = this.#context;
    // A method value holds the receiver that it was made of.
    if (/-fm$/.test(name)) {
      const value = location === undefined ? undefined : await memory.word(location);
      const held = value === undefined || value === 0n ? captured : await rereadInline(evaluator, memory, value, captured, (code) => program.code(code, evaluator));
      return Promise.all(held.map(async (variable) => describeVariable(await this.#load(variable), undefined)));
    }
    if (location === undefined) return captured.map((variable) => ({ ...describeVariable(variable, variable.name), capture: 'unknown' as const }));
    const closure = await memory.word(location);
    const code = closure === undefined || closure === 0n ? undefined : await memory.word(closure);
    const { references, pointers, inline } = code === undefined ? NOTHING_HELD : await program.holding(code, location, captured, evaluator, memory, literal);
    return Promise.all(captured.map(async (variable): Promise<Argument> => {
      if (variable.name !== undefined && inline.has(variable.name)) {
        const offset = inline.get(variable.name);
        const read = offset === undefined || closure === undefined ? undefined : await readInline(evaluator, closure, offset, variable);
        return read === undefined ? { name: variable.name, type: variable.type, value: '', capture: 'unknown' } : describeVariable(await this.#load(read), variable.name);
      }
      const argument = describeVariable(await this.#load(variable), variable.name);
      const pointer = variable.name === undefined ? undefined : pointers.get(variable.name);
      const address = pointer === undefined || closure === undefined ? undefined : await memory.word(closure + BigInt(pointer));
      if (variable.name !== undefined && address !== undefined) this.#variables.set(id, (this.#variables.get(id) ?? new Map<string, bigint>()).set(variable.name, address));
      return variable.name !== undefined && references.has(variable.name) ? { ...argument, capture: 'reference' } : argument;
    }));
  }

  /** What a pointer points to, where Delve has left that out because it lies too deep in what was asked for. */
  async #load(variable: CapturedVariable): Promise<CapturedVariable> {
    if (!isUnloaded(variable.value) || !variable.value.startsWith('*')) return variable;
    const [pointee] = await this.#context.evaluator.variables(variable.variablesReference);
    return pointee === undefined ? variable : { ...variable, value: `*${pointee.value}` };
  }

  /** Whether the method that is called through an interface calls `recover` itself; undefined where its source is not at hand. */
  async #recoversThrough({ name, site }: Deferred, statement: DeferStatement | undefined, aligned: readonly AlignedPart[] | undefined): Promise<boolean | undefined> {
    const dynamic = interfaceParts(aligned?.[0]?.captured[0]?.type ?? '')?.dynamic;
    const method = METHOD.exec(statement?.callee.text ?? '')?.[1];
    if (dynamic === undefined || method === undefined || site === undefined) return undefined;
    // A pointer has the methods of what it points to as well.
    for (const type of dynamic.startsWith('*') ? [dynamic, dynamic.slice(1)] : [dynamic]) {
      const local = nameInPackageOf(name, methodName(type, method));
      const recovers = local === undefined ? undefined : await this.#context.sources.recoversByName(site.path, local);
      if (recovers !== undefined) return recovers;
    }
    return undefined;
  }

  #nameCallee(deferred: Deferred, statement: DeferStatement | undefined, aligned: readonly AlignedPart[] | undefined): string {
    // Without the source the first of what an indirect call's wrapper holds is what it calls.
    const held = deferred.isSilent || (aligned === undefined && deferred.code?.firstCall?.kind === 'indirect') ? deferred.captured[0] : aligned?.[0]?.captured[0];
    if (!isWrapper(deferred.name)) return deferred.name === '' ? this.#context.t('unknown') : toDisplayText(packageFunctionName(readableSymbol(deferred.name)), LABEL_LENGTH);
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

function align(statement: DeferStatement, deferred: Deferred, constants: ReadonlySet<string>): readonly AlignedPart[] | undefined {
  if (deferred.isSilent) return [statement.callee, ...statement.arguments].map((part) => ({ part, captured: [] }));
  const call = deferred.code?.firstCall;
  return alignCaptures({
    callee: statement.callee, arguments: statement.arguments, captured: deferred.captured,
    isMethod: call?.kind === 'direct' ? hasReceiver(statement.callee, call.symbol) : undefined,
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

/** The file as the debugger shows it to its client: code knows the path under which it was compiled. */
function mapPath(site: SourceLocation | undefined, frame: SourceLocation | undefined): SourceLocation | undefined {
  if (site === undefined || frame === undefined) return site;
  const name = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name(site.path) === name(frame.path) ? { ...site, path: frame.path } : site;
}

function place(site: SourceLocation | undefined, statement: DeferStatement | undefined): SourceLocation | undefined {
  return site === undefined || statement === undefined ? site : { ...site, column: statement.column };
}

function distinct(addresses: readonly (bigint | undefined)[]): bigint[] {
  return [...new Set(addresses.flatMap((address) => (address === undefined || address === 0n ? [] : address)))];
}
