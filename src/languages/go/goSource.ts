import { findProblems } from '../../core/problems.ts';
import { countPending, type UnorderedCleanup } from '../../core/runOrder.ts';
import type { Absent, AbsentReason, Argument, Cleanup, Problem, SourceLocation, StackStatus } from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import { DapError, type DapPort } from '../../dap/port.ts';
import { SerialPort } from '../../dap/serialPort.ts';
import type { Stop } from '../../dap/stopTracker.ts';
import type { SyntaxParser } from '../../syntax/parser.ts';
import { optional } from '../../core/optional.ts';
import type { CleanupSource, LiveValue, MoreStacks, ReadResult, StackReading } from '../cleanupSource.ts';
import type { ReadText } from '../readText.ts';
import { findBlockedForever } from './goroutines/blockedForever.ts';
import { withDoubts, type CleanupContext } from './program/cleanupContext.ts';
import { Doubts } from './memory/doubts.ts';
import { Evaluator } from './memory/evaluator.ts';
import { frameLocation, FrameStack } from './frames/frames.ts';
import { isWaiting, readGoroutine, readHead, type StopHead } from './goroutines/goroutine.ts';
import { LocalPathsPort } from './localPathsPort.ts';
import { readSessionSettings, type SessionSettings } from './sessionSettings.ts';
import { StatusReader } from './goroutines/goroutineStatus.ts';
import { readValue } from './values/goValues.ts';
import { LAYOUT_NUMBERS } from './memory/layouts.ts';
import { Memory } from './memory/memory.ts';
import { OtherGoroutines } from './goroutines/otherGoroutines.ts';
import { GoProgram } from './program/goProgram.ts';
import { describeEnd, findEnd } from './deferred/programEnd.ts';
import { SourceTexts } from './syntax/sourceTexts.ts';
import { RanBetween } from './deferred/ranBetween.ts';
import { StackReader, type ReadStack } from './goroutines/stackReader.ts';
import { WaitHistory } from './goroutines/waitHistory.ts';
import { isRuntime } from './symbols/symbolKinds.ts';
import { ValueWords } from './words/valueWords.ts';

export interface GoSourceOptions {
  readonly port: DapPort;
  readonly readText: ReadText;
  readonly parser: SyntaxParser;
  readonly t: Translate;
  /** The launch configuration, if known. */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

/** How many children of a live value are requested at once. */
const MAX_CHILDREN = 200;

/** Reads the deferred calls of a Go program that Delve has paused. The program needs no preparation and notices nothing. */
export class GoSource implements CleanupSource {
  readonly #options: GoSourceOptions;
  readonly #settings: SessionSettings;
  #program: GoProgram | undefined;
  /** The stacks of the last stop that were read. */
  #stacks: ReadStack[] = [];
  #others: OtherGoroutines | undefined;
  #waits = new WaitHistory();
  #ran = new RanBetween();
  /** Ends with the present request; a later request at the same stop has its own. */
  readonly #asking = { signal: AbortSignal.abort() };
  /** Where the last read evaluated. */
  #frameId = 0;

  constructor(options: GoSourceOptions) {
    this.#settings = readSessionSettings(options.configuration);
    this.#options = { ...options, port: new LocalPathsPort(new SerialPort(options.port), this.#settings.paths) };
  }

