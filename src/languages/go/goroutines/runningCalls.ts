import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { Argument, SourceLocation } from '../../../core/snapshot.ts';
import { optional } from '../../../core/optional.ts';
import { findEnteredClosure } from '../closures/enteredFunction.ts';
import { orderCaptured, readFunctionValue } from '../closures/functionValue.ts';
import { nameCaptures, readRunningCaptures } from '../closures/runningCaptures.ts';
import { liesInClosure } from '../closures/runningClosure.ts';
import type { RunningCleanup } from '../deferred/cleanups.ts';
import { isOptimizedFrame } from '../deferred/optimizedFrames.ts';
import type { RunningDefer } from '../deferred/runningDefers.ts';
import { framePlace, type FrameStack } from '../frames/frames.ts';
import { instructionOf } from '../frames/physicalFrames.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import { asWrapper, isNamelessWrapper } from '../statements/olderPrograms.ts';
import { chooseOnlyStatement } from '../statements/statementChoice.ts';
import { isLiteral, isWrapper } from '../symbols/symbolKinds.ts';
import { findDeferAround, findDeferOver, findDefers, findDefersBefore } from '../syntax/goDefers.ts';
import { countLiterals, findFunctions, findLiteralAround, freeNamesAround, recoversAround } from '../syntax/goFunctions.ts';
import type { CodePlace, LineQuestion } from '../syntax/sourceTexts.ts';
import type { CapturedVariable } from '../values/capturedVariable.ts';
import type { Goroutine } from './goroutine.ts';

/** The frame that the runtime has called: of the deferred function, or of the compiler's wrapper around it. */
interface CalledFrame {
  readonly at: number;
  readonly frame: Dap.StackFrame;
  readonly place: CodePlace;
  readonly isOptimized: boolean;
}

/** What the frame of the deferred function tells, whether a wrapper has called it or not. */
type Body = Pick<RunningCleanup, 'recovers' | 'closed' | 'heldFunction'>;

/** The closure of a function that has only just been entered. */
interface EnteredClosure {
  /** Where its address is stored; undefined if that is not known. */
  readonly location: bigint | undefined;
  readonly captured: readonly CapturedVariable[];
}

/** Reads the deferred calls that are on the call stack of a goroutine: they are no longer in any list. */
export class RunningCallReader {
  readonly #context: CleanupContext;
  readonly #goroutine: Goroutine;
  readonly #frames: FrameStack;

  constructor(context: CleanupContext, goroutine: Goroutine, frames: FrameStack) {
    this.#context = context;
    this.#goroutine = goroutine;
    this.#frames = frames;
  }

  /** `owner` is the place in the function that has deferred the call. */
  async read({ frame: at }: RunningDefer, owner: CodePlace | undefined): Promise<RunningCleanup> {
    const id = `goroutine:${this.#goroutine.id}:running:${at}`;
    const frame = this.#frames.frames[at];
    const read = await this.#context.doubts.attempt(this.#read(at, frame, owner));
    return { id, ...(read ?? { ...describeUnplaced(frame), isUnread: true }) };
  }

