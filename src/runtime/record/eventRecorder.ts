/** Writes what happens in the program as lines of the format `deferscope.recording`. See media/recording.schema.json. */

import type { DoorFrame } from '../door/doorContract.ts';
import { type Entry, entryHow, entryId, How, isOnError } from '../scopes/entry.ts';
import { listFailures } from '../scopes/failure.ts';
import { Kind, type Ledger } from '../scopes/ledger.ts';
import { findLimit } from '../scopes/limitNotes.ts';
import { listLive } from '../scopes/liveScopes.ts';
import type { RecordedScope, Recorder, ResourceChange } from '../scopes/recorder.ts';
import { readTrace, type Trace } from '../door/trace.ts';
import { nameCall } from './callName.ts';
import { cutText } from './preview.ts';
import { MAX_ERROR_UNITS, MAX_LABEL_UNITS, RecordedTexts } from './recordedTexts.ts';
import type { RecordOptions } from './recordOptions.ts';
import type { AsyncContext, RecordingHost } from './recordingHost.ts';
import type { RecordingWriter } from './recordingWriter.ts';

/** When a new file begins, at most this many waiting cleanups are repeated in it. */
const MAX_CARRIED = 20_000;

const { stringify } = JSON;
const { round } = Math;

interface KnownResource {
  readonly id: number;
  /** The state of the resource itself. It is written when it changes. */
  state: string | undefined;
}

/** Writes down each event at the moment when it happens. */
export class EventRecorder implements Recorder {
  readonly #host: RecordingHost;
  readonly #startedAt: number;
  readonly #context: AsyncContext;
  readonly #outer: (number | undefined)[] = [];
  readonly #texts: RecordedTexts;
  #writer: RecordingWriter | undefined;
  #events = 0;
  /** How many cleanups were registered and have not started, and how many scopes have some. */
  #pending = 0;
  #scopes = 0;
  /** When the synchronous cleanups on the call stack began, innermost last. */
  readonly #began: number[] = [];
  /** When the awaited cleanups began, by their scope. */
  readonly #awaitedSince = new WeakMap<RecordedScope, number>();
  /** Cleanups that their scopes went on without. */
  readonly #left = new WeakSet<Entry>();
  readonly #resources = new WeakMap<object, KnownResource>();
  #lastResource = 0;
  /** As JSON, by URL. */
  readonly #paths = new Map<string, string>();

  constructor(host: RecordingHost, options: Pick<RecordOptions, 'values' | 'redact'>) {
    this.#host = host;
    this.#startedAt = host.clock.now();
    this.#context = host.makeContext();
    this.#texts = new RecordedTexts(options);
  }

  get events(): number {
    return this.#events;
  }

  /** Sets where the lines go. They share a clock with the events, so the writer is made second. */
  writeTo(writer: RecordingWriter): void {
    this.#writer = writer;
  }

  /** Leaves out more from now on. What was left out before stays out. */
  restrict(options: Pick<RecordOptions, 'values' | 'redact'>): void {
    this.#texts.restrict(options);
  }

  /** Milliseconds since the start, to the microsecond. */
  time(): string {
    return `${round((this.#host.clock.now() - this.#startedAt) * 1000) / 1000}`;
  }

