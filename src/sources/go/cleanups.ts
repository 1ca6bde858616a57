import { LABEL_LENGTH, toDisplayText } from '../../core/displayText.ts';
import type { UnorderedCleanup } from '../../core/runOrder.ts';
import type { Argument, SourceLocation } from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import type { CallPart, DeferStatement } from '../../syntax/goDefers.ts';
import { optional } from '../../wire/shape.ts';
import { alignCaptures, type AlignedPart } from './alignment.ts';
import { readCapturedVariables, readFunctionValue, type CapturedVariable } from './captures.ts';
import type { DeferRecord } from './deferList.ts';
import type { Evaluator } from './evaluator.ts';
import { packageFunctionName } from './frames.ts';
import { isLiteral, isMethod, isWrapper, readableSymbol, type FunctionCode } from './functionCode.ts';
import { interfaceParts, readValue } from './goValues.ts';
import { writeLabel } from './labels.ts';
import type { Memory } from './memory.ts';
import type { GoProgram } from './program.ts';
import type { Sources } from './sources.ts';

export interface CleanupContext {
  readonly program: GoProgram;
  readonly evaluator: Evaluator;
  readonly memory: Memory;
  readonly sources: Sources;
  readonly t: Translate;
}

/** A deferred call as the program holds it, before its source was looked at. */
interface Deferred {
  readonly id: string;
  readonly state: 'pending' | 'running';
  /** Symbol of the function that the runtime calls. */
  readonly name: string;
  readonly captured: readonly CapturedVariable[];
  /** Where the address of the function value lies; undefined for one that is running. */
  readonly location: bigint | undefined;
  readonly code: FunctionCode | undefined;
  readonly codeAddress: bigint | undefined;
  readonly site: SourceLocation | undefined;
  /** Where a statement stands among others that begin in the same line. */
  readonly pick: (statements: readonly DeferStatement[]) => DeferStatement | undefined;
}

/** Turns deferred calls into cleanups. Remembers where their functions begin. */
export class CleanupBuilder {
  readonly #context: CleanupContext;
  readonly #entries = new Map<string, bigint>();

  constructor(context: CleanupContext) {
    this.#context = context;
  }

