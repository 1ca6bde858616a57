import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import { numberScopes, type UnorderedCleanup, type UnorderedScope } from '../../../core/runOrder.ts';
import { baseName } from '../../../core/sourceName.ts';
import type { Argument, Problem, SourceLocation, Stack, StackStatus } from '../../../core/snapshot.ts';
import { optional } from '../../../core/optional.ts';
import { orderCaptured } from '../closures/captures.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import { CleanupBuilder } from '../deferred/cleanups.ts';
import { findCallUnderWay, isBetweenCalls } from '../deferred/callUnderWay.ts';
import { walkDefers, type DeferRecord } from '../deferred/deferList.ts';
import { findExits } from '../deferred/exitsAhead.ts';
import {
  frameLocation,
  framePlace,
  isPlumbing,
  isRuntime,
  packageFunctionName,
  shortFunctionName,
  type FramePlace,
  type FrameStack,
} from '../frames/frames.ts';
import { isLiteral, isWrapper, readableSymbol } from '../code/functionCode.ts';
import { stableAddress, type Goroutine } from './goroutine.ts';
import { asWrapper, isNamelessWrapper } from '../statements/olderPrograms.ts';
import { findOpenCoded, type OpenCodedFrame, type OpenCodedStack } from '../deferred/openCodedDefers.ts';
import { explainOptimized, findOptimized } from '../deferred/optimizedFrames.ts';
import { readRunningCaptures } from '../closures/runningCaptures.ts';
import { liesInClosure } from '../closures/runningClosure.ts';
import { readPanics, type GoPanic } from '../deferred/panics.ts';
import { instructionOf, PhysicalFrames } from '../frames/physicalFrames.ts';
import { findRunning, type RunningDefer } from '../deferred/runningDefers.ts';
import { noteSharing } from '../deferred/sharedVariables.ts';
import { chooseOnlyStatement } from '../statements/statementChoice.ts';

/** Cleanups of one scope that are listed at first, and with each request for more. */
export const LISTED = 100;
/** Cleanups of a stack, and scopes, that are listed at first; what is left out is counted. */
const LISTED_IN_STACK = 300;
const SCOPES = 200;
/** Activations whose frames the debugger is asked for. */
const FEW_ACTIVATIONS = 8;

/** The activations of one goroutine that have deferred something, as they were read. */
export interface ReadStack {
  readonly stack: Stack;
  readonly problems: readonly Problem[];
  /** Every activation that holds deferred calls is listed. */
  readonly isWhole: boolean;
  /** The runtime may have taken a call off the list and not called it yet. */
  readonly isBetween: boolean;
  /** The pending calls of each scope, by its id. */
  readonly records: ReadonlyMap<string, { readonly records: readonly DeferRecord[]; readonly location: SourceLocation | undefined }>;
  readonly builder: CleanupBuilder;
  /** The id of a deferred call's cleanup. */
  readonly idOf: (record: DeferRecord) => string;
}

/** What belongs to one activation. */
interface Activation {
  readonly frame: number | undefined;
  readonly sp: bigint;
  readonly records: DeferRecord[];
  readonly running: RunningDefer[];
}

/** Reads the deferred calls of one goroutine. */
export class StackReader {
  readonly #context: CleanupContext;
  readonly #goroutine: Goroutine;
  readonly #frames: FrameStack;
  readonly #builder: CleanupBuilder;

  constructor(context: CleanupContext, goroutine: Goroutine, frames: FrameStack) {
    this.#context = context;
    this.#goroutine = goroutine;
    this.#frames = frames;
    this.#builder = new CleanupBuilder(context);
  }