  async read(stop: Stop, signal: AbortSignal): Promise<ReadResult> {
    const { port, t } = this.#options;
    this.#stacks = [];
    this.#others = undefined;
    this.#asking.signal = signal;
    if (this.#settings.isLegacy)
      return this.#absent(
        'adapter-not-supported',
        t(
          'Deferscope cannot read the legacy debug adapter of the Go extension. Remove "debugAdapter": "legacy" from the launch configuration or the settings, and start again.',
        ),
      );
    const threadId = stop.threadId ?? (await this.#findThread(signal));
    if (threadId === undefined) return this.#absent('no-frame', t('No goroutine is selected. Pause again.'));
    const frames = new FrameStack(threadId, (frameId) => new Evaluator(port, frameId, this.#asking));
    try {
      await frames.load();
    } catch (error) {
      // This is what Delve says about a stripped program; any other refusal is not an answer.
      if (!(error instanceof DapError) || !error.message.includes('could not find goroutine array')) throw error;
      return this.#hidden();
    }
    const location = frameLocation(frames.frames.find((frame) => !isRuntime(frame.name)) ?? frames.frames[0]);
    const entered = await this.#enter(frames);
    if (entered === undefined) return this.#hidden(location);
    const { evaluator, program, head } = entered;
    this.#waits.begin(stop.epoch);
    this.#frameId = evaluator.frameId;
    if (head.frameOffset !== undefined) frames.noteOffset(evaluator.frameId, head.frameOffset);
    const memory = new Memory(evaluator, program.layouts.wordSize, head.stack);
    const goroutine =
      head.stack === undefined
        ? undefined
        : await readGoroutine(head.stack - BigInt(program.layouts.goroutine.stack ?? 0), program.layouts, memory);
    if (goroutine === undefined)
      return this.#absent('no-frame', t('The program is paused outside of a goroutine. Select one, or pause again.'), location);
    const unlisted = new Doubts(this.#asking);
    const context = {
      program,
      evaluator,
      memory,
      sources: new SourceTexts(this.#options.parser, this.#options.readText),
      doubts: unlisted,
      words: new ValueWords({ program, evaluator, memory, doubts: unlisted, t }),
      t,
    };
    const statuses = new StatusReader(context, this.#waits);
    const doubts = new Doubts(this.#asking);
    const status: StackStatus = isWaiting(goroutine) ? await statuses.read(goroutine, { place: true, doubts }) : { kind: 'paused' };
    const current = await new StackReader(withDoubts(context, doubts), goroutine, frames).read({
      current: true,
      status,
    });
    this.#others = new OtherGoroutines(context, goroutine, { statuses, isFatal: isFatal(stop), table: head.table });
    const others = await this.#others.list();
    if (current.stack.scopes.length === 0 && others.stacks.length === 0 && (await this.#isHidden(frames, context)))
      return this.#absent(
        'optimized-build',
        t(
          'This program was built with optimization and its source is not here, so it is not known what is pending. Build with -gcflags=all="-N -l" to see it.',
        ),
        location,
      );
    this.#stacks = [current];
    this.#ran.note(current.stack, current);
    if (others.left === 0 && !context.doubts.any)
      this.#ran.keep(new Set([current.stack.id, ...others.stacks.map(({ id }) => id)]), this.#others.alive);
    const end = this.#others.allAsleep ? 'fatal-error' : findEnd(frames.frames.map(({ name }) => name));
    const problems: Problem[] = [
      ...(end === undefined ? [] : [describeEnd(end, current.stack.id, { isCore: isCore(stop), t })]),
      ...findProblems([current.stack], t),
      ...current.problems,
      ...findBlockedForever([{ stack: current.stack, goroutine, count: countPending(current.stack) }], this.#others.allAsleep, t),
      ...others.problems,
    ];
    return {
      kind: 'stacks',
      stacks: [current.stack, ...others.stacks],
      history: this.#ran.entries,
      problems,
      ...(others.left > 0 ? { moreStacks: others.left } : {}),
      ...optional('runtime', program.version),
      ...optional('location', location),
    };
  }

  async readStack(stackId: string, signal: AbortSignal): Promise<StackReading | undefined> {
    this.#asking.signal = signal;
    const read = await this.#others?.read(stackId);
    if (read === undefined) return undefined;
    this.#stacks = [...this.#stacks.filter((one) => one.stack.id !== stackId), read];
    this.#ran.note(read.stack, read);
    return { stack: read.stack, history: this.#ran.entries, problems: [...findProblems([read.stack], this.#options.t), ...read.problems] };
  }

  async readMoreStacks(signal: AbortSignal): Promise<MoreStacks> {
    this.#asking.signal = signal;
    return (await this.#others?.list()) ?? { stacks: [], problems: [], left: 0 };
  }

  async readMore(scopeId: string, skip: number, signal: AbortSignal): Promise<readonly UnorderedCleanup[]> {
    this.#asking.signal = signal;
    for (const { more } of this.#stacks) {
      const readMore = more.get(scopeId);
      if (readMore !== undefined) return readMore(skip, signal);
    }
    return [];
  }

  hasChildren(argument: Argument): boolean {
    return (argument.variablesReference ?? 0) > 0;
  }

  readChildren(argument: Argument, signal: AbortSignal): Promise<readonly LiveValue[]> {
    return this.readLiveChildren(argument.variablesReference ?? 0, signal);
  }

  async readLiveChildren(variablesReference: number, signal: AbortSignal): Promise<readonly LiveValue[]> {
    if (variablesReference <= 0) return [];
    const { variables } = await this.#options.port.request('variables', { variablesReference }, signal);
    return variables.slice(0, MAX_CHILDREN).map((variable) => ({
      name: variable.name,
      ...readValue(variable.type ?? '', variable.value),
      variablesReference: variable.variablesReference,
      ...(variable.evaluateName === undefined ? {} : { evaluateName: variable.evaluateName }),
    }));
  }

  async findCallee(cleanup: Cleanup, signal: AbortSignal): Promise<SourceLocation | undefined> {
    const evaluator = new Evaluator(this.#options.port, this.#frameId, { signal });
    for (const stack of this.#stacks) {
      const found = await stack.findCallee(cleanup.id, evaluator);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The goroutine that Delve stands in, which it marks in the list; the first one if it stands in none. */
  async #findThread(signal: AbortSignal): Promise<number | undefined> {
    const { threads } = await this.#options.port.request('threads', undefined, signal);
    return (threads.find(({ name }) => name.startsWith('* ')) ?? threads[0])?.id;
  }

  /**
   * Evaluates in the paused frame. If the program has something of its own called `runtime`, evaluates in the outermost frame, which is
   * Go's.
   */
  async #enter(
    frames: FrameStack,
  ): Promise<{ readonly evaluator: Evaluator; readonly program: GoProgram; readonly head: StopHead } | undefined> {
    for (const frame of [frames.frames[0], frames.frames.at(-1)]) {
      if (frame === undefined) continue;
      const evaluator = new Evaluator(this.#options.port, frame.id, this.#asking);
      const { head, also } = await readHead(evaluator, this.#program === undefined ? LAYOUT_NUMBERS : []);
      if (head.startedAt === undefined) continue;
      if (this.#program?.startedAt !== head.startedAt) {
        this.#program = await GoProgram.read(evaluator, head.startedAt, also);
        this.#waits = new WaitHistory();
        this.#ran = new RanBetween();
      }
      return { evaluator, program: this.#program, head };
    }
    return undefined;
  }

  /** Whether the paused function may have deferred calls that neither a list nor its source tells. */
  async #isHidden(frames: FrameStack, { program, sources, evaluator }: CleanupContext): Promise<boolean> {
    const top = frames.frames.find((frame) => !isRuntime(frame.name));
    const at = frameLocation(top);
    if (top === undefined || (at !== undefined && (await sources.has(at.path)))) return false;
    return program.isOptimized(top.name, evaluator.in(top.id));
  }

  #hidden(location?: SourceLocation): ReadResult {
    return this.#absent(
      'failed',
      this.#options.t(
        'Delve does not show Go\'s runtime in this program, so its deferred calls cannot be found. They can in one that was built without -ldflags="-s -w".',
      ),
      location,
    );
  }

  #absent(reason: AbsentReason, message: string, location?: SourceLocation): ReadResult {
    const absent: Absent = { reason, message };
    return { kind: 'absent', absent, ...optional('location', location) };
  }
}

/** Whether the runtime itself gives up, outside of any goroutine, as it does when all are asleep. */
function isFatal(stop: Stop): boolean {
  return stop.reason === 'exception' && stop.threadId === undefined && !isCore(stop);
}

/** Whether Delve stands in a core dump: it says that it cannot continue one. */
function isCore({ text }: Stop): boolean {
  return text?.includes('core process') === true;
}