  /** Where the function that the cleanup calls begins. */
  async findCallee(id: string, evaluator: Evaluator): Promise<SourceLocation | undefined> {
    const address = this.#entries.get(id);
    return address === undefined ? undefined : (await this.#context.program.code(address, evaluator)).entry;
  }

  /** `id` tells the cleanup from others of its stop; `frame` is where its function is paused. */
  async build(id: string, record: DeferRecord, frame: SourceLocation | undefined): Promise<UnorderedCleanup> {
    const { program, evaluator } = this.#context;
    const location = record.address + BigInt(program.layouts.defer.fn ?? 0);
    if (record.closure === 0n) return this.#buildNil(id, record, frame);
    const value = (await readFunctionValue(evaluator, location)) ?? { name: '', captured: [] };
    const wrapper = isWrapper(value.name);
    // A wrapper begins in the line of its statement; of everything else the place where it was deferred tells.
    const atCode = wrapper || record.pc === undefined;
    const code = atCode ? await program.code(record.code, evaluator) : undefined;
    const site = atCode ? (wrapper || isLiteral(value.name) ? code?.entry : undefined) : await program.line(record.pc, evaluator);
    if (!wrapper) this.#entries.set(id, record.code);
    else if (code?.firstCall?.kind === 'direct' && code.firstCall.address !== undefined) this.#entries.set(id, code.firstCall.address);
    return this.#describe({
      id, state: record.started ? 'running' : 'pending', name: value.name, captured: value.captured, location, code, codeAddress: record.code,
      site: mapPath(site, frame), pick: (statements) => pickStatement(statements, value.name, code, value.captured),
    });
  }

  /** A cleanup that runs now: the frame of its wrapper or of the function itself is on the stack. */
  async buildRunning(id: string, name: string, captured: readonly CapturedVariable[], site: SourceLocation | undefined): Promise<UnorderedCleanup> {
    return this.#describe({ id, state: 'running', name, captured, location: undefined, code: undefined, codeAddress: undefined, site, pick: (statements) => pickStatement(statements, name, undefined, captured) });
  }

  async #buildNil(id: string, record: DeferRecord, frame: SourceLocation | undefined): Promise<UnorderedCleanup> {
    const { program, evaluator, sources, t } = this.#context;
    const site = record.pc === undefined ? undefined : mapPath(await program.line(record.pc, evaluator), frame);
    const statements = site === undefined ? undefined : await sources.defersAt(site);
    const statement = statements?.find((candidate) => candidate.arguments.length === 0);
    return {
      id, state: 'pending', label: statement === undefined ? 'nil()' : toDisplayText(statement.call, LABEL_LENGTH), callee: { name: 'nil' },
      ...optional('registeredAt', place(site, statement)), arguments: [],
      notes: [t('the function is nil: this call will panic')],
    };
  }

  async #describe(deferred: Deferred): Promise<UnorderedCleanup> {
    const { sources, t } = this.#context;
    const statements = deferred.site === undefined ? undefined : await sources.defersAt(deferred.site);
    const statement = statements === undefined ? undefined : deferred.pick(statements);
    const notes: string[] = [];
    if (deferred.site !== undefined && statements !== undefined && statement === undefined) notes.push(t('the source differs from the program: there is no defer statement in this line'));
    const wrapper = isWrapper(deferred.name);
    const constants = wrapper && deferred.site !== undefined ? await sources.constants(deferred.site.path) : new Set<string>();
    const aligned = wrapper && statement !== undefined ? align(statement, deferred, constants) : undefined;
    const found = wrapper ? await this.#wrapped(deferred, aligned) : await this.#closed(deferred, deferred.captured, deferred.location);
    const values = aligned?.slice(1).map((part) => describePart(part));
    const callee = this.#nameCallee(deferred, statement, aligned);
    return {
      id: deferred.id,
      state: deferred.state,
      label: statement === undefined ? writeWithoutSource(callee, found) : writeLabel(statement, values ?? []),
      callee: { name: callee },
      ...optional('registeredAt', place(deferred.site, statement)),
      arguments: found,
      ...(statement?.literal?.recovers === true ? { recovers: true } : {}),
      ...(notes.length > 0 ? { notes } : {}),
    };
  }

  /** What a wrapper holds: the receiver or function value, then the arguments; and of a literal what it has captured itself. */
  async #wrapped(deferred: Deferred, aligned: readonly AlignedPart[] | undefined): Promise<Argument[]> {
    if (aligned === undefined) return deferred.captured.filter((variable) => !/^\*\[\d+\]uintptr$/.test(variable.type)).map((variable) => describeVariable(variable, undefined));
    const [callee, ...rest] = aligned;
    const own: Argument[] = [];
    const held = callee?.captured[0];
    if (callee !== undefined && held !== undefined) {
      if (!held.type.startsWith('func(')) own.push(describeVariable(held, receiverName(callee.part)));
      else if (held.variablesReference > 0) own.push(...await this.#inner(deferred, held));
    }
    return [...rest.map(describePart), ...own].sort((a, b) => Number(own.includes(b)) - Number(own.includes(a)));
  }

  /** The variables of a function value that a wrapper holds as its first. */
  async #inner(deferred: Deferred, held: CapturedVariable): Promise<Argument[]> {
    const { evaluator, memory } = this.#context;
    const captured = await readCapturedVariables(evaluator, held.variablesReference);
    const closure = deferred.location === undefined ? undefined : await memory.word(deferred.location);
    return this.#closed(deferred, captured, closure === undefined ? undefined : closure + BigInt(memory.wordSize), held.value);
  }

  /** The variables that a function literal, or a function value, has captured. */
  async #closed(deferred: Deferred, captured: readonly CapturedVariable[], location: bigint | undefined, name = deferred.name): Promise<Argument[]> {
    if (captured.length === 0) return [];
    const { program, evaluator, memory } = this.#context;
    if (location === undefined) return captured.map((variable) => ({ ...describeVariable(variable, variable.name), capture: 'unknown' as const }));
    const names = captured.flatMap((variable) => (variable.name === undefined || variable.name.startsWith('.') ? [] : [variable.name]));
    const closure = await memory.word(location);
    const code = closure === undefined || closure === 0n ? undefined : await memory.word(closure);
    const references = code === undefined ? new Set<string>() : await program.references(code, location, names, evaluator, memory);
    return captured.map((variable): Argument => {
      // The receiver that a method value was bound to.
      const shown = variable.name?.startsWith('.') === true || /-fm$/.test(name) ? undefined : variable.name;
      const argument = describeVariable(variable, shown);
      return variable.name !== undefined && references.has(variable.name) ? { ...argument, capture: 'reference' } : argument;
    });
  }

  #nameCallee(deferred: Deferred, statement: DeferStatement | undefined, aligned: readonly AlignedPart[] | undefined): string {
    const held = aligned?.[0]?.captured[0];
    if (!isWrapper(deferred.name)) return deferred.name === '' ? this.#context.t('unknown') : toDisplayText(packageFunctionName(readableSymbol(deferred.name)), LABEL_LENGTH);
    const call = deferred.code?.firstCall;
    if (call?.kind === 'direct') return toDisplayText(packageFunctionName(readableSymbol(call.symbol)), LABEL_LENGTH);
    if (held?.type.startsWith('func(') === true) return toDisplayText(packageFunctionName(readableSymbol(held.value)), LABEL_LENGTH);
    const dynamic = held === undefined ? undefined : interfaceParts(held.type)?.dynamic;
    const method = /\.(\w+)$/.exec(statement?.callee.text ?? '')?.[1];
    if (dynamic !== undefined && method !== undefined) return toDisplayText(methodName(dynamic, method), LABEL_LENGTH);
    return toDisplayText(statement?.callee.text ?? packageFunctionName(deferred.name), LABEL_LENGTH);
  }
}

