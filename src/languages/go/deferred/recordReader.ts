import type { SourceLocation } from '../../../core/snapshot.ts';
import { readFunctionValue, type FunctionValue } from '../closures/captures.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import { ClosureLayout } from '../closures/closureLayout.ts';
import type { DeferRecord } from './deferList.ts';
import type { DeferredCall } from './deferredCall.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import { type FunctionCode } from '../code/functionCode.ts';
import { rereadInline } from '../closures/inlineCaptures.ts';
import { asWrapper, isNamelessWrapper } from '../statements/olderPrograms.ts';
import { chooseCertainStatement } from '../statements/statementChoice.ts';
import { isLiteral, isWrapper } from '../symbols/symbolKinds.ts';
import { nameInPackageOf } from '../symbols/functionNames.ts';
import { countLiterals, findFunctions, recoversByName } from '../syntax/goFunctions.ts';
import { findDefers, findDefersInRange } from '../syntax/goDefers.ts';

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

/** Reads what the runtime keeps of deferred calls. Remembers where the functions that they call begin. */
export class RecordReader {
  readonly #context: CleanupContext;
  readonly #entries = new Map<string, bigint>();
  /** What the closures of a function have in common, by its code. */
  readonly #alike = new Map<
    bigint,
    { readonly name: string; readonly isBare: boolean; readonly isSilent: boolean; readonly layout: ClosureLayout | undefined }
  >();
  /** Of activations, by their stack pointers, where calls were deferred that will be asked for, and the functions that are called. */
  readonly #listed = new Map<bigint, { readonly places: readonly bigint[]; readonly codes: readonly bigint[] }>();
  /** Places in the code, by line and activation, in the order in which calls that were deferred there run. */
  readonly #places = new Map<string, bigint[]>();

  /** A call was read of which the program does not say what it has captured. */
  isSilent = false;
  /** The same, because the compiler has optimized it. */
  isOptimized = false;

  constructor(context: CleanupContext) {
    this.#context = context;
  }

  /** Takes note of calls of one activation that will be built: what has to be asked for each of them can be asked for all. */
  announce(records: readonly DeferRecord[]): void {
    const [first] = records;
    if (first !== undefined)
      this.#listed.set(first.sp, { places: distinct(records.map(({ pc }) => pc)), codes: distinct(records.map(({ code }) => code)) });
  }

  /** Where the function that the cleanup calls begins. */
  async findCallee(id: string, evaluator: Evaluator): Promise<SourceLocation | undefined> {
    const address = this.#entries.get(id);
    return address === undefined ? undefined : this.#context.program.entry(address, evaluator);
  }

