import type { Argument, Cleanup, CleanupScope, Problem, Snapshot, SnapshotSession, Stack } from '../core/snapshot.ts';
import type { Translate } from '../core/translate.ts';
import type { LanguageWords } from '../languages/languageWords.ts';
import { decodeSnapshot } from '../wire/decodeSnapshot.ts';
import { RECORDING_SCHEMA, RECORDING_VERSION, type GapEvent, type RecordingHeader } from '../runtime/record/recordedEvents.ts';
import type { StopEvent } from '../wire/recordingFormat.ts';

/** How many stops of one session are kept, and how many characters in all; older stops are dropped. */
const MAX_STOPS = 500;
const MAX_CHARACTERS = 64_000_000;

/** The stop that may still be read further. */
interface OpenStop {
  /** Which stop of the session this is. */
  readonly epoch: number;
  readonly snapshot: Snapshot;
  readonly t: number;
}

/** A stop that is over, as a line of the recording. */
interface KeptStop {
  readonly t: number;
  readonly text: string;
}

export interface SessionRecordingOptions {
  readonly session: SnapshotSession;
  readonly startedAt: Date;
  readonly t: Translate;
  readonly words: Pick<LanguageWords, 'unrecordedStacks'>;
  /** How much is kept. */
  readonly most?: { readonly stops: number; readonly characters: number };
}

/** What was pending at each stop of one debug session, as far as somebody looked; this is what a recording of the session contains. */
export class SessionRecording {
  readonly #session: SnapshotSession;
  readonly #startedAt: Date;
  readonly #sayUnrecorded: (count: number) => string;
  readonly #most: { readonly stops: number; readonly characters: number };
  #open: OpenStop | undefined;
  #stops: KeptStop[] = [];
  #characters = 0;
  #lost = 0;
  #lostAt = 0;

  constructor({ session, startedAt, t, words, most = { stops: MAX_STOPS, characters: MAX_CHARACTERS } }: SessionRecordingOptions) {
    this.#session = session;
    this.#startedAt = startedAt;
    this.#sayUnrecorded = (count) => words.unrecordedStacks(count, t);
    this.#most = most;
  }

  get name(): string {
    return this.#session.name;
  }

  /** How many stops it holds. */
  get count(): number {
    return this.#stops.length + (this.#open === undefined ? 0 : 1);
  }

  /** What was pending at each stop that is kept, the oldest first, with the time since the session's start in milliseconds. */
  get stops(): readonly { readonly t: number; readonly read: () => Snapshot | undefined }[] {
    const open = this.#open;
    return [
      ...this.#stops.map(({ t, text }) => ({ t, read: () => decodeSnapshot((JSON.parse(text) as StopEvent).snapshot) })),
      ...(open === undefined ? [] : [{ t: open.t, read: () => open.snapshot }]),
    ];
  }

  /** Keeps what was read at a stop, in place of what was read earlier at the same stop. It is encoded when the stop is over. */
  add(epoch: number, snapshot: Snapshot, now: Date): void {
    const open = this.#open;
    if (open?.epoch === epoch) {
      this.#open = { ...open, snapshot };
      return;
    }
    if (open !== undefined) {
      const text = this.#encodeStop(open);
      this.#stops.push({ t: open.t, text });
      this.#characters += text.length;
    }
    this.#open = { epoch, snapshot, t: Math.max(0, now.getTime() - this.#startedAt.getTime()) };
    while (this.#stops.length > 0 && (this.count > this.#most.stops || this.#characters > this.#most.characters)) {
      this.#lost += 1;
      this.#lostAt = this.#stops[0]?.t ?? 0;
      this.#characters -= this.#stops.shift()?.text.length ?? 0;
    }
  }

  /** The recording as the content of a file, in the format `deferscope.recording`. */
  encode(): string {
    const runtime = this.#open?.snapshot.session.runtime;
    const header: RecordingHeader = {
      schema: RECORDING_SCHEMA,
      version: RECORDING_VERSION,
      startedAt: this.#startedAt.toISOString(),
      program: { name: this.#session.name, ...(runtime === undefined ? {} : { runtime }) },
    };
    const gap: readonly GapEvent[] = this.#lost === 0 ? [] : [{ kind: 'gap', t: this.#lostAt, count: this.#lost, reason: 'bounded' }];
    return [
      JSON.stringify(header),
      ...gap.map((event) => JSON.stringify(event)),
      ...this.#stops.map(({ text }) => text),
      ...(this.#open === undefined ? [] : [this.#encodeStop(this.#open)]),
    ]
      .map((line) => `${line}\n`)
      .join('');
  }

  #encodeStop({ t, snapshot }: OpenStop): string {
    const event: StopEvent = { kind: 'stop', t, snapshot: withoutReferences(snapshot, this.#sayUnrecorded) };
    return JSON.stringify(event);
  }
}

/** Leaves out what only the adapter could follow at the time: frames, the children of values, stacks that nobody had read. */
function withoutReferences({ moreStacks = 0, ...snapshot }: Snapshot, sayUnrecorded: (count: number) => string): Snapshot {
  const read = snapshot.stacks.filter((stack) => stack.unread === undefined);
  const left = snapshot.stacks.length - read.length + moreStacks;
  const missing: readonly Problem[] =
    left === 0
      ? []
      : [
          {
            code: 'incomplete',
            severity: 'info',
            message: sayUnrecorded(left),
          },
        ];
  return { ...snapshot, stacks: read.map(withoutFrames), problems: [...snapshot.problems, ...missing] };
}

function withoutFrames(stack: Stack): Stack {
  return { ...stack, scopes: stack.scopes.map(withoutFrame) };
}

function withoutChildren(cleanup: Cleanup): Cleanup {
  return { ...cleanup, arguments: cleanup.arguments.map(withoutReference) };
}

function withoutFrame(scope: CleanupScope): CleanupScope {
  const copy: { -readonly [K in keyof CleanupScope]: CleanupScope[K] } = { ...scope, cleanups: scope.cleanups.map(withoutChildren) };
  delete copy.frameId;
  return copy;
}

function withoutReference(argument: Argument): Argument {
  const copy: { -readonly [K in keyof Argument]: Argument[K] } = { ...argument };
  delete copy.variablesReference;
  return copy;
}