function align(statement: DeferStatement, deferred: Deferred, constants: ReadonlySet<string>): AlignedPart[] | undefined {
  const call = deferred.code?.firstCall;
  return alignCaptures({
    callee: statement.callee, arguments: statement.arguments, captured: deferred.captured,
    isMethod: call?.kind === 'direct' ? isMethod(call.symbol) : undefined,
    isConstant: (name) => constants.has(name),
  });
}

/** `main.(*R).Close` of `*main.R`, `main.R.Close` of `main.R`. */
function methodName(type: string, method: string): string {
  const plain = packageFunctionName(type.replace(/^\*/, ''));
  if (!type.startsWith('*')) return `${plain}.${method}`;
  const dot = plain.indexOf('.');
  return `${plain.slice(0, dot + 1)}(*${plain.slice(dot + 1)}).${method}`;
}

/** `r` of `r.Close`. */
function receiverName(callee: CallPart): string {
  return callee.text.replace(/\.\w+(?:\[.*\])?$/, '');
}

function describeVariable(variable: CapturedVariable, name: string | undefined): Argument {
  const { type, value } = readValue(variable.type, variable.value);
  return { ...optional('name', name), type, value, capture: 'value', ...(variable.variablesReference > 0 ? { variablesReference: variable.variablesReference } : {}) };
}

/** An argument of the call: what was captured for it, else what the source says. */
function describePart({ part, captured }: AlignedPart): Argument {
  const text = toDisplayText(part.text, LABEL_LENGTH);
  const [only, ...more] = captured;
  if (only === undefined) return part.kind === 'literal' ? { value: text, capture: 'literal' } : { name: text, value: text, capture: 'literal' };
  // The parts of a composite literal, or the several results of a call.
  if (more.length > 0) return { name: text, value: captured.map((variable) => readValue(variable.type, variable.value).value).join(', '), capture: 'value' };
  if (part.kind === 'literal') return { ...describeVariable(only, undefined), capture: 'literal' };
  return describeVariable(only, text);
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

/** The statement of a deferred call among those that begin in its line: told by the callee's name and by what was captured. */
function pickStatement(statements: readonly DeferStatement[], name: string, code: FunctionCode | undefined, captured: readonly CapturedVariable[]): DeferStatement | undefined {
  if (statements.length < 2) return statements[0];
  const symbol = isWrapper(name) ? (code?.firstCall?.kind === 'direct' ? code.firstCall.symbol : undefined) : name;
  const last = (text: string): string => /([\p{L}\p{N}_]+)(?:-fm)?(?:\[[^\]]*\])?$/u.exec(text)?.[1] ?? '';
  const isOwn = (statement: DeferStatement): boolean => {
    if (statement.literal !== undefined) return isWrapper(name) ? captured[0]?.type.startsWith('func(') === true && isLiteral(captured[0].value) : isLiteral(name);
    return symbol === undefined || last(statement.callee.text) === last(symbol);
  };
  const own = statements.filter(isOwn);
  const fitting = (own.length > 0 ? own : statements).filter((statement) => !isWrapper(name)
    || alignCaptures({ callee: statement.callee, arguments: statement.arguments, captured, isMethod: symbol === undefined ? undefined : isMethod(symbol), isConstant: () => false }) !== undefined);
  return fitting[0] ?? own[0] ?? statements[0];
}
