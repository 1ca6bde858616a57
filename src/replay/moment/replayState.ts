import { assertNever } from '../../core/assertNever.ts';
import type { SourceLocation } from '../../core/snapshot.ts';
import type { ExitEvent, Outcome, Registered, ResourceEvent, ScopeOpened } from '../../runtime/record/recordedEvents.ts';
import type { RecordedLine } from '../../wire/recordingFormat.ts';

/** A registered call that has not run. Records never change: moments share them. */
export interface CleanupRecord {
  /** The line that registered it; -1 if it is not in the recording. */
  readonly index: number;
  readonly event: Pick<Registered, 'scope' | 'cleanup' | 'label' | 'args' | 'at' | 'onError' | 'timeoutMs'>;
  /** Runs after this one. */
  readonly below: CleanupRecord | undefined;
}

export interface RunningRecord {
  readonly cleanup: CleanupRecord;
  readonly startedAt: number;
  readonly isTimedOut: boolean;
}

export interface FailureRecord {
  readonly error: string;
  readonly recovered: boolean;
}

export interface ScopeRecord {
  /** The line that opened it; -1 if it is not in the recording. */
  readonly index: number;
  readonly event: Pick<ScopeOpened, 'scope' | 'form' | 'name' | 'async' | 'parent' | 'at'>;
  /** Runs next. */
  readonly top: CleanupRecord | undefined;
  readonly pending: number;
  readonly running: RunningRecord | undefined;
  /** Newest first. */
  readonly failures: readonly FailureRecord[];
}

/** A cleanup that ran or was skipped. */
export interface RanRecord {
  readonly scope: number;
  readonly cleanup: number;
  readonly label: string;
  readonly at?: SourceLocation;
  readonly outcome: Outcome;
}

/** How many cleanups that ran are remembered. */
const MAX_HISTORY_ENTRIES = 100;
const MAX_FAILURES = 20;

/** What was true at one moment of a recording. Lines are applied one after the other; copies are cheap and share records. */
export class ReplayState {
  scopes = new Map<number, ScopeRecord>();
  /** A resource is stored under its id, one of its entries under `ID/NAME`. */
  resources = new Map<string, ResourceEvent>();
  /** Newest first. */
  ran: readonly RanRecord[] = [];
  /** How many lines could not be read so far. */
  unreadable = 0;
  /** How many events the recorder had to drop so far. */
  dropped = 0;
  exit: ExitEvent | undefined;
  /** The line of the last debugger stop, if stops were recorded. */
  stop: number | undefined;
  t = 0;
  /** The registration that the last line is about, if it is about one. */
  origin: CleanupRecord | undefined;

  copy(): ReplayState {
    const copy = new ReplayState();
    Object.assign(copy, this);
    copy.scopes = new Map(this.scopes);
    copy.resources = new Map(this.resources);
    return copy;
  }

  /** What a copy costs, in entries. */
  get size(): number {
    return this.scopes.size + this.resources.size + this.ran.length;
  }

  /** Tolerates what is missing before the line: a recording may begin in the middle, and have gaps. */
  apply(line: RecordedLine, index: number): void {
    this.origin = undefined;
    if (line.kind === 'unreadable') {
      this.unreadable += 1;
      return;
    }
    this.t = line.t;
    switch (line.kind) {
      case 'scope-opened':
        this.scopes.set(line.scope, { index, event: line, top: undefined, pending: 0, running: undefined, failures: [] });
        return;
      case 'scope-moved':
        this.#move(line.scope, line.to);
        return;
      case 'scope-closed':
        this.scopes.delete(line.scope);
        return;
      case 'registered':
        this.#register(line, index);
        return;
      case 'started':
        this.#start(line.scope, line.cleanup, line.t);
        return;
      case 'timed-out':
        this.#timeOut(line);
        return;
      case 'done':
      case 'failed':
      case 'abandoned':
      case 'skipped':
        this.#finish(line);
        return;
      case 'thrown':
        this.#change(line.scope, (scope) => ({ failures: addFailure(scope.failures, line.error) }));
        return;
      case 'recovered':
        this.#change(line.scope, (scope) => ({ failures: scope.failures.map((failure) => ({ ...failure, recovered: true })) }));
        return;
      case 'resource':
        this.#place(line);
        return;
      case 'exit':
        this.exit = line;
        return;
      case 'gap':
        if (line.reason !== 'rotated') this.dropped += line.count;
        return;
      case 'stop':
        this.stop = index;
        return;
      default:
        assertNever(line);
    }
  }

