import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { toDisplayText, VALUE_LENGTH } from '../../core/displayText.ts';
import type { Absent, AbsentReason, Argument, Cleanup, ResourceEntry, SourceLocation } from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import type { UnorderedCleanup } from '../../core/runOrder.ts';
import type { LoadedSources } from '../../dap/loadedSources.ts';
import { DapError, type DapPort } from '../../dap/port.ts';
import type { Stop } from '../../dap/stopTracker.ts';
import type { JavascriptTrees } from './syntax/javascriptTrees.ts';
import { decodeReading, type DecodedReading } from './wire/decodeReading.ts';
import { decodeCalls } from './wire/bindingsReading.ts';
import { WIRE_VERSION, type WireReading } from './wire/javascriptReading.ts';
import { optional } from '../../core/optional.ts';
import type { CleanupSource, LiveValue, ReadResult } from '../cleanupSource.ts';
import type { ReadText } from '../readText.ts';
import { framesExpression } from './values/bindingsExpression.ts';
import { EvaluationGuard } from './frames/evaluationGuard.ts';
import { expandBound, findMethod } from './using/boundValues.ts';
import { CleanupBuilder, readCleanupId, readScopeId } from './values/cleanups.ts';
import { readCaptured } from './values/captured.ts';
import { describeValues, readHeld } from './values/describedValues.ts';
import { holdExpression, ownExpression, readExpression, valueExpression, type EvaluatePlace } from './values/expression.ts';
import { canEvaluate, frameLocation } from './frames/frames.ts';
import { readHolders } from './stacks/holders.ts';
import { mentionsLibrary } from './nothingPending.ts';
import { readPausedStack, type PausedStack } from './frames/pausedStack.ts';
import { readPausedProgram } from './pausedProgram.ts';
import type { PlacedFrame } from './frames/placedFrames.ts';
import { RunningTexts } from './texts/runningTexts.ts';
import { SourceMaps } from './texts/sourceMaps.ts';
import { describeVariable } from './values/liveVariables.ts';
import { ResourceBuilder, readResourceId } from './resources.ts';
import type { UsingReading } from './using/usingReading.ts';

export interface JavascriptSourceOptions {
  readonly port: DapPort;
  readonly readText: ReadText;
  /** What the adapter says about texts that are not on disk. */
  readonly loaded: LoadedSources;
  readonly trees: JavascriptTrees;
  readonly t: Translate;
  /** The debuggee is a page. */
  readonly isBrowser?: boolean;
}

const NOTHING_USED: UsingReading = { parts: new Map(), places: new Map(), arguments: new Map(), unread: new Map() };

/** How many children of a live value are requested at once. */
const MAX_CHILDREN = 200;

/**
 * Reads the scopes of libraries that open a door for debuggers (`deferscope` itself, and others that follow its contract) in a program that
 * js-debug has paused.
 */
export class JavascriptSource implements CleanupSource {
  readonly #options: JavascriptSourceOptions;
  /** All requests of a read go through this port. */
  readonly #port: EvaluationGuard;
  readonly #maps: SourceMaps;
  readonly #resources: ResourceBuilder;
  /** Made anew for each read: it remembers what that read lets people expand. */
  #builder: CleanupBuilder;
  /** Where the last read found the door. Whatever is loaded later for the same stop is evaluated there. */
  #place: EvaluatePlace | undefined;
  readonly #texts: RunningTexts;
  #using: UsingReading = NOTHING_USED;
  /** The resources of the last read. */
  #frames: readonly PlacedFrame[] = [];

  constructor(options: JavascriptSourceOptions) {
    this.#options = options;
    this.#texts = new RunningTexts(options);
    this.#port = new EvaluationGuard({ port: options.port, trees: options.trees, texts: this.#texts });
    this.#maps = new SourceMaps(this.#texts);
    this.#resources = new ResourceBuilder((frame) => this.#maps.locate(frame), options.t);
    this.#builder = new CleanupBuilder((frame) => this.#maps.locate(frame), new Map(), options.t);
  }