  async #read(at: number, frame: Dap.StackFrame | undefined, owner: CodePlace | undefined): Promise<Omit<RunningCleanup, 'id'>> {
    const place = framePlace(frame);
    if (frame === undefined || place === undefined) return describeUnplaced(frame);
    const isWrapped = isWrapper(frame.name) || (await this.#isOlderWrapper(at, place));
    const called: CalledFrame = { at, frame, place, isOptimized: await isOptimizedFrame(frame, this.#context) };
    return isWrapped ? this.#readWrapper(called) : this.#readFunction(called, owner);
  }

  /** In a wrapper's frame the debugger shows what the wrapper holds, and its only line is that of the statement. */
  async #readWrapper({ at, frame, place, isOptimized }: CalledFrame): Promise<Omit<RunningCleanup, 'id'>> {
    const { evaluator } = this.#context;
    const closure = isOptimized ? undefined : await this.#findEntered(at, frame);
    const shown = isOptimized || closure !== undefined ? [] : orderCaptured(await evaluator.in(frame.id).locals());
    const captured = closure?.captured ?? shown;
    return {
      name: asWrapper(frame.name),
      captured: await Promise.all(captured.map((variable) => this.#context.words.read(variable))),
      ...optional('location', closure?.location),
      site: await this.#findStatement(place.location),
      called: this.#frames.frames[at - 1]?.name,
      isDropped: isOptimized || (closure !== undefined && closure.location === undefined),
      ...(await this.#readBody(at - 1, { isOptimized })),
    };
  }

  /**
   * The closure of a function that has only just been entered: what its frame seems to hold was left there by other calls. Undefined for
   * any other frame.
   */
  async #findEntered(at: number, frame: Dap.StackFrame): Promise<EnteredClosure | undefined> {
    const { memory, program, doubts } = this.#context;
    const evaluator = this.#context.evaluator.in(frame.id);
    const pc = instructionOf(frame);
    const table = pc === undefined ? undefined : await program.functions(evaluator, memory);
    const entry = pc === undefined ? undefined : (await table?.find(pc, memory))?.entry;
    const end = await this.#frames.end(at, this.#goroutine.stackHigh);
    if (pc === undefined || entry === undefined || end === undefined) return undefined;
    const { capturesReadyAt } = await program.code(entry, evaluator);
    if (capturesReadyAt === undefined || pc >= capturesReadyAt) return undefined;
    const location = at === 0 ? await findEnteredClosure(evaluator, memory, { entry, end }) : undefined;
    const value = location === undefined ? undefined : await readFunctionValue(evaluator, location, doubts);
    return value === undefined || value.isUnread === true ? { location: undefined, captured: [] } : { location, captured: value.captured };
  }

  async #readFunction({ at, frame, place, isOptimized }: CalledFrame, owner: CodePlace | undefined): Promise<Omit<RunningCleanup, 'id'>> {
    const { entered, ...body } = await this.#readBody(at, { isOptimized });
    return {
      name: frame.name,
      captured: entered?.captured ?? [],
      ...optional('location', entered?.location),
      site: (await this.#askPlace(place.location, findDeferAround)) ?? (await this.#siteOfNamed(frame.name, owner)),
      called: undefined,
      isDropped: false,
      ...body,
    };
  }

  async #readBody(
    at: number,
    { isOptimized }: Pick<CalledFrame, 'isOptimized'>,
  ): Promise<Body & { readonly entered?: EnteredClosure | undefined }> {
    const frame = this.#frames.frames[at];
    const place = framePlace(frame);
    if (frame === undefined || place === undefined) return { recovers: false, closed: [] };
    const entered = isOptimized || !isLiteral(frame.name) ? undefined : await this.#findEntered(at, frame);
    const isKnown = entered === undefined || entered.location !== undefined;
    return {
      recovers: (await this.#context.sources.askFunction(place, recoversAround)) === true,
      closed: isOptimized || entered?.location !== undefined ? [] : await this.#readClosed(at, frame, place, isKnown),
      ...optional('heldFunction', entered?.location),
      entered,
    };
  }

  /** Whether a frame with the name of a literal belongs to a wrapper, in a program that has no names for wrappers. */
  async #isOlderWrapper(at: number, { location, symbol }: CodePlace): Promise<boolean> {
    const { program, sources } = this.#context;
    if (program.namesWrappers || at === 0 || !isLiteral(symbol)) return false;
    const site = await this.#findStatement(location);
    const statements = (await sources.askLine(site, findDefers)) ?? [];
    return isNamelessWrapper(symbol, statements, (await sources.askLine(site, countLiterals)) ?? 0);
  }

  /** Where a running function was deferred, if only one statement can have done it. */
  async #siteOfNamed(name: string, owner: CodePlace | undefined): Promise<SourceLocation | undefined> {
    if (owner === undefined || isLiteral(name)) return undefined;
    const { sources } = this.#context;
    const { path } = owner.location;
    const functions = (await sources.askFile(path, findFunctions)) ?? new Set<string>();
    const statements = (await sources.askFunction(owner, findDefersBefore)) ?? [];
    const query = { name, code: undefined, captured: [], before: 0, functions };
    const [only, ...others] = statements.filter((statement) => chooseOnlyStatement([statement], query) !== undefined);
    return only === undefined || others.length > 0 ? undefined : { path, line: only.line };
  }

  /** What the literal that runs in a frame has captured. `isInPlace`: its frame has it. */
  async #readClosed(at: number, frame: Dap.StackFrame, place: CodePlace, isInPlace: boolean): Promise<readonly Argument[]> {
    const { evaluator, sources, memory, program } = this.#context;
    const names = (await sources.askFunction(place, freeNamesAround)) ?? new Map<string, boolean>();
    if (names.size === 0) return [];
    if (!isInPlace) return nameCaptures(evaluator.in(frame.id), names);
    const { stackHigh, stackLow } = this.#goroutine;
    const line = await sources.askFunction(place, findLiteralAround);
    const pc = instructionOf(frame);
    const literal = line === undefined || pc === undefined ? undefined : { pc, line };
    return readRunningCaptures(evaluator.in(frame.id), names, {
      words: this.#context.words,
      low: at === 0 ? stackLow : await this.#frames.end(at - 1, stackHigh),
      high: await this.#frames.end(at, stackHigh),
      isInClosure:
        literal === undefined ? undefined : (address) => liesInClosure(address, literal, memory, (code) => program.code(code, evaluator)),
    });
  }

  /** Where the statement that a line belongs to begins: the call of a literal is at its end. */
  async #findStatement(location: SourceLocation): Promise<SourceLocation> {
    return (await this.#askPlace(location, findDeferOver)) ?? location;
  }

  /** Answers a question about a line with another line of the same file. */
  async #askPlace(location: SourceLocation, question: LineQuestion<number | undefined>): Promise<SourceLocation | undefined> {
    const line = await this.#context.sources.askLine(location, question);
    return line === undefined ? undefined : { path: location.path, line };
  }
}

/** A call in a frame without a source. */
function describeUnplaced(frame: Dap.StackFrame | undefined): Omit<RunningCleanup, 'id'> {
  return { name: frame?.name ?? '', captured: [], site: undefined, called: undefined, recovers: false, isDropped: false, closed: [] };
}
