import type { UnorderedCleanup } from '../../../core/runOrder.ts';
import type { Argument, HistoryEntry, SourceLocation } from '../../../core/snapshot.ts';
import type { Translate } from '../../../core/translate.ts';
import { toDisplayText, LABEL_LENGTH, VALUE_LENGTH } from '../../../core/displayText.ts';
import type { WireCleanup, WireFrame, WireHistory, WireValue } from '../wire/javascriptReading.ts';
import { optional } from '../../../core/optional.ts';
import type { LivePlace } from '../probe/javascript.ts';
import { namesIn } from './captured.ts';
import { leaveOutMethod } from './heldValue.ts';
import { parameterNames } from './parameterNames.ts';
import { mentionsRecover, writeCall, writeValue } from './writtenValues.ts';

/** How to find a live value of the program again. */
export type LiveCommand = LivePlace;

/** Identifies a scope and its library. */
export interface ScopeKey {
  readonly library: number;
  readonly scope: number;
}

export function writeScopeId(key: ScopeKey): string {
  return `${key.library}:${key.scope}`;
}

export function readScopeId(id: string): ScopeKey | undefined {
  const match = /^(\d+):(\d+)$/.exec(id);
  return match === null ? undefined : { library: Number(match[1]), scope: Number(match[2]) };
}

/** `0:12:3` → library 0, scope 12, cleanup 3. */
export function readCleanupId(id: string): (ScopeKey & { readonly cleanup: number }) | undefined {
  const match = /^(\d+):(\d+):(\d+)$/.exec(id);
  return match === null ? undefined : { library: Number(match[1]), scope: Number(match[2]), cleanup: Number(match[3]) };
}

/** Turns the wire format into the vocabulary, and remembers which arguments can be expanded. */
export class CleanupBuilder {
  readonly #locate: (frame: WireFrame) => Promise<SourceLocation>;
  readonly #closures: ReadonlyMap<string, SourceLocation>;
  readonly #t: Translate;
  readonly #live = new WeakMap<Argument, LiveCommand>();
  readonly #names = new Map<string, ReadonlySet<string>>();

  /** `closures` are the places of cleanups whose registration was not recorded, by cleanup id. */
  constructor(locate: (frame: WireFrame) => Promise<SourceLocation>, closures: ReadonlyMap<string, SourceLocation>, t: Translate) {
    this.#locate = locate;
    this.#closures = closures;
    this.#t = t;
  }

  /** How to find the argument's value in the program; undefined if it has no children. */
  liveCommand(argument: Argument): LiveCommand | undefined {
    return this.#live.get(argument);
  }

  /** Names in the text of an anonymous cleanup; empty for a named function, whose variables are not those of its registration. */
  freeNames(cleanupId: string): ReadonlySet<string> {
    return this.#names.get(cleanupId) ?? new Set();
  }

  async build(key: ScopeKey, cleanup: WireCleanup, isAsync: boolean): Promise<UnorderedCleanup> {
    const { label, callee } = writeCall(cleanup);
    const id = `${writeScopeId(key)}:${cleanup.id}`;
    if (cleanup.fn.name === '') this.#names.set(id, namesIn(cleanup.fn.source));
    const notes: string[] = [];
    if (cleanup.deadlineInMs !== undefined && cleanup.deadlineInMs < 0) notes.push(this.#t('past its limit'));
    if (cleanup.argCount > cleanup.args.length)
      notes.push(this.#t('{0} arguments, the first {1} are shown', cleanup.argCount, cleanup.args.length));
    return {
      id,
      state: cleanup.state,
      label,
      callee: { name: callee },
      ...optional('registeredAt', cleanup.site === undefined ? this.#closures.get(id) : await this.#locate(cleanup.site)),
      arguments: this.#buildArguments(key, cleanup),
      ...(cleanup.kind === 'onError' ? { when: 'failure' } : {}),
      ...(mentionsRecover(cleanup.fn.source) ? { recovers: true } : {}),
      ...(isAsync ? { async: true } : {}),
      ...optional('timeoutMs', cleanup.timeoutMs),
      ...optional('holds', cleanup.holds),
      ...(notes.length > 0 ? { notes } : {}),
    };
  }

  async buildHistory(library: number, entry: WireHistory): Promise<HistoryEntry> {
    const scope = writeScopeId({ library, scope: entry.scope });
    return {
      id: `${scope}:${entry.cleanup}`,
      scope,
      state: entry.state,
      label: toDisplayText(entry.name, LABEL_LENGTH),
      ...optional('registeredAt', entry.site === undefined ? undefined : await this.#locate(entry.site)),
      ...optional('error', entry.error === undefined ? undefined : toDisplayText(entry.error, VALUE_LENGTH)),
    };
  }

  #buildArguments(key: ScopeKey, cleanup: WireCleanup): Argument[] {
    const found: Argument[] = [];
    const add = (name: string | undefined, value: WireValue, at: LiveCommand['at']): void => {
      const written = writeValue(value);
      const argument: Argument = {
        ...optional('name', name),
        type: value.type,
        value: at === 'receiver' ? leaveOutMethod(written) : written,
        capture: 'value',
      };
      if (value.type === 'object' || value.type === 'function') this.#live.set(argument, { ...key, cleanup: cleanup.id, at });
      found.push(argument);
    };
    if (cleanup.receiver !== undefined) add('this', cleanup.receiver, 'receiver');
    const names = parameterNames(cleanup.fn.source);
    cleanup.args.forEach((value, at) => {
      add(names[at], value, at);
    });
    return found;
  }
}