  async read(stop: Stop, signal: AbortSignal): Promise<ReadResult> {
    const port = this.#port;
    const threadId = stop.threadId ?? (await port.request('threads', undefined, signal)).threads[0]?.id;
    if (threadId === undefined) return this.#absent('no-frame');
    const stack = await readPausedStack(port, threadId, signal);
    const { frames } = stack;
    const top = frames[0];
    if (top === undefined) return this.#absent('no-frame');
    const location = frameLocation(top);
    if (!frames.some(canEvaluate)) return this.#absent('no-frame', location);
    // If no frame may be asked, the main realm is.
    const asked = await port.enter(frames, this.#readSourceOf(frames), signal);
    const place: EvaluatePlace = asked === undefined ? {} : { frameId: asked.id };
    this.#place = place;
    const decoded = await this.#evaluateReading(place, signal);
    switch (decoded.kind) {
      case 'no-door':
        return this.#readUndoored(place, stack, location, signal);
      case 'malformed':
        return this.#absent('failed', location, decoded.why);
      case 'reading': {
        const { reading } = decoded;
        const broken = reading.libraries.find((library) => library.error !== undefined);
        if (broken !== undefined && reading.libraries.every((library) => library.error !== undefined))
          return this.#absent('failed', location, broken.error);
        return this.#result(reading, stack, signal);
      }
    }
  }

  async readMore(scopeId: string, skip: number, signal: AbortSignal): Promise<readonly UnorderedCleanup[]> {
    const key = readScopeId(scopeId);
    if (key === undefined) return [];
    const answer = await this.#evaluate(readExpression({ ...key, skip }), 'copy', signal);
    const decoded = decodeReading(answer.result);
    if (decoded.kind !== 'reading') return [];
    const described = await describeValues(decoded.reading, { port: this.#port, place: this.#place, signal });
    const scope = described.libraries[0]?.scopes[0];
    if (scope === undefined) return [];
    return Promise.all(
      scope.cleanups.filter((cleanup) => cleanup.state === 'pending').map((cleanup) => this.#builder.build(key, cleanup, scope.async)),
    );
  }

  async readMoreEntries(resourceId: string, skip: number, signal: AbortSignal): Promise<readonly ResourceEntry[]> {
    const key = readResourceId(resourceId);
    if (key === undefined) return [];
    const decoded = decodeReading((await this.#evaluate(readExpression({ ...key, skip }), 'copy', signal)).result);
    const entries = decoded.kind === 'reading' ? (decoded.reading.libraries[0]?.resources[0]?.entries ?? []) : [];
    return Promise.all(entries.map((entry) => this.#resources.entry(entry)));
  }

  hasChildren(argument: Argument): boolean {
    return this.#using.arguments.has(argument) || this.#builder.liveCommand(argument) !== undefined;
  }

  async readChildren(argument: Argument, signal: AbortSignal): Promise<readonly LiveValue[]> {
    const place = this.#using.arguments.get(argument);
    if (place !== undefined) return this.readLiveChildren(await expandBound(place, this.#port, signal), signal);
    const command = this.#builder.liveCommand(argument);
    const port = this.#port;
    const held =
      command !== undefined && this.#place !== undefined
        ? await readHeld({ expression: holdExpression([command]), place: this.#place, port, signal })
        : [];
    return this.readLiveChildren(held[0]?.variablesReference ?? 0, signal);
  }

  async readLiveChildren(variablesReference: number, signal: AbortSignal): Promise<readonly LiveValue[]> {
    if (variablesReference <= 0) return [];
    const { variables } = await this.#port.request('variables', { variablesReference }, signal);
    return variables.slice(0, MAX_CHILDREN).map((variable) => describeVariable(variable, this.#options.t));
  }

  async readCaptured(cleanup: Cleanup, signal: AbortSignal): Promise<readonly LiveValue[]> {
    const key = readCleanupId(cleanup.id);
    const names = this.#builder.freeNames(cleanup.id);
    if (key === undefined || names.size === 0) return [];
    const { variablesReference } = await this.#evaluate(valueExpression({ ...key, at: 'function' }), 'watch', signal);
    return readCaptured(names, (reference) => this.readLiveChildren(reference, signal), variablesReference);
  }

  async findCallee(cleanup: Cleanup, signal: AbortSignal): Promise<SourceLocation | undefined> {
    const key = readCleanupId(cleanup.id);
    const place = this.#using.places.get(cleanup.id);
    const valueLocationReference =
      key !== undefined
        ? (await this.#evaluate(valueExpression({ ...key, at: 'function' }), 'watch', signal)).valueLocationReference
        : place && (await findMethod(place, this.#port, signal));
    if (valueLocationReference === undefined) return undefined;
    const found = await this.#port.request('locations', { locationReference: valueLocationReference }, signal);
    if (found?.source.path === undefined) return undefined;
    return { path: found.source.path, line: found.line, ...(found.column === undefined ? {} : { column: found.column }) };
  }

  async findScope(variable: string, frameId: number, signal: AbortSignal): Promise<string | undefined> {
    if (!(await this.#port.mayEvaluate(frameId))) return undefined;
    const answer = await this.#port.request('evaluate', { expression: ownExpression([variable]), frameId, context: 'copy' }, signal);
    return readHolders(answer.result)[0];
  }

  /**
   * Looks for the door in the realm of the paused frame. If there is none, it looks in the main realm: a `vm` context may run beside the
   * library.
   */
  async #evaluateReading(place: EvaluatePlace, signal: AbortSignal): Promise<DecodedReading> {
    const port = this.#port;
    const expression = readExpression();
    const inFrame = decodeReading((await port.request('evaluate', { expression, ...place, context: 'copy' }, signal)).result);
    if (inFrame.kind !== 'no-door' || place.frameId === undefined) return inFrame;
    this.#place = {};
    return decodeReading((await port.request('evaluate', { expression, context: 'copy' }, signal)).result);
  }

  async #result(reading: WireReading, stack: PausedStack, signal: AbortSignal): Promise<ReadResult> {
    const { trees, t, isBrowser = false } = this.#options;
    const found = await readPausedProgram({
      reading,
      stack,
      place: this.#place,
      port: this.#port,
      maps: this.#maps,
      texts: this.#texts,
      resources: this.#resources,
      readText: this.#readSourceOf(stack.frames),
      trees,
      t,
      isBrowser,
      signal,
    });
    this.#builder = found.builder;
    this.#frames = found.frames;
    this.#using = found.using;
    return found.result;
  }

  /** Reads the sources of frames: files, and texts that only the adapter has. */
  #readSourceOf(frames: readonly Dap.StackFrame[]): ReadText {
    const sources = new Map(frames.map(({ source }) => [source?.path ?? '', source]));
    return async (path) => {
      const file = await this.#options.readText(path);
      return (
        file ??
        (path.startsWith('<node_internals>') ? undefined : this.#texts.read({ url: path, ...optional('source', sources.get(path)) }))
      );
    };
  }

  /** For a program without a library that shows its scopes: what its own declarations hold. */
  async #readUndoored(
    place: EvaluatePlace,
    stack: PausedStack,
    location: SourceLocation | undefined,
    signal: AbortSignal,
  ): Promise<ReadResult> {
    const answer = await this.#port.request('evaluate', { expression: framesExpression(), ...place, context: 'copy' }, signal);
    this.#place = place;
    const result = await this.#result({ wire: WIRE_VERSION, ...decodeCalls(answer.result), libraries: [] }, stack, signal);
    const isEmpty = result.kind === 'stacks' && result.problems.length === 0 && result.stacks.every(({ scopes }) => scopes.length === 0);
    return isEmpty && (await mentionsLibrary(this.#frames, this.#texts)) ? this.#absent('library-not-loaded', location) : result;
  }

  #evaluate(expression: string, context: string, signal: AbortSignal): Promise<Dap.EvaluateResponse['body']> {
    if (this.#place === undefined) return Promise.reject(new DapError('evaluate', 'the program is not paused'));
    return this.#port.request('evaluate', { expression, ...this.#place, context }, signal);
  }

  #absent(reason: AbsentReason, location?: SourceLocation, detail?: string): ReadResult {
    const absent: Absent = { reason, message: this.#explain(reason, detail) };
    return { kind: 'absent', absent, ...(location === undefined ? {} : { location }) };
  }

  #explain(reason: AbsentReason, detail: string | undefined): string {
    const { t } = this.#options;
    switch (reason) {
      case 'library-not-loaded':
        return t('This program has not loaded the deferscope library, so there are no scopes to show.');
      case 'no-frame':
        return t('The program is paused outside of JavaScript code. Step on, or pause again.');
      default:
        return t('The pending cleanups could not be read: {0}', toDisplayText(detail ?? reason, VALUE_LENGTH));
    }
  }
}