  /** `name` is how the goroutine is called; without it, it is called after the function that it is in. */
  async read({
    current,
    status,
    name,
  }: {
    readonly current: boolean;
    readonly status: StackStatus;
    readonly name?: string;
  }): Promise<ReadStack> {
    const { program, memory, evaluator, t } = this.#context;
    const { records: listedRecords, incomplete } = await walkDefers(this.#goroutine.firstDefer, program.layouts.defer, memory);
    const underWay = isBetweenCalls(this.#frames) ? await findCallUnderWay(this.#frames, listedRecords[0], this.#context) : undefined;
    const records = underWay === undefined ? listedRecords : [underWay.record, ...listedRecords.slice(underWay.isListed ? 1 : 0)];
    await this.#placeFrames(records);
    const { firstPanic } = this.#goroutine;
    const panics = firstPanic === 0n ? [] : await readPanics(firstPanic, program.layouts.panic, memory, evaluator);
    const openCoded = await this.#findOpenCoded();
    const activations = await this.#findActivations(records, panics, openCoded?.frames ?? []);
    const id = `goroutine:${this.#goroutine.id}`;
    const problems: Problem[] = [];
    const built: { readonly depth: number; readonly scope: UnorderedScope; readonly isReturning: boolean }[] = [];
    const byId = new Map<string, { readonly records: readonly DeferRecord[]; readonly location: SourceLocation | undefined }>();
    let listed = 0;
    for (const found of activations.slice(0, SCOPES)) {
      const activation = await this.#noteOptimized(found);
      const { scope, problems: sharing } = await noteSharing(
        await this.#buildScope(activation, Math.max(0, Math.min(LISTED, LISTED_IN_STACK - listed))),
        id,
        (cleanup) => this.#builder.sharedBy(cleanup),
        this.#context,
      );
      problems.push(...sharing);
      listed += scope.cleanups.length;
      byId.set(scope.id, { records: pendingOf(activation), location: scope.location });
      built.push({ depth: this.#depthOf(activation), scope, isReturning: activation.running.length > 0 });
    }
    const unreadable =
      openCoded === undefined ? undefined : new Set(openCoded.frames.filter(({ kind }) => kind === 'unreadable').map(({ at }) => at));
    const optimized = await findOptimized(
      this.#frames,
      { listed: new Set(activations.map((activation) => this.#depthOf(activation))), unreadable },
      this.#context,
    );
    for (const { at, scope } of optimized)
      built.push({ depth: at, scope: { ...scope, id: `goroutine:${this.#goroutine.id}:${scope.id}` }, isReturning: false });
    const scopes = built.sort((a, b) => a.depth - b.depth).map(({ scope }) => scope);
    const left = activations.slice(SCOPES);
    if (left.length > 0)
      problems.push({
        code: 'incomplete',
        severity: 'info',
        stack: id,
        message: t(
          '{0} more activations hold {1} deferred calls that are not listed',
          left.length,
          left.reduce((sum, activation) => sum + pendingOf(activation).length, 0),
        ),
      });
    if (incomplete === 'too-long')
      problems.push({
        code: 'incomplete',
        severity: 'info',
        stack: id,
        message: t('Only the first {0} deferred calls were read', records.length),
      });
    if (incomplete === 'corrupt')
      problems.push({
        code: 'incomplete',
        severity: 'warning',
        stack: id,
        message: t('The list of deferred calls is damaged; what could be read of it is shown'),
      });
    if (this.#builder.isSilent)
      problems.push({
        code: 'incomplete',
        severity: 'info',
        stack: id,
        message: t(
          'This program was built with {0}: what its deferred calls have captured is told by programs of Go 1.23 and later. Which calls are pending, where they were deferred and in which order they run is complete.',
          program.version ?? t('an older Go'),
        ),
      });
    if (this.#builder.isOptimized)
      problems.push({
        code: 'incomplete',
        severity: 'info',
        stack: id,
        message: t(
          'This program was built with optimization, which leaves out what some deferred calls hold: their arguments are not known. Which calls are pending, where they were deferred and in which order they run is complete.',
        ),
      });
    // What returns or panics already does not get to what stands ahead in it.
    const going = built
      .filter(({ scope, isReturning }) => !isReturning && (scope.total > 0 || scope.possible !== undefined))
      .map(({ scope, depth }) => ({ scope, symbol: this.#frames.frames[depth]?.name ?? '' }));
    // In optimized code a place may be that of the next statement.
    if (optimized.length === 0)
      problems.push(
        ...this.#builder.differing.map((location): Problem => ({
          code: 'source-differs',
          severity: 'warning',
          stack: id,
          location,
          message: t(
            '{0} is not the source that the program was built from: calls whose statement is not known are shown as the program names them. Build it again, or go back to that source',
            toDisplayText(baseName(location.path), LABEL_LENGTH),
          ),
        })),
      );
    problems.push(...explainOptimized(optimized, id, this.#context), ...(await findExits(going, id, this.#context)));
    const top = this.#frames.frames.find((frame) => !isPlumbing(frame.name));
    const stack: Stack = {
      id,
      kind: 'goroutine',
      name:
        name ??
        (top === undefined
          ? t('Goroutine {0}', String(this.#goroutine.id))
          : t(
              'Goroutine {0} · {1}',
              String(this.#goroutine.id),
              toDisplayText(packageFunctionName(readableSymbol(top.name)), LABEL_LENGTH),
            )),
      current,
      status,
      failures: panics.map(({ failure }) => failure),
      scopes: numberScopes(scopes),
      threadId: Number(this.#goroutine.id),
      ...(openCoded?.isCut === true ? { moreFrames: true as const } : {}),
    };
    return {
      stack,
      problems,
      isWhole: left.length === 0 && incomplete === undefined && openCoded?.isCut !== true,
      isBetween: isBetweenCalls(this.#frames),
      records: byId,
      builder: this.#builder,
      idOf: (record) => this.#idOf(record),
    };
  }

  /** Where calls of many activations are pending, their frames are placed by the program's tables. */
  async #placeFrames(records: readonly DeferRecord[]): Promise<void> {
    const { program, memory, evaluator } = this.#context;
    const table = new Set(records.map(({ sp }) => sp)).size < FEW_ACTIVATIONS ? undefined : await program.functions(evaluator, memory);
    if (table !== undefined)
      this.#frames.placeBy(new PhysicalFrames(this.#frames, { table, memory, stackHigh: this.#goroutine.stackHigh }));
  }

  /** What frames hold themselves; undefined where the program's tables do not tell. */
  async #findOpenCoded(): Promise<OpenCodedStack | undefined> {
    const { program, memory, evaluator } = this.#context;
    if ((await program.settings(evaluator, memory)).isPlain) return { frames: [], isCut: false };
    const table = await program.functions(evaluator, memory);
    return table === undefined
      ? undefined
      : findOpenCoded({ frames: this.#frames, table, memory, evaluator, stackHigh: this.#goroutine.stackHigh });
  }

  /** The calls grouped by the activation that has deferred them, innermost first. */
  async #findActivations(
    records: readonly DeferRecord[],
    panics: readonly GoPanic[],
    openCoded: readonly OpenCodedFrame[],
  ): Promise<Activation[]> {
    const { namesWrappers } = this.#context.program;
    const found: Activation[] = [];
    const bySp = new Map<bigint, Activation>();
    const at = async (sp: bigint): Promise<Activation> => {
      const last = bySp.get(sp);
      if (last !== undefined) return last;
      // Of those that are not listed it is enough to know that they lie further out.
      const made = {
        frame: bySp.size <= SCOPES ? await this.#frames.ownerOf(sp, this.#goroutine.stackHigh) : undefined,
        sp,
        records: [],
        running: [],
      };
      bySp.set(sp, made);
      found.push(made);
      return made;
    };
    for (const record of records) {
      const last = found.at(-1);
      (last?.sp === record.sp ? last : await at(record.sp)).records.push(record);
    }
    for (const frame of openCoded) {
      if (frame.kind === 'unreadable' || (frame.records.length === 0 && frame.running === undefined)) continue;
      found.push({
        frame: frame.at,
        sp: frame.sp,
        records: [...frame.records],
        running: frame.running === undefined ? [] : [frame.running],
      });
    }
    const started = records.filter((record) => record.started);
    for (const running of findRunning(this.#frames.frames)) {
      const literal = running.panic === undefined || namesWrappers ? undefined : await this.#ownerOfLiteral(running.frame);
      // Up to Go 1.21 the calls that panics run stay in the list, those of the newest panic first.
      const sp =
        running.panic === undefined || literal !== undefined ? undefined : namesWrappers ? panics[running.panic]?.sp : started.shift()?.sp;
      const frame = running.owner ?? literal ?? (sp === undefined ? undefined : await this.#frames.ownerOf(sp, this.#goroutine.stackHigh));
      const owner = found.find((activation) => (activation.frame === frame && frame !== undefined) || activation.sp === sp);
      if (owner !== undefined) owner.running.push(running);
      else found.push({ frame, sp: sp ?? 0n, records: [], running: [running] });
    }
    return found
      .filter((activation) => !isRuntime(this.#frames.frames[activation.frame ?? -1]?.name ?? ''))
      .sort((a, b) => this.#depthOf(a) - this.#depthOf(b));
  }

  /** The frame of the function in which a literal that runs stands in a `defer` statement, the next one outwards. */
  async #ownerOfLiteral(at: number): Promise<number | undefined> {
    const { frames } = this.#frames;
    const frame = frames[at];
    const location = frameLocation(frame);
    if (
      frame === undefined ||
      location === undefined ||
      !isLiteral(frame.name) ||
      (await this.#context.sources.literalAround(location)) === undefined
    )
      return undefined;
    const name = frame.name.replace(/\.(?:func)?\d+$/, '');
    const owner = frames.findIndex((outer, depth) => depth > at && outer.name === name);
    return owner < 0 ? undefined : owner;
  }

  #depthOf(activation: Activation): number {
    return activation.frame ?? this.#frames.frames.length;
  }

  async #buildScope(activation: Activation, most: number): Promise<UnorderedScope> {
    const { t } = this.#context;
    const frame = activation.frame === undefined ? undefined : this.#frames.frames[activation.frame];
    const location = frameLocation(frame);
    const pending = pendingOf(activation);
    const cleanups: UnorderedCleanup[] = [];
    for (const running of activation.running) cleanups.push(await this.#buildRunning(running, framePlace(frame)));
    const listed = pending.slice(0, most);
    this.#builder.announce(listed);
    for (const record of listed) cleanups.push(await this.#builder.build(this.#idOf(record), record, location));
    const at = stableAddress(activation.sp, this.#goroutine);
    return {
      id: `goroutine:${this.#goroutine.id}:${frame === undefined ? at : frameKey(activation.frame ?? 0, this.#frames.frames.length)}:${at}`,
      kind: 'function',
      name: frame === undefined ? t('unknown function') : toDisplayText(shortFunctionName(readableSymbol(frame.name)), LABEL_LENGTH),
      ...optional('frameId', frame?.id),
      ...optional('location', location),
      total: pending.length,
      cleanups,
    };
  }

  async #buildRunning({ frame: at }: RunningDefer, owner: FramePlace | undefined): Promise<UnorderedCleanup> {
    const { evaluator, sources } = this.#context;
    const frame = this.#frames.frames[at];
    const name = frame?.name ?? '';
    const id = `goroutine:${this.#goroutine.id}:running:${at}`;
    const location = frameLocation(frame);
    if (frame === undefined || location === undefined)
      return this.#builder.buildRunning({
        id,
        name,
        captured: [],
        site: undefined,
        called: undefined,
        recovers: false,
        isDropped: false,
        closed: [],
      });
    // In a wrapper's frame the debugger shows what it holds, and its only line is that of the statement.
    const wrapper = isWrapper(name) || (await this.#isOlderWrapper(at, location));
    const function_ = wrapper ? at - 1 : at;
    const inside = framePlace(this.#frames.frames[function_]);
    const isOptimized = await this.#isOptimized(frame.name, frame.id);
    return this.#builder.buildRunning({
      id,
      name: wrapper ? asWrapper(name) : name,
      captured: wrapper && !isOptimized ? orderCaptured(await evaluator.in(frame.id).locals()) : [],
      site: wrapper
        ? await sources.statementOver(location)
        : ((await sources.literalAround(location)) ?? (await this.#siteOfNamed(name, owner))),
      called: wrapper ? this.#frames.frames[function_]?.name : undefined,
      recovers: inside !== undefined && (await sources.recoversAround(inside)),
      isDropped: wrapper && isOptimized,
      closed: inside === undefined || isOptimized ? [] : await this.#readClosed(function_, inside),
    });
  }

  /** The same activation; where its function was optimized, its calls say so. */
  async #noteOptimized(activation: Activation): Promise<Activation> {
    const frame = activation.frame === undefined ? undefined : this.#frames.frames[activation.frame];
    if (frame === undefined || activation.records.length === 0 || !(await this.#isOptimized(frame.name, frame.id))) return activation;
    return { ...activation, records: activation.records.map((record) => ({ ...record, isOptimized: true })) };
  }

  /** Whether a function was optimized: what its variables hold cannot be told from where they lie then. */
  async #isOptimized(name: string, frameId: number): Promise<boolean> {
    const { program, evaluator, memory } = this.#context;
    return !(await program.settings(evaluator, memory)).isPlain && program.isOptimized(name, evaluator.in(frameId));
  }

  /** Whether a frame with the name of a literal is that of a wrapper, in a program that does not name them. */
  async #isOlderWrapper(at: number, location: SourceLocation): Promise<boolean> {
    const { program, sources } = this.#context;
    if (program.namesWrappers || at === 0 || !isLiteral(this.#frames.frames[at]?.name ?? '')) return false;
    const site = await sources.statementOver(location);
    return isNamelessWrapper(this.#frames.frames[at]?.name ?? '', (await sources.defersAt(site)) ?? [], await sources.countLiterals(site));
  }

  /** Where a function that runs was deferred, if there is only one statement that can have done it: no list has it any more. */
  async #siteOfNamed(name: string, owner: FramePlace | undefined): Promise<SourceLocation | undefined> {
    if (owner === undefined || isLiteral(name)) return undefined;
    const { sources } = this.#context;
    const functions = await sources.functions(owner.location.path);
    const fitting = (await sources.defersBefore(owner)).filter(
      (statement) => chooseOnlyStatement([statement], { name, code: undefined, captured: [], before: 0, functions }) !== undefined,
    );
    const [only, ...others] = fitting;
    return only === undefined || others.length > 0 ? undefined : { path: owner.location.path, line: only.line };
  }

  /** What the literal that runs in a frame has captured. */
  async #readClosed(at: number, inside: FramePlace): Promise<Argument[]> {
    const { evaluator, sources, memory, program } = this.#context;
    const frame = this.#frames.frames[at];
    const names = await sources.freeNamesAround(inside);
    if (frame === undefined || names.size === 0) return [];
    const { stackHigh, stackLow } = this.#goroutine;
    const begins = await sources.literalStart(inside);
    const pc = instructionOf(frame);
    const literal = begins === undefined || pc === undefined ? undefined : { pc, begins };
    return readRunningCaptures(evaluator.in(frame.id), names, {
      low: at === 0 ? stackLow : await this.#frames.end(at - 1, stackHigh),
      high: await this.#frames.end(at, stackHigh),
      isInClosure:
        literal === undefined ? undefined : (address) => liesInClosure(address, literal, memory, (code) => program.code(code, evaluator)),
    });
  }

  #idOf(record: DeferRecord): string {
    return `goroutine:${this.#goroutine.id}:${stableAddress(record.address, this.#goroutine)}`;
  }
}

function pendingOf(activation: Activation): DeferRecord[] {
  return activation.records.filter((record) => !record.started);
}

/** Counts from the outermost frame: that number stays while the program steps. */
function frameKey(at: number, count: number): number {
  return count - at;
}
