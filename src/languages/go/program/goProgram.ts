import type { SourceLocation } from '../../../core/snapshot.ts';
import { readCallLines } from '../code/callLines.ts';
import { readBuildSettings, type BuildSettings } from '../memory/buildSettings.ts';
import { findHolding, type Holding, type HoldingQuery } from '../closures/holding.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import type { FrameStack } from '../frames/frames.ts';
import { FunctionTable } from '../memory/functionTable.ts';
import { readFunctionCodes, readLines, type FunctionCode } from '../code/functionCode.ts';
import { LAYOUT_NUMBERS, offsetOf, readLayouts, type Layouts } from '../memory/layouts.ts';
import type { Memory } from '../memory/memory.ts';
import { findModuleTables } from '../memory/moduleTables.ts';
import { readSlotLines, type ClosureSlot } from '../code/slotLines.ts';
import type { SourceTexts } from '../syntax/sourceTexts.ts';
import { isGoWrapper } from '../symbols/symbolKinds.ts';
import { recoversAt } from '../syntax/goFunctions.ts';

/** Stands for an address that does not exist. */
const NO_CODE: FunctionCode = { entry: undefined, firstCall: undefined, inlineOffsets: [] };

/** Since this Go version the tables of functions have the form that is read here. */
const FIRST_WITH_TABLES = 20;
/** Since this Go version the debug information says what closures hold. */
const FIRST_WITH_CAPTURES = 23;

/** What stays true of a program as long as it runs: its code and its layouts. Everything is requested once. */
export class GoProgram {
  /** When the program started, by its own clock: this tells it from one that was restarted in the same session. */
  readonly startedAt: bigint;
  /** According to the program itself: `go1.26.8`. */
  readonly version: string | undefined;
  readonly layouts: Layouts;
  readonly #waitReasons = new Map<number, string | undefined>();
  readonly #starts = new Map<bigint, string>();
  readonly #lines = new Map<bigint, SourceLocation | undefined>();
  readonly #callLines = new Map<bigint, SourceLocation | undefined>();
  readonly #code = new Map<bigint, FunctionCode>();
  readonly #optimized = new Map<string, boolean>();
  readonly #recovering = new Map<bigint, boolean | undefined>();
  readonly #slotLines = new Map<bigint, ReadonlyMap<bigint, SourceLocation>>();
  #settings: Promise<BuildSettings> | undefined;
  #functions: Promise<FunctionTable | undefined> | undefined;
  readonly #fieldOffsets = new Map<string, bigint | undefined>();
  readonly #holding = new Map<bigint, Holding>();

  private constructor(startedAt: bigint, version: string | undefined, layouts: Layouts) {
    this.startedAt = startedAt;
    this.version = version;
    this.layouts = layouts;
  }

  /** `layouts` are the values of `LAYOUT_NUMBERS`; empty if they have not been requested yet. */
  static async read(evaluator: Evaluator, startedAt: bigint, layouts: readonly (bigint | undefined)[]): Promise<GoProgram> {
    const version = /^"(.*)"$/.exec((await evaluator.evaluate('runtime.buildVersion'))?.result ?? '')?.[1];
    return new GoProgram(
      startedAt,
      version,
      await readLayouts(evaluator, layouts.length > 0 ? layouts : await evaluator.numbers(LAYOUT_NUMBERS)),
    );
  }