  #move(from: number, to: number): void {
    const source = this.scopes.get(from);
    this.scopes.delete(from);
    if (source !== undefined) this.#change(to, () => ({ top: source.top, pending: source.pending }));
  }

  #register(line: Registered, index: number): void {
    const scope = this.#find(line.scope);
    this.origin = { index, event: line, below: scope.top };
    this.scopes.set(line.scope, { ...scope, top: this.origin, pending: scope.pending + 1 });
  }

  #start(id: number, cleanup: number, startedAt: number): void {
    const found = this.#take(id, cleanup);
    this.#change(id, () => ({ running: { cleanup: found, startedAt, isTimedOut: false } }));
  }

  #timeOut(line: Outcome): void {
    const { running } = this.#find(line.scope);
    this.origin = running?.cleanup;
    if (running !== undefined) this.#change(line.scope, () => ({ running: { ...running, isTimedOut: true } }));
  }

  #finish(line: Outcome): void {
    const scope = this.#find(line.scope);
    const isRunning = scope.running?.cleanup.event.cleanup === line.cleanup;
    const found = isRunning ? scope.running.cleanup : this.#take(line.scope, line.cleanup);
    this.origin = found;
    this.#change(line.scope, ({ failures, running }) => ({
      running: isRunning ? undefined : running,
      // As in the library: a recovery counts from the moment when the cleanup that recovered has returned.
      failures:
        line.kind === 'failed'
          ? addFailure(failures, line.error)
          : line.kind === 'done' && failures.every((one) => one.recovered)
            ? []
            : failures,
    }));
    const { label, at } = found.event;
    this.ran = [
      { scope: line.scope, cleanup: line.cleanup, label, ...(at === undefined ? {} : { at }), outcome: line },
      ...this.ran.slice(0, MAX_HISTORY_ENTRIES - 1),
    ];
  }

  #place(line: ResourceEvent): void {
    const id = String(line.resource);
    const key = line.entry === undefined ? id : `${id}/${line.entry}`;
    if (line.gone !== true) this.resources.set(key, line);
    else {
      this.resources.delete(key);
      if (line.entry === undefined) for (const other of this.resources.keys()) if (other.startsWith(`${id}/`)) this.resources.delete(other);
    }
  }

  /** Removes a cleanup from those that wait; an unknown one is made up. */
  #take(id: number, cleanup: number): CleanupRecord {
    const scope = this.#find(id);
    const above: CleanupRecord[] = [];
    let found = scope.top;
    while (found !== undefined && found.event.cleanup !== cleanup) {
      above.push(found);
      found = found.below;
    }
    this.origin = found;
    if (found === undefined) return { index: -1, event: { scope: id, cleanup, label: '' }, below: undefined };
    let top = found.below;
    for (let one = above.pop(); one !== undefined; one = above.pop()) top = { ...one, below: top };
    this.scopes.set(id, { ...scope, top, pending: scope.pending - 1 });
    return found;
  }

  #change(id: number, change: (scope: ScopeRecord) => Partial<ScopeRecord>): void {
    const scope = this.#find(id);
    this.scopes.set(id, { ...scope, ...change(scope) });
  }

  /** A scope that was opened before the recording, or in a gap, exists as soon as something happens in it. */
  #find(id: number): ScopeRecord {
    const found = this.scopes.get(id);
    if (found !== undefined) return found;
    const made: ScopeRecord = {
      index: -1,
      event: { scope: id, form: 'object' },
      top: undefined,
      pending: 0,
      running: undefined,
      failures: [],
    };
    this.scopes.set(id, made);
    return made;
  }
}

function addFailure(failures: readonly FailureRecord[], error: string | undefined): readonly FailureRecord[] {
  return [{ error: error ?? '', recovered: false }, ...failures.slice(0, MAX_FAILURES - 1)];
}