  /** `id` tells the cleanup from others of its stop; `frame` is where its function is paused. */
  async read(id: string, listed: DeferRecord, frame: SourceLocation | undefined): Promise<DeferredCall> {
    const { memory } = this.#context;
    const record: CodedRecord = { ...listed, code: listed.code ?? (await memory.word(listed.closure)) ?? 0n };
    const { location } = record;
    const value = record.closure === 0n ? undefined : await this.#readValue(record, location);
    const name = value?.name ?? '';
    const wrapper = isWrapper(name);
    // A wrapper begins in the line of its statement; of everything else the place where it was deferred tells.
    const code = wrapper && record.code !== 0n ? await this.#code(record.code, record) : undefined;
    const found = wrapper ? await this.#findWrapperSite(code, record) : await this.#findSite(name, record, frame);
    const site = found === 'several' ? undefined : mapPath(found, frame);
    if (!wrapper) this.#entries.set(id, record.code);
    else if (code?.firstCall?.kind === 'direct' && code.firstCall.address !== undefined) this.#entries.set(id, code.firstCall.address);
    const entry =
      wrapper || !isLiteral(name) || record.code === 0n
        ? {}
        : { entry: async () => mapPath((await this.#code(record.code, record)).entry, frame) };
    return {
      ...entry,
      ...(record.isOptimized === true ? { isOptimized: true } : {}),
      id,
      state: record.started ? 'running' : 'pending',
      name,
      captured: value?.captured ?? [],
      isSilent: value?.isSilent === true,
      location,
      code,
      site,
      before: this.#countBefore(record, site, wrapper),
      isUnplaced: found === 'several',
      recovers: () => this.#recovers(record, wrapper ? { name, code, path: site?.path } : undefined),
      closed: [],
    };
  }

  /** The code of a function that a record calls, and with it what others of its activation call. */
  async #code(address: bigint, { sp, isOptimized }: DeferRecord): Promise<FunctionCode> {
    const { program, evaluator, memory } = this.#context;
    const code = await program.code(address, evaluator, this.#listed.get(sp)?.codes);
    if (isOptimized !== true) return code;
    // What the compiler has put into a wrapper is what it wraps; what that calls is not.
    const inlined = (await (await program.functions(evaluator, memory))?.find(address, memory))?.inlined;
    return inlined === undefined ? code : { ...code, firstCall: { kind: 'direct', symbol: inlined, address: undefined } };
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
      const known =
        wrapper.path === undefined || local === undefined
          ? undefined
          : await sources.askFile(wrapper.path, (root) => recoversByName(root, local));
      if (known !== undefined) return known;
      return call.address === undefined ? undefined : program.recovers(call.address, evaluator, sources);
    }
    // A function value comes first in what a wrapper holds; what is called through an interface cannot be told from that.
    const value = await memory.word(closure + BigInt(memory.wordSize));
    const target = value === undefined ? undefined : await memory.word(value);
    return target === undefined ? undefined : program.recovers(target, evaluator, sources);
  }

  /** The function value of a record: by Delve, and for another of a function that was read already out of memory where that can be. */
  async #readValue(record: CodedRecord, location: bigint): Promise<FunctionValue | undefined> {
    const { program, evaluator, memory } = this.#context;
    const known = this.#alike.get(record.code);
    if (known?.isSilent === true) return { name: known.name, captured: [], isSilent: true };
    if (known !== undefined) {
      const captured = known.isBare ? [] : await known.layout?.read(record.closure, memory);
      if (captured !== undefined) return { name: known.name, captured };
    }
    const named = await readFunctionValue(evaluator, location);
    // The compiler leaves most variables of a wrapper out where it optimizes, and what is left cannot be told apart.
    const isDropped = named !== undefined && program.tellsCaptures && record.isOptimized === true && isWrapper(named.name);
    if (isDropped) this.isOptimized = true;
    else if (!program.tellsCaptures) this.isSilent = true;
    const found = named === undefined || (program.tellsCaptures && !isDropped) ? named : await this.#readOlder(named, record);
    const shown =
      found === undefined || !isWrapper(found.name)
        ? found
        : { ...found, captured: await rereadInline(evaluator, memory, record.closure, found.captured, (code) => this.#code(code, record)) };
    if (shown !== undefined && known === undefined) {
      const isBare = shown.captured.length === 0;
      this.#alike.set(record.code, {
        name: shown.name,
        isBare,
        isSilent: shown.isSilent === true,
        layout: isBare ? undefined : await ClosureLayout.learn(record.closure, shown.captured, memory),
      });
    }
    return shown;
  }

  /** The same of a program that does not say what its closures hold: the name, where it is one, and what an indirect call calls. */
  async #readOlder({ name }: FunctionValue, record: CodedRecord): Promise<FunctionValue> {
    const { program, evaluator, memory, sources } = this.#context;
    let wrapper = name;
    if (!program.namesWrappers && isLiteral(name) && record.pc !== undefined) {
      const site = await program.callLine(record.pc, evaluator, this.#listed.get(record.sp)?.places);
      const { entry } = await this.#code(record.code, record);
      const statements = site === undefined || site.line !== entry?.line ? undefined : await sources.askLine(site, findDefers);
      if (
        site !== undefined &&
        statements !== undefined &&
        isNamelessWrapper(name, statements, (await sources.askLine(site, countLiterals)) ?? 0)
      )
        wrapper = asWrapper(name);
    }
    if (!isWrapper(wrapper)) return { name: wrapper, captured: [] };
    const { firstCall } = await this.#code(record.code, record);
    // The function value that a wrapper calls comes first in its closure; a method's receiver, or an interface, is no function.
    const first = record.closure + BigInt(memory.wordSize);
    const called =
      firstCall?.kind !== 'indirect'
        ? undefined
        : (await memory.word(first)) === 0n
          ? 'nil'
          : (await readFunctionValue(evaluator, first))?.name;
    const isFunction = called !== undefined && /^(?:nil|[\p{L}\p{N}_./·-]+\.[^ ]+)$/u.test(called);
    return {
      name: wrapper,
      captured: isFunction ? [{ name: undefined, type: 'func()', value: called, variablesReference: 0 }] : [],
      isSilent: true,
    };
  }

  /**
   * Where a function without a wrapper was deferred. In the body of a range-over-func loop the runtime keeps no place but that
   * of the outermost such loop (`deferconvert` in runtime/panic.go): there it is where the literal stands in a statement, else
   * the only statement of the loop that can have deferred it; `several` where there are more.
   */
  async #findSite(name: string, record: CodedRecord, frame: SourceLocation | undefined): Promise<SourceLocation | 'several' | undefined> {
    const { sources } = this.#context;
    const kept = mapPath(await this.#findPlace(record), frame);
    const here = kept === undefined ? undefined : await sources.askLine(kept, findDefers);
    const inBody = kept === undefined ? undefined : await sources.askLine(kept, findDefersInRange);
    if (kept !== undefined && record.isInBody !== true && (here === undefined || inBody === undefined)) return kept;
    const code = record.code === 0n ? undefined : await this.#context.program.code(record.code, this.#context.evaluator);
    const entry = isLiteral(name) ? mapPath(code?.entry, frame) : undefined;
    if (kept === undefined || here === undefined || inBody === undefined)
      return entry === undefined || (await sources.askLine(entry, findDefers))?.some(({ literal }) => literal !== undefined) === false
        ? undefined
        : entry;
    const statements = [
      ...inBody,
      ...here.filter(({ column }) => !inBody.some((other) => other.line === kept.line && other.column === column)),
    ];
    // A loop in one line, or one that defers nothing, because the source was edited.
    if (statements.every(({ line }) => line === kept.line)) return kept;
    const line = entry?.path === kept.path ? entry.line : undefined;
    const fitting = statements.filter((statement) => statement.literal === undefined || statement.line === line);
    if (fitting.some((statement) => statement.literal !== undefined)) return entry;
    // The first instruction of an optimized literal may be any of it.
    if (record.isOptimized === true && entry !== undefined && fitting.length < statements.length) return 'several';
    const chosen = chooseCertainStatement(fitting, {
      name,
      code,
      captured: [],
      before: 0,
      functions: (await sources.askFile(kept.path, findFunctions)) ?? new Set(),
    });
    return chosen === undefined || chosen === 'several' ? chosen : { path: kept.path, line: chosen.line };
  }

  /** A wrapper begins in the line of its statement, unless the compiler has moved what is in it. */
  async #findWrapperSite(code: FunctionCode | undefined, record: DeferRecord): Promise<SourceLocation | undefined> {
    return record.isOptimized === true ? ((await this.#findPlace(record)) ?? code?.entry) : code?.entry;
  }

  /** The line of the instruction that has deferred a call. */
  async #findPlace({ pc, sp, openCoded }: DeferRecord): Promise<SourceLocation | undefined> {
    const { program, evaluator } = this.#context;
    if (openCoded !== undefined) return program.slotLine(openCoded, evaluator);
    return pc === undefined ? undefined : program.callLine(pc, evaluator, this.#listed.get(sp)?.places);
  }

  #countBefore(record: CodedRecord, site: SourceLocation | undefined, isWrapped: boolean): number {
    const key = `${record.sp}:${site?.path ?? ''}:${site?.line ?? 0}`;
    const places = this.#places.get(key) ?? [];
    this.#places.set(key, places);
    // All calls of a range-over-func loop's body have one place, where the loop begins.
    const place = isWrapped || record.isInBody === true ? record.code : (record.pc ?? record.code);
    if (!places.includes(place)) places.push(place);
    return places.indexOf(place);
  }
}

/** The file as the debugger shows it to its client: code knows the path under which it was compiled. */
function mapPath(site: SourceLocation | undefined, frame: SourceLocation | undefined): SourceLocation | undefined {
  if (site === undefined || frame === undefined) return site;
  const name = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name(site.path) === name(frame.path) ? { ...site, path: frame.path } : site;
}

function distinct(addresses: readonly (bigint | undefined)[]): bigint[] {
  return [...new Set(addresses.flatMap((address) => (address === undefined || address === 0n ? [] : address)))];
}