  /** What a goroutine waits for, in the runtime's words; their numbers differ between versions. */
  async waitReason(reason: number, evaluator: Evaluator): Promise<string | undefined> {
    if (!this.#waitReasons.has(reason))
      this.#waitReasons.set(reason, /^"(.+)"$/.exec((await evaluator.evaluate(`runtime.waitReasonStrings[${reason}]`))?.result ?? '')?.[1]);
    return this.#waitReasons.get(reason);
  }

  /** The function that goroutines with this start address were started with, from the call stack of any of them. */
  async startFunction(startPc: bigint, framesOfOne: () => FrameStack): Promise<string | undefined> {
    if (!this.#starts.has(startPc)) {
      const frames = framesOfOne();
      while (await frames.load());
      const users = frames.frames.map(({ name }) => name).filter((name) => !/^runtime\.(?:goexit|main|corostart)$/.test(name));
      const start = users.findLast((name) => !isGoWrapper(name));
      // A goroutine that has just begun is still in the wrapper of its `go` statement; another one will tell.
      if (start === undefined) return users.at(-1);
      this.#starts.set(startPc, start);
    }
    return this.#starts.get(startPc);
  }

  /** The line of an instruction. `others` are instructions of the same function whose lines will be requested. */
  async line(pc: bigint, evaluator: Evaluator, others: readonly bigint[] = []): Promise<SourceLocation | undefined> {
    if (!this.#lines.has(pc))
      for (const [at, line] of await readLines(
        evaluator,
        pc,
        others.filter((other) => !this.#lines.has(other)),
      ))
        this.#lines.set(at, line);
    return this.#lines.get(pc);
  }

  /** Where the statement is whose closure has this place in its function. */
  async slotLine(slot: ClosureSlot, evaluator: Evaluator): Promise<SourceLocation | undefined> {
    const lines = this.#slotLines.get(slot.function.entry) ?? (await readSlotLines(slot.function, evaluator));
    this.#slotLines.set(slot.function.entry, lines);
    return lines.get(slot.offset);
  }

  /** Where a field is in a structure, in bytes; undefined if the program has no such structure, or it has no field of that name. */
  async fieldOffset(type: string, field: string, evaluator: Evaluator): Promise<number | undefined> {
    const key = `${type}.${field}`;
    const offset = this.#fieldOffsets.has(key) ? this.#fieldOffsets.get(key) : await evaluator.number(offsetOf(`"${type}"`, `.${field}`));
    this.#fieldOffsets.set(key, offset);
    return offset === undefined ? undefined : Number(offset);
  }

  /** How it was built, as far as it says. */
  async settings(evaluator: Evaluator, memory: Memory): Promise<BuildSettings> {
    this.#settings ??= readBuildSettings(evaluator, memory).catch((error: unknown) => {
      this.#settings = undefined;
      throw error;
    });
    return this.#settings;
  }

  /** The runtime's tables of the program's functions; undefined if they are not in the known form. */
  async functions(evaluator: Evaluator, memory: Memory): Promise<FunctionTable | undefined> {
    this.#functions ??= this.#openFunctions(evaluator, memory).catch((error: unknown) => {
      this.#functions = undefined;
      throw error;
    });
    return this.#functions;
  }

  async #openFunctions(evaluator: Evaluator, memory: Memory): Promise<FunctionTable | undefined> {
    const minor = this.#minor;
    const tables =
      minor < FIRST_WITH_TABLES
        ? undefined
        : await findModuleTables(evaluator, memory, (await this.settings(evaluator, memory)).architecture);
    return tables === undefined ? undefined : new FunctionTable(tables, minor);
  }

  /** The debug information says what closures hold. */
  get tellsCaptures(): boolean {
    return this.#minor >= FIRST_WITH_CAPTURES;
  }

  /** 26 for Go 1.26; infinite if it is not named like a released version. */
  get #minor(): number {
    return Number(/^go1\.(\d+)/.exec(this.version ?? '')?.[1] ?? Infinity);
  }

  /** Wrappers have names of their own. */
  get namesWrappers(): boolean {
    // Both came with Go 1.22.
    return this.layouts.defer.rangefunc !== undefined;
  }

  /** The line of the call that returns to an address. `others` are return addresses in the same function whose lines will be requested. */
  async callLine(pc: bigint, evaluator: Evaluator, others: readonly bigint[] = []): Promise<SourceLocation | undefined> {
    if (!this.#callLines.has(pc))
      for (const [at, line] of await readCallLines(
        evaluator,
        pc,
        others.filter((other) => !this.#callLines.has(other)),
      ))
        this.#callLines.set(at, line);
    return this.#callLines.get(pc);
  }

  /** Whether a function was compiled with optimization, judged by a frame of it. */
  async isOptimized(name: string, frame: Evaluator): Promise<boolean> {
    const known = this.#optimized.get(name) ?? (await frame.isOptimized());
    this.#optimized.set(name, known);
    return known;
  }

  /** Where in the source the function begins whose code begins at an address. */
  async entry(address: bigint, evaluator: Evaluator): Promise<SourceLocation | undefined> {
    const known = this.#code.get(address);
    return known === undefined ? this.line(address, evaluator) : known.entry;
  }

  /** The function whose code begins at an address, with what it calls. `others` are functions that may be requested too. */
  async code(address: bigint, evaluator: Evaluator, others: readonly bigint[] = []): Promise<FunctionCode> {
    const known = this.#code.get(address);
    if (known !== undefined) return known;
    const read = await readFunctionCodes(
      evaluator,
      address,
      others.filter((other) => !this.#code.has(other)),
    );
    for (const [at, code] of read) this.#code.set(at, code);
    return read.get(address) ?? NO_CODE;
  }

  /** Whether the function whose code begins at an address itself calls `recover`; undefined if its source cannot be found. */
  async recovers(code: bigint, evaluator: Evaluator, sources: SourceTexts): Promise<boolean | undefined> {
    if (!this.#recovering.has(code)) {
      const entry = await this.entry(code, evaluator);
      this.#recovering.set(code, entry === undefined ? undefined : await sources.askLine(entry, recoversAt));
    }
    return this.#recovering.get(code);
  }

  /**
   * How the closures of a function, whose code begins at an address, hold their variables: the compiler's decision is the same for all of
   * them.
   */
  async holding(code: bigint, query: Omit<HoldingQuery, 'readCode'>): Promise<Holding> {
    const readCode: HoldingQuery['readCode'] = (address) => this.code(address, query.evaluator);
    const known = this.#holding.get(code) ?? (await findHolding({ ...query, readCode }));
    // If two of them hold the same value, another closure may tell them apart.
    if ([...known.values()].every((held) => held.kind === 'reference' || held.offsets.length === 1)) this.#holding.set(code, known);
    return known;
  }
}
