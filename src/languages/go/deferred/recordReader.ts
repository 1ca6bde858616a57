import type { SourceLocation } from '../../../core/snapshot.ts';
import { readFunctionValue, type FunctionValue } from '../closures/functionValue.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import { ClosureLayout } from '../closures/closureLayout.ts';
import type { DeferRecord } from './deferList.ts';
import type { DeferredCall } from './deferredCall.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import { type FunctionCode } from '../code/functionCode.ts';
import { rereadInline } from '../closures/inlineCaptures.ts';
import { placesOf } from '../closures/typeSizes.ts';
import { asWrapper, isNamelessWrapper } from '../statements/olderPrograms.ts';
import { chooseCertainStatement } from '../statements/statementChoice.ts';
import { isLiteral, isWrapper } from '../symbols/symbolKinds.ts';
import type { CapturedVariable } from '../values/capturedVariable.ts';
import { withSigns } from '../words/zeros.ts';
import { nameInPackageOf } from '../symbols/functionNames.ts';
import { countLiterals, findFunctions, recoversByName } from '../syntax/goFunctions.ts';
import { findDefers, findDefersInRange } from '../syntax/goDefers.ts';

/** A record whose closure was read. */
type CodedRecord = DeferRecord & { readonly code: bigint };

/** The compiler's wrapper around a deferred call. */
interface Wrapper {
  /** Its symbol. */
  readonly name: string;
  readonly code: FunctionCode | undefined;
  /** The file of its statement. */
  readonly path: string | undefined;
}

/** Reads what the runtime keeps about deferred calls. Remembers where the functions that they call begin. */
export class RecordReader {
  readonly #context: CleanupContext;
  readonly #entries = new Map<string, bigint>();
  /** What the closures of a function have in common, by the address of its code. */
  readonly #alike = new Map<
    bigint,
    { readonly name: string; readonly isBare: boolean; readonly isSilent: boolean; readonly layout: ClosureLayout | undefined }
  >();
  /** By the stack pointer of an activation: where the calls were deferred that will be requested, and the functions that they call. */
  readonly #listed = new Map<bigint, { readonly places: readonly bigint[]; readonly codes: readonly bigint[] }>();
  /** Places in the code, by line and activation, in the run order of the calls that were deferred there. */
  readonly #places = new Map<string, bigint[]>();

  /** A call was read whose captured values the program does not tell. */
  isSilent = false;
  /** The same, because the compiler has optimized it. */
  isOptimized = false;

  constructor(context: CleanupContext) {
    this.#context = context;
  }

  /** Notes calls of one activation that will be built, so that questions about each of them can be asked for all at once. */
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

