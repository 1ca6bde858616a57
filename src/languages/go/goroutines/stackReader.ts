import { numberScopes, type UnorderedCleanup, type UnorderedScope } from '../../../core/runOrder.ts';
import type { Problem, SourceLocation, Stack, StackStatus } from '../../../core/snapshot.ts';
import { optional } from '../../../core/optional.ts';
import { findCallUnderWay, isBetweenCalls } from '../deferred/callUnderWay.ts';
import { CleanupBuilder } from '../deferred/cleanups.ts';
import { walkDefers, type DeferList, type DeferRecord } from '../deferred/deferList.ts';
import { findExits } from '../deferred/exitsAhead.ts';
import { findOpenCoded, type OpenCodedStack } from '../deferred/openCodedDefers.ts';
import { explainOptimized, findOptimized, isOptimizedFrame, type OptimizedFrame } from '../deferred/optimizedFrames.ts';
import { readPanics } from '../deferred/panics.ts';
import { noteSharing } from '../deferred/sharedVariables.ts';
import { frameLocation, framePlace, type FrameStack } from '../frames/frames.ts';
import { PhysicalFrames } from '../frames/physicalFrames.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import { shortTitleOfFunction, titleOfFunction } from '../symbols/functionNames.ts';
import { TestCleanups, type TestScope } from '../tests/testCleanups.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import { isPlumbing } from '../symbols/symbolKinds.ts';
import { ActivationFinder, MAX_SCOPES, pendingOf, type Activation } from './activations.ts';
import { stableAddress, type Goroutine } from './goroutine.ts';
import { explainDiffering, explainIncomplete } from './incompleteStack.ts';
import { RunningCallReader } from './runningCalls.ts';

/** How many cleanups of one scope are listed at first, and with each request for more. */
const PAGE_SIZE = 100;
/** How many cleanups of a stack are listed at first; the rest is counted. */
const MAX_LISTED = 300;
/** From this many activations on, the program's tables tell where their frames are; for fewer the debugger is asked. */
const MIN_ACTIVATIONS_TO_PLACE = 8;

/** The activations of one goroutine that have deferred something, as they were read. */
export interface ReadStack {
  readonly stack: Stack;
  readonly problems: readonly Problem[];
  /** Every activation that holds deferred calls is listed. */
  readonly isWhole: boolean;
  /** The runtime may have taken a call off the list without having called it yet. */
  readonly isBetween: boolean;
  /** Reads more pending calls of a scope, by its id: those behind as many as are skipped. */
  readonly more: ReadonlyMap<string, (skip: number, signal: AbortSignal) => Promise<readonly UnorderedCleanup[]>>;
  /** Where the function that a cleanup calls begins. */
  readonly findCallee: (id: string, evaluator: Evaluator) => Promise<SourceLocation | undefined>;
}

/** How a stack is shown. */
export interface StackHeading {
  readonly current: boolean;
  readonly status: StackStatus;
  /** The goroutine's name; if left out, it is named after the function that it is in. */
  readonly name?: string;
}

/** A scope, and how far out its frame is. */
interface PlacedScope {
  readonly depth: number;
  readonly scope: UnorderedScope;
  /** Its function is already returning or panicking and will not reach the statements ahead. */
  readonly isReturning: boolean;
}

/** The scopes of a stack that hold calls. */
interface ListedScopes {
  readonly scopes: readonly PlacedScope[];
  readonly problems: readonly Problem[];
  readonly more: ReadStack['more'];
}

/** Reads the deferred calls of one goroutine. */
export class StackReader {
  readonly #context: CleanupContext;
  readonly #goroutine: Goroutine;
  readonly #frames: FrameStack;
  readonly #builder: CleanupBuilder;
  readonly #running: RunningCallReader;
  /** The stack that is being read. */
  readonly #id: string;

  constructor(context: CleanupContext, goroutine: Goroutine, frames: FrameStack) {
    this.#context = context;
    this.#goroutine = goroutine;
    this.#frames = frames;
    this.#builder = new CleanupBuilder(context);
    this.#running = new RunningCallReader(context, goroutine, frames);
    this.#id = `goroutine:${goroutine.id}`;
  }