  opened(scope: RecordedScope): void {
    const frame = this.#frame(scope.note?.trace);
    const label = scope.note?.label;
    const parent = this.#context.getStore();
    const name = label === undefined ? (frame?.name ?? '') : this.#texts.redact(label, 'label', MAX_LABEL_UNITS);
    this.#add(
      `{"kind":"scope-opened","t":${this.time()},"scope":${scope.id},"form":"${(scope.kind & Kind.body) === 0 ? 'object' : 'function'}"${name === '' ? '' : `,"name":${stringify(cutText(name, MAX_LABEL_UNITS))}`}${
        (scope.kind & Kind.asyncObject) === 0 ? '' : ',"async":true'
      }${parent === undefined ? '' : `,"parent":${parent}`}${this.#place(frame)}}`,
    );
  }

  moved(from: RecordedScope, to: RecordedScope): void {
    this.#add(`{"kind":"scope-moved","t":${this.time()},"scope":${from.id},"to":${to.id}}`);
  }

  closed(scope: RecordedScope): void {
    this.#add(`{"kind":"scope-closed","t":${this.time()},"scope":${scope.id}}`);
  }

  registered(scope: RecordedScope, entry: Entry): void {
    // This is an await and not a cleanup.
    if (entryHow(entry) === How.useNothing) return;
    this.#pending += 1;
    if (entryId(entry) === 1) this.#scopes += 1;
    this.#add(this.#encodeRegistration(scope, entry));
  }

  started(scope: RecordedScope, entry: Entry): void {
    this.#leaves(entry);
    const now = this.#host.clock.now();
    if ((scope.kind & Kind.asyncObject) === 0) this.#began[this.#began.length] = now;
    else this.#awaitedSince.set(scope, now);
    this.#add(`{"kind":"started","t":${this.time()},"scope":${scope.id},"cleanup":${entryId(entry)}}`);
  }

  ended(scope: RecordedScope, entry: Entry, how: 'done' | 'failed' | 'skipped', error?: unknown): void {
    if (how === 'skipped') {
      this.#leaves(entry);
      this.#add(`{"kind":"skipped","t":${this.time()},"scope":${scope.id},"cleanup":${entryId(entry)}}`);
      return;
    }
    const since = (scope.kind & Kind.asyncObject) === 0 ? this.#began.pop() : this.#awaitedSince.get(scope);
    const isLeft = this.#left.has(entry);
    const words = how === 'failed' ? `,"error":${this.#texts.encodeError(error)}` : '';
    this.#add(
      `{"kind":"${isLeft ? 'abandoned' : how}","t":${this.time()},"scope":${scope.id},"cleanup":${entryId(entry)}${this.#lasted(since)}${words}}`,
    );
    // The cleanup is not over. What unwinds its scope is that it was left.
    if (isLeft && how === 'failed') this.thrown(scope, error);
  }

  timedOut(entry: Entry, isLeft: boolean): void {
    const scope = listLive().find(({ running }) => running === entry);
    if (isLeft) this.#left.add(entry);
    if (scope === undefined) return;
    this.#add(
      `{"kind":"timed-out","t":${this.time()},"scope":${scope.id},"cleanup":${entryId(entry)}${this.#lasted(this.#awaitedSince.get(scope))}}`,
    );
  }

  thrown(scope: RecordedScope, error: unknown): void {
    this.#add(`{"kind":"thrown","t":${this.time()},"scope":${scope.id},"error":${this.#texts.encodeError(error)}}`);
  }

  recovered(scope: RecordedScope, error: unknown): void {
    this.#add(`{"kind":"recovered","t":${this.time()},"scope":${scope.id},"error":${this.#texts.encodeError(error)}}`);
  }

  entered(scope: RecordedScope): void {
    this.#outer[this.#outer.length] = this.#context.getStore();
    this.#context.enterWith(scope.id);
  }

  left(): void {
    // It was entered before the recording began, so there is nothing to go back to.
    if (this.#outer.length > 0) this.#context.enterWith(this.#outer.pop());
  }

  changed(resource: object, change: ResourceChange): void {
    const { form, entry, state, gone, trace } = change;
    let known = this.#resources.get(resource);
    if (known === undefined) this.#resources.set(resource, (known = { id: ++this.#lastResource, state: undefined }));
    const name = change.name === undefined ? '' : `,"name":${stringify(this.#texts.redact(change.name, 'label', MAX_LABEL_UNITS))}`;
    const head = `{"kind":"resource","t":${this.time()},"resource":${known.id},"form":"${form}"${name}`;
    if (entry === undefined) {
      if (known.state === state) return;
      known.state = state;
    } else if (known.state === undefined) {
      known.state = 'open';
      this.#add(`${head},"state":"open"}`);
    }
    const key = entry === undefined ? '' : `,"entry":${stringify(this.#texts.redact(entry, 'label', MAX_LABEL_UNITS))}`;
    const concern =
      change.concern === undefined ? '' : `,"concern":${stringify(this.#texts.redact(change.concern, 'error', MAX_ERROR_UNITS))}`;
    this.#add(
      `${head}${key},"state":${stringify(cutText(state, MAX_LABEL_UNITS))}${gone === true ? ',"gone":true' : ''}${concern}${this.#place(this.#frame(trace))}}`,
    );
  }

  /** The process ends. */
  exit(code: number): void {
    this.#add(`{"kind":"exit","t":${this.time()},"code":${code},"pending":${this.#pending},"scopes":${this.#scopes}}`);
  }

  /** Repeats what is open, at the beginning of a file. What the program has let go of is only in the files before. */
  carryOver(): void {
    let room = MAX_CARRIED;
    const live = listLive();
    for (let i = live.length - 1; i >= 0; i--) {
      const ledger = live[i];
      if (ledger === undefined || room <= 0) continue;
      room -= 1;
      this.opened(ledger);
      room = this.#carryEntries(ledger, room);
    }
  }

  /** Removes what the recording has added to the program. */
  dispose(): void {
    this.#context.disable();
  }

  #carryEntries(ledger: Ledger, most: number): number {
    const waiting: Entry[] = [];
    for (let entry = ledger.head; entry !== undefined && waiting.length < most; entry = entry.below) waiting[waiting.length] = entry;
    for (let i = waiting.length - 1; i >= 0; i--) {
      const entry = waiting[i];
      if (entry !== undefined && entryHow(entry) !== How.useNothing) this.#add(this.#encodeRegistration(ledger, entry));
    }
    const { running } = ledger;
    if (running !== undefined && running !== ledger.head) {
      this.#add(this.#encodeRegistration(ledger, running));
      this.#add(`{"kind":"started","t":${this.time()},"scope":${ledger.id},"cleanup":${entryId(running)}}`);
    }
    const failures = listFailures(ledger.failure);
    for (let i = failures.length - 1; i >= 0; i--) this.thrown(ledger, failures[i]?.value);
    return most - waiting.length;
  }

  #encodeRegistration(scope: RecordedScope, entry: Entry): string {
    const limit = findLimit(entry.fn);
    const fn = limit === undefined ? entry.fn : limit.fn;
    const args = this.#texts.listArguments(entry);
    const label = entry.note?.label;
    const own = limit?.ms ?? Infinity;
    const shared = scope.note?.budgetMs ?? Infinity;
    const timeoutMs = own < shared ? own : shared;
    const call = label === undefined ? nameCall(entry, fn, args) : this.#texts.redact(label, 'label', MAX_LABEL_UNITS);
    let listed = '';
    for (let i = 0; i < args.length; i++) {
      const arg = args[i];
      if (arg !== undefined)
        listed += `${i === 0 ? '' : ','}{${entryHow(entry) === How.use || entryHow(entry) === How.useSync ? '"name":"this",' : ''}"value":${stringify(arg)}}`;
    }
    return `{"kind":"registered","t":${this.time()},"scope":${scope.id},"cleanup":${entryId(entry)},"label":${stringify(cutText(call, MAX_LABEL_UNITS))}${listed === '' ? '' : `,"args":[${listed}]`}${
      isOnError(entry) ? ',"onError":true' : ''
    }${timeoutMs < Infinity ? `,"timeoutMs":${timeoutMs}` : ''}${this.#place(this.#frame(entry.note?.trace))}}`;
  }

  /** It no longer waits. */
  #leaves(entry: Entry): void {
    this.#pending -= 1;
    if (entryId(entry) === 1) this.#scopes -= 1;
  }

  #lasted(since: number | undefined): string {
    return since === undefined ? '' : `,"ms":${round((this.#host.clock.now() - since) * 1000) / 1000}`;
  }

  #frame(trace: Trace | undefined): DoorFrame | undefined {
    return readTrace(trace)?.frames[0];
  }

  #place(frame: DoorFrame | undefined): string {
    if (frame === undefined) return '';
    let path = this.#paths.get(frame.url);
    if (path === undefined) this.#paths.set(frame.url, (path = stringify(this.#host.toPath(frame.url))));
    return `,"at":{"path":${path},"line":${frame.line},"column":${frame.column}}`;
  }

  #add(line: string): void {
    if (this.#texts.isRedacting) return;
    this.#events += 1;
    this.#writer?.add(line);
  }
}
