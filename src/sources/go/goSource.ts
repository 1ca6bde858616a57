import { findProblems } from '../../core/problems.ts';
import type { UnorderedCleanup } from '../../core/runOrder.ts';
import type { Absent, AbsentReason, Argument, Cleanup, Problem, SourceLocation } from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import { DapError, type DapPort } from '../../dap/port.ts';
import type { Stop } from '../../dap/stopTracker.ts';
import type { SyntaxParser } from '../../syntax/parser.ts';
import { optional } from '../../wire/shape.ts';
import type { CleanupSource, LiveValue, ReadResult } from '../cleanupSource.ts';
import { Evaluator } from './evaluator.ts';
import { frameLocation, FrameStack, isRuntime } from './frames.ts';
import { findGoroutine, readGoroutine } from './goroutine.ts';
import { readValue } from './goValues.ts';
import { Memory } from './memory.ts';
import { findOptimized } from './optimizedFrames.ts';
import { readOthers } from './otherGoroutines.ts';
import { GoProgram } from './program.ts';
import { Sources, type ReadText } from './sources.ts';
import { LISTED, StackReader, type ReadStack } from './stackReader.ts';

export interface GoSourceOptions {
  readonly port: DapPort;
  readonly readText: ReadText;
  readonly parser: SyntaxParser;
  readonly t: Translate;
  /** Time for goroutines beside the paused one, in milliseconds: the tree waits for them. */
  readonly othersBudgetMs?: number;
}

/** The debug types that Delve answers for. */
export const GO_TYPES: readonly string[] = ['go'];

/** Requests go one at a time, so that nothing of VS Code's own waits longer than for one; but people wait for the tree. */
const OTHERS_BUDGET_MS = 400;

/** Children of a live value that are asked for at once. */
const CHILDREN = 200;

/** Reads the deferred calls of a Go program that Delve has paused. The program needs nothing for it and notices nothing. */
export class GoSource implements CleanupSource {
  readonly #options: GoSourceOptions;
  #program: GoProgram | undefined;
  /** The stacks of the last read. */
  #stacks: readonly ReadStack[] = [];
  /** Where the last read evaluated. */
  #frameId = 0;

  constructor(options: GoSourceOptions) {
    this.#options = options;
  }

  async read(stop: Stop, signal: AbortSignal): Promise<ReadResult> {
    const { port, t } = this.#options;
    this.#stacks = [];
    const threadId = stop.threadId ?? (await port.request('threads', undefined, signal)).threads[0]?.id;
    if (threadId === undefined) return this.#absent('no-frame', t('No goroutine is selected. Pause again.'));
    const frames = new FrameStack(threadId, (frameId) => new Evaluator(port, frameId, signal));
    try {
      await frames.load();
    } catch (error) {
      // What Delve says of a program that was stripped; what else it refuses is no answer.
      if (!(error instanceof DapError) || !error.message.includes('could not find goroutine array')) throw error;
      return this.#hidden();
    }
    const location = frameLocation(frames.frames.find((frame) => !isRuntime(frame.name)) ?? frames.frames[0]);
    const entered = await this.#enter(frames, signal);
    if (entered === undefined) return this.#hidden(location);
    const { evaluator, program } = entered;
    this.#frameId = evaluator.frameId;
    const memory = new Memory(evaluator, program.layouts.wordSize);
    const address = await findGoroutine(evaluator, program.layouts);
    const goroutine = address === undefined ? undefined : await readGoroutine(address, program.layouts, memory);
    if (goroutine === undefined) return this.#absent('no-frame', t('The program is paused outside of a goroutine. Select one, or pause again.'), location);
    const context = { program, evaluator, memory, sources: new Sources(this.#options.parser, this.#options.readText), t };
    const current = await new StackReader(context, goroutine, frames).read(true, { kind: 'paused' });
    const listed = new Set(current.stack.scopes.flatMap((scope) => (scope.frameId === undefined ? [] : [scope.frameId])));
    const optimized = await findOptimized(frames, listed, context);
    const others = await readOthers(context, goroutine, this.#options.othersBudgetMs ?? OTHERS_BUDGET_MS);
    if (optimized[0] !== undefined && listed.size === 0 && others.stacks.length === 0) return this.#absent('optimized-build', optimized[0].message, location);
    this.#stacks = [current, ...others.stacks];
    const stacks = this.#stacks.map((one) => one.stack);
    const problems: Problem[] = [...findProblems(stacks, t), ...this.#stacks.flatMap((one) => one.problems), ...others.problems, ...optimized];
    return { kind: 'stacks', stacks, history: [], problems, ...optional('runtime', program.version), ...optional('location', location) };
  }

  async readMore(scopeId: string, skip: number, signal: AbortSignal): Promise<readonly UnorderedCleanup[]> {
    const owner = this.#stacks.find((one) => one.records.has(scopeId));
    const scope = owner?.records.get(scopeId);
    if (owner === undefined || scope === undefined) return [];
    const more: UnorderedCleanup[] = [];
    for (const record of scope.records.slice(skip, skip + LISTED)) {
      if (signal.aborted) break;
      more.push(await owner.builder.build(`${owner.stack.id}:${record.address.toString(16)}`, record, scope.location));
    }
    return more;
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
    return variables.slice(0, CHILDREN).map((variable) => ({
      name: variable.name,
      ...readValue(variable.type ?? '', variable.value),
      variablesReference: variable.variablesReference,
      ...(variable.evaluateName === undefined ? {} : { evaluateName: variable.evaluateName }),
    }));
  }

  /** What a closure has captured stands among the cleanup's arguments. */
  readCaptured(): Promise<readonly LiveValue[]> {
    return Promise.resolve([]);
  }

  async findCallee(cleanup: Cleanup, signal: AbortSignal): Promise<SourceLocation | undefined> {
    const evaluator = new Evaluator(this.#options.port, this.#frameId, signal);
    for (const { builder } of this.#stacks) {
      const found = await builder.findCallee(cleanup.id, evaluator);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** In Go no variable holds a scope: functions do. */
  findScope(): Promise<string | undefined> {
    return Promise.resolve(undefined);
  }

  /** Evaluates in the paused frame; where the program calls something of its own `runtime`, in the outermost, which is Go's. */
  async #enter(frames: FrameStack, signal: AbortSignal): Promise<{ readonly evaluator: Evaluator; readonly program: GoProgram } | undefined> {
    for (const frame of [frames.frames[0], frames.frames.at(-1)]) {
      if (frame === undefined) continue;
      const evaluator = new Evaluator(this.#options.port, frame.id, signal);
      const startedAt = await evaluator.number('runtime.runtimeInitTime');
      if (startedAt === undefined) continue;
      const program = this.#program?.startedAt === startedAt ? this.#program : await GoProgram.read(evaluator, startedAt);
      this.#program = program;
      return { evaluator, program };
    }
    return undefined;
  }

  #hidden(location?: SourceLocation): ReadResult {
    return this.#absent('failed', this.#options.t('Delve does not show Go\'s runtime in this program, so its deferred calls cannot be found. They can in one that was built without -ldflags="-s -w".'), location);
  }

  #absent(reason: AbsentReason, message: string, location?: SourceLocation): ReadResult {
    const absent: Absent = { reason, message };
    return { kind: 'absent', absent, ...optional('location', location) };
  }
}