  async read(heading: StackHeading): Promise<ReadStack> {
    const { doubts, t } = this.#context;
    const read = (await doubts.attempt(this.#read(heading))) ?? this.#describeUnread(heading);
    return { ...read, problems: [...read.problems, ...doubts.explain(read.stack, t)], isWhole: read.isWhole && !doubts.any };
  }

  /** A stack of which is known only that it is there. */
  #describeUnread(heading: StackHeading): ReadStack {
    return {
      stack: { ...this.#head(heading), failures: [], scopes: [], moreFrames: true },
      problems: [],
      isWhole: false,
      isBetween: false,
      more: new Map(),
      findCallee: () => Promise.resolve(undefined),
    };
  }

  #head({ name, current, status }: StackHeading): Pick<Stack, 'id' | 'kind' | 'name' | 'current' | 'status' | 'threadId'> {
    return { id: this.#id, kind: 'goroutine', name: name ?? this.#nameStack(), current, status, threadId: Number(this.#goroutine.id) };
  }

  async #read(heading: StackHeading): Promise<ReadStack> {
    const { program, doubts } = this.#context;
    const list = await this.#readList();
    await doubts.attempt(this.#placeFrames(list.records));
    const { firstPanic } = this.#goroutine;
    const panics = firstPanic === 0n ? [] : await readPanics(firstPanic, program.layouts.panic, this.#context);
    const openCoded = await doubts.attempt(this.#findOpenCoded());
    const finder = new ActivationFinder(this.#context, this.#goroutine, this.#frames);
    const activations = await finder.find({ records: list.records, panics, openCoded: openCoded?.frames ?? [] });
    const listed = await this.#listScopes(activations.slice(0, MAX_SCOPES));
    const optimized = (await doubts.attempt(this.#findOptimized(activations, openCoded))) ?? [];
    const tests = new TestCleanups(this.#context, this.#id, this.#frames);
    const deferredBy = (at: number): readonly DeferRecord[] => activations.find(({ frame }) => frame === at)?.records ?? [];
    const testScopes = (await doubts.attempt(tests.find(deferredBy))) ?? [];
    const scopes = placeTests([...listed.scopes, ...optimized.map((frame) => this.#placeOptimized(frame))], testScopes);
    const left = activations.slice(MAX_SCOPES);
    const problems = [
      ...listed.problems,
      ...explainIncomplete({ id: this.#id, left, list, builder: this.#builder }, this.#context),
      // In optimized code a place may be that of the next statement.
      ...(optimized.length === 0 ? explainDiffering(this.#builder.differing, this.#id, this.#context) : []),
      ...explainOptimized(optimized, this.#id, this.#context),
      ...((await doubts.attempt(this.#findExits(scopes))) ?? []),
    ];
    const isCut = openCoded === undefined ? doubts.any : openCoded.isCut;
    const stack: Stack = {
      ...this.#head(heading),
      failures: panics.map(({ failure }) => failure),
      scopes: numberScopes(scopes.map(({ scope }) => scope)),
      ...(isCut ? { moreFrames: true as const } : {}),
    };
    return {
      stack,
      problems,
      isWhole: left.length === 0 && list.incomplete === undefined && !isCut,
      isBetween: isBetweenCalls(this.#frames),
      more: new Map([...listed.more, ...testScopes.map(({ scope, readMore }) => [scope.id, readMore] as const)]),
      findCallee: async (id, at) => (await this.#builder.findCallee(id, at)) ?? tests.findCallee(id, at),
    };
  }

  /** The runtime's list, with the call that the runtime has taken off it and not called yet. */
  async #readList(): Promise<DeferList> {
    const list = await walkDefers(this.#goroutine.firstDefer, this.#context.program.layouts.defer, this.#context.memory);
    const underWay = isBetweenCalls(this.#frames)
      ? await this.#context.doubts.attempt(findCallUnderWay(this.#frames, list.records[0], this.#context))
      : undefined;
    return underWay === undefined ? list : { ...list, records: [underWay.record, ...list.records.slice(underWay.isListed ? 1 : 0)] };
  }

  /** If calls of many activations are pending, their frames are placed with the program's tables. */
  async #placeFrames(records: readonly DeferRecord[]): Promise<void> {
    if (new Set(records.map(({ sp }) => sp)).size < MIN_ACTIVATIONS_TO_PLACE) return;
    const { program, memory, evaluator } = this.#context;
    const table = await program.functions(evaluator, memory);
    if (table !== undefined)
      this.#frames.placeBy(new PhysicalFrames(this.#frames, { table, memory, stackHigh: this.#goroutine.stackHigh }));
  }

  /** What frames hold themselves; undefined if the program's tables do not tell. */
  async #findOpenCoded(): Promise<OpenCodedStack | undefined> {
    const { program, memory, evaluator } = this.#context;
    if ((await program.settings(evaluator, memory)).isPlain) return { frames: [], isCut: false };
    const table = await program.functions(evaluator, memory);
    return table === undefined
      ? undefined
      : findOpenCoded({ frames: this.#frames, table, memory, evaluator, stackHigh: this.#goroutine.stackHigh });
  }

  async #listScopes(activations: readonly Activation[]): Promise<ListedScopes> {
    const scopes: PlacedScope[] = [];
    const problems: Problem[] = [];
    const more = new Map<string, (skip: number, signal: AbortSignal) => Promise<readonly UnorderedCleanup[]>>();
    let left = MAX_LISTED;
    for (const found of activations) {
      const activation = await this.#noteOptimized(found);
      const built = await this.#buildScope(activation, Math.max(0, Math.min(PAGE_SIZE, left)));
      const sharing = await noteSharing(built, this.#id, (cleanup) => this.#builder.sharedBy(cleanup), this.#context);
      const { scope } = sharing;
      problems.push(...sharing.problems);
      left -= scope.cleanups.length;
      more.set(scope.id, (skip, signal) => this.#readMore(pendingOf(activation).slice(skip, skip + PAGE_SIZE), scope.location, signal));
      scopes.push({ depth: activation.depth, scope, isReturning: activation.running.length > 0 });
    }
    return { scopes, problems, more };
  }

  async #readMore(records: readonly DeferRecord[], location: SourceLocation | undefined, signal: AbortSignal): Promise<UnorderedCleanup[]> {
    const built: UnorderedCleanup[] = [];
    for (const record of records) {
      if (signal.aborted) break;
      built.push(await this.#builder.build(this.#idOf(record), record, location));
    }
    return built;
  }

  /** The same activation; if its function was optimized, its calls say so. */
  async #noteOptimized(activation: Activation): Promise<Activation> {
    const frame = activation.frame === undefined ? undefined : this.#frames.frames[activation.frame];
    if (frame === undefined || activation.records.length === 0) return activation;
    // Less is said of an optimized function.
    if ((await this.#context.doubts.attempt(isOptimizedFrame(frame, this.#context))) === false) return activation;
    return { ...activation, records: activation.records.map((record) => ({ ...record, isOptimized: true })) };
  }

  async #buildScope(activation: Activation, maxListed: number): Promise<UnorderedScope> {
    const frame = activation.frame === undefined ? undefined : this.#frames.frames[activation.frame];
    const location = frameLocation(frame);
    const pending = pendingOf(activation);
    const cleanups: UnorderedCleanup[] = [];
    for (const running of activation.running)
      cleanups.push(await this.#builder.buildRunning(await this.#running.read(running, framePlace(frame))));
    const listed = pending.slice(0, maxListed);
    this.#builder.announce(listed);
    for (const record of listed) cleanups.push(await this.#builder.build(this.#idOf(record), record, location));
    const at = stableAddress(activation.sp, this.#goroutine);
    return {
      id: `${this.#id}:${frame === undefined ? at : this.#countOutwards(activation.frame ?? 0)}:${at}`,
      kind: 'function',
      name: frame === undefined ? this.#context.t('unknown function') : shortTitleOfFunction(frame.name),
      ...optional('frameId', frame?.id),
      ...optional('location', location),
      total: pending.length,
      cleanups,
    };
  }

  /** A frame's number, counted from the outermost one: it stays the same while the program steps. */
  #countOutwards(at: number): number {
    return this.#frames.frames.length - at;
  }

  /** Frames that may have deferred calls which could not be read. */
  #findOptimized(activations: readonly Activation[], openCoded: OpenCodedStack | undefined): Promise<readonly OptimizedFrame[]> {
    const listed = new Set(activations.map(({ depth }) => depth));
    const unreadable = openCoded && new Set(openCoded.frames.filter(({ kind }) => kind === 'unreadable').map(({ at }) => at));
    return findOptimized(this.#frames, { listed, unreadable }, this.#context);
  }

  #placeOptimized({ at, scope }: OptimizedFrame): PlacedScope {
    return { depth: at, scope: { ...scope, id: `${this.#id}:${scope.id}` }, isReturning: false };
  }

  /** Calls ahead that would end the program, in functions that hold calls. */
  #findExits(scopes: readonly PlacedScope[]): Promise<readonly Problem[]> {
    const going = scopes
      .filter(({ scope, isReturning }) => !isReturning && (scope.total > 0 || scope.possible !== undefined))
      .map(({ scope, depth }) => ({ scope, symbol: this.#frames.frames[depth]?.name ?? '' }));
    return findExits(going, this.#id, this.#context);
  }

  /** Named after the function that the goroutine is in. */
  #nameStack(): string {
    const { t } = this.#context;
    const id = String(this.#goroutine.id);
    const top = this.#frames.frames.find((frame) => !isPlumbing(frame.name));
    if (top === undefined) return t('Goroutine {0}', id);
    return t('Goroutine {0} · {1}', id, titleOfFunction(top.name));
  }

  #idOf(record: DeferRecord): string {
    return `${this.#id}:${stableAddress(record.address, this.#goroutine)}`;
  }
}

/**
 * All of them, innermost first. What tests run at their end is before what is pending in the frame that makes these calls now, otherwise
 * inside of the deferred call of the runner that will make them.
 */
function placeTests(scopes: readonly PlacedScope[], tests: readonly TestScope[]): PlacedScope[] {
  const holding = scopes.map((placed): PlacedScope => {
    const test = tests.find(({ runner, madeBy }) => madeBy === undefined && runner === placed.depth);
    const { cleanups } = placed.scope;
    const holder = test?.heldBy === 'last' ? cleanups.at(-1) : cleanups[0];
    if (test === undefined || holder === undefined) return placed;
    const holds = cleanups.map((cleanup) => (cleanup === holder ? { ...cleanup, holds: test.scope.id } : cleanup));
    return { ...placed, scope: { ...placed.scope, cleanups: holds } };
  });
  const placed = tests.map(({ scope, runner, madeBy }) => ({ depth: madeBy ?? runner, scope, isReturning: true }));
  return [...placed, ...holding].sort((a, b) => a.depth - b.depth);
}