  /** `id` identifies the cleanup at its stop; `frame` is where its function is paused. Undefined if it cannot be read what is called. */
  async read(id: string, listed: DeferRecord, frame: SourceLocation | undefined): Promise<DeferredCall | undefined> {
    const { memory } = this.#context;
    const record: CodedRecord = { ...listed, code: listed.code ?? (await memory.word(listed.closure)) ?? 0n };
    const { location } = record;
    const value = record.closure === 0n ? undefined : await this.#readValue(record, location);
    // Only a nil function has no name.
    if (value === undefined && record.closure !== 0n) return undefined;
    const name = value?.name ?? '';
    const wrapper = isWrapper(name);
    // A wrapper begins on the line of its statement; for everything else the place where it was deferred tells.
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
      ...(value?.isUnread === true ? { isUnread: true } : {}),
      location,
      code,
      site,
      before: this.#countBefore(record, site, wrapper),
      isUnplaced: found === 'several',
      recovers: () => this.#recovers(record, wrapper ? { name, code, path: site?.path } : undefined),
      closed: [],
    };
  }

  /** The line of the instruction that has deferred a call which cannot be read. */
  async readPlace(record: DeferRecord, frame: SourceLocation | undefined): Promise<SourceLocation | undefined> {
    return mapPath(await this.#findPlace(record), frame);
  }

  /** The code of a function that a record calls. Functions that other records of its activation call are read with it. */
  async #code(address: bigint, { sp, isOptimized }: DeferRecord): Promise<FunctionCode> {
    const { program, evaluator, memory } = this.#context;
    const code = await program.code(address, evaluator, this.#listed.get(sp)?.codes);
    if (isOptimized !== true) return code;
    // The function whose body the compiler has put into a wrapper is what it wraps; a function that this one calls is not.
    const inlined = (await (await program.functions(evaluator, memory))?.find(address, memory))?.inlined;
    return inlined === undefined ? code : { ...code, firstCall: { kind: 'direct', symbol: inlined, address: undefined } };
  }

  /** Whether the function that a record calls, directly or through its wrapper, itself calls `recover`. */
  async #recovers({ code, closure }: CodedRecord, wrapper: Wrapper | undefined): Promise<boolean | undefined> {
    const { program, evaluator, memory, sources } = this.#context;
    if (code === 0n) return undefined;
    if (wrapper === undefined) return program.recovers(code, evaluator, sources);
    const call = wrapper.code?.firstCall;
    if (call === undefined) return undefined;
    if (call.kind === 'direct') {
      // A declaration in the statement's own file needs no request to the debugger.
      const local = wrapper.path === undefined ? undefined : nameInPackageOf(wrapper.name, call.symbol);
      const known =
        wrapper.path === undefined || local === undefined
          ? undefined
          : await sources.askFile(wrapper.path, (root) => recoversByName(root, local));
      if (known !== undefined) return known;
      return call.address === undefined ? undefined : program.recovers(call.address, evaluator, sources);
    }
    // A function value is first in a wrapper's closure; that does not tell what is called through an interface.
    const value = await memory.word(closure + BigInt(memory.wordSize));
    const target = value === undefined ? undefined : await memory.word(value);
    return target === undefined ? undefined : program.recovers(target, evaluator, sources);
  }

  /**
   * The function value of a record. Delve shows it; if another one of the same function was read before, it is decoded from memory if
   * possible.
   */
  async #readValue(record: CodedRecord, location: bigint): Promise<FunctionValue | undefined> {
    const { program, evaluator, memory, doubts } = this.#context;
    const known = this.#alike.get(record.code);
    if (known?.isSilent === true) return { name: known.name, captured: [], isSilent: true };
    if (known !== undefined) {
      const captured = known.isBare ? [] : await known.layout?.read(record.closure, memory);
      if (captured !== undefined) return { name: known.name, captured };
    }
    const named = await readFunctionValue(evaluator, location, doubts);
    if (named?.isUnread === true) return named;
    // When the compiler optimizes, it leaves out most variables of a wrapper, and the remaining ones cannot be told apart.
    const isDropped = named !== undefined && program.tellsCaptures && record.isOptimized === true && isWrapper(named.name);
    if (isDropped) this.isOptimized = true;
    else if (!program.tellsCaptures) this.isSilent = true;
    const found = named === undefined || (program.tellsCaptures && !isDropped) ? named : await this.#readOlder(named, record);
    const shown = found === undefined || !isWrapper(found.name) ? found : await this.#reread(found, record);
    if (shown?.isUnread === true) return shown;
    if (shown !== undefined && known === undefined) {
      const isBare = shown.captured.length === 0;
      this.#alike.set(record.code, {
        name: shown.name,
        isBare,
        isSilent: shown.isSilent === true,
        layout: isBare ? undefined : await ClosureLayout.learn(record.closure, shown.captured, memory),
      });
    }
    return shown && { ...shown, captured: await this.#inWords(record.closure, shown) };
  }

  /** What a closure holds, with words for values whose fields say nothing, and with the signs of zeros. */
  async #inWords(closure: bigint, { name, captured }: FunctionValue): Promise<CapturedVariable[]> {
    const { memory, words } = this.#context;
    const places = isWrapper(name)
      ? placesOf(
          captured.map(({ type }) => type),
          memory.wordSize,
        )
      : [];
    return Promise.all(
      captured.map(async (variable, at) => {
        const place = places[at];
        return words.read(place === undefined ? variable : await withSigns(variable, closure + BigInt(place), memory));
      }),
    );
  }

  /** A wrapper's value, with what is inline in its closure. */
  async #reread(found: FunctionValue, record: CodedRecord): Promise<FunctionValue> {
    const { evaluator, memory, doubts } = this.#context;
    const captured = await doubts.attempt(
      rereadInline(evaluator, memory, record.closure, found.captured, (code) => this.#code(code, record)),
    );
    return captured === undefined ? { name: found.name, captured: [], isSilent: true, isUnread: true } : { ...found, captured };
  }

  /** The same for a program that does not say what its closures hold: the name, if there is one, and what an indirect call calls. */
  async #readOlder({ name }: FunctionValue, record: CodedRecord): Promise<FunctionValue> {
    const { program, evaluator, memory, sources, doubts } = this.#context;
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
    // The function value that a wrapper calls is first in its closure; a method's receiver, or an interface, is not a function.
    const first = record.closure + BigInt(memory.wordSize);
    const called =
      firstCall?.kind !== 'indirect'
        ? undefined
        : (await memory.word(first)) === 0n
          ? 'nil'
          : (await readFunctionValue(evaluator, first, doubts))?.name;
    const isFunction = called !== undefined && /^(?:nil|[\p{L}\p{N}_./·-]+\.[^ ]+)$/u.test(called);
    return {
      name: wrapper,
      captured: isFunction ? [{ name: undefined, type: 'func()', value: called, variablesReference: 0 }] : [],
      isSilent: true,
    };
  }

  /**
   * Where a function without a wrapper was deferred. In the body of a range-over-func loop the runtime keeps only the place of the
   * outermost such loop (`deferconvert` in runtime/panic.go). There it is the statement that contains the literal, otherwise the only
   * statement of the loop that can have deferred it; `several` if there are more.
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
    // A loop on one line, or one that defers nothing, because the source was edited.
    if (statements.every(({ line }) => line === kept.line)) return kept;
    const line = entry?.path === kept.path ? entry.line : undefined;
    const fitting = statements.filter((statement) => statement.literal === undefined || statement.line === line);
    if (fitting.some((statement) => statement.literal !== undefined)) return entry;
    // The first instruction of an optimized literal may be from anywhere in it.
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

  /** A wrapper begins on the line of its statement, unless the compiler has moved what is in it. */
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
    // All calls of a range-over-func loop's body have the same place, where the loop begins.
    const place = isWrapped || record.isInBody === true ? record.code : (record.pc ?? record.code);
    if (!places.includes(place)) places.push(place);
    return places.indexOf(place);
  }
}

/** The file as the debugger shows it to its client: code has the path under which it was compiled. */
function mapPath(site: SourceLocation | undefined, frame: SourceLocation | undefined): SourceLocation | undefined {
  if (site === undefined || frame === undefined) return site;
  const name = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name(site.path) === name(frame.path) ? { ...site, path: frame.path } : site;
}

function distinct(addresses: readonly (bigint | undefined)[]): bigint[] {
  return [...new Set(addresses.flatMap((address) => (address === undefined || address === 0n ? [] : address)))];
}
