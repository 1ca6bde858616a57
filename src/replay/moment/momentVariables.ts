import { Handles, Scope, Source, StackFrame } from '@vscode/debugadapter';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import * as path from 'node:path';
import { toDisplayText, VALUE_LENGTH } from '../../core/displayText.ts';
import type { SourceLocation } from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import { optional } from '../../core/optional.ts';
import { describeMoment, labelOf, locateMoment, nameScope } from './describeLine.ts';
import { writeValue, type Value } from './expression.ts';
import { momentData } from './momentData.ts';
import { chainOf, MAX_CLEANUPS, listCleanups, listEntries } from './momentSnapshot.ts';
import type { ScopeRecord } from './replayState.ts';
import type { Moment } from './momentIndex.ts';

/** The frame of the line itself; the frames of the scopes around it follow. */
const LINE_FRAME = 1;

/** One group of variables, made when it is expanded. */
type Group = (start: number, count: number) => Dap.Variable[];

/**
 * A moment in the form in which the protocol shows a stop: frames, scopes, and variables under references that are valid until the next
 * stop.
 */
export class MomentVariables {
  readonly #t: Translate;
  #groups = new Handles<Group>();

  constructor(t: Translate) {
    this.#t = t;
  }

  /** The replay has moved: its references are no longer valid. */
  reset(): void {
    this.#groups = new Handles<Group>();
  }

  /** The line, and the scopes around it. */
  listFrames(moment: Moment): Dap.StackFrame[] {
    return [
      toFrame(LINE_FRAME, describeMoment(moment, this.#t), locateMoment(moment)),
      ...chainOf(moment).map((scope, depth) =>
        toFrame(LINE_FRAME + 1 + depth, nameScope(scope.event.scope, scope.event.name, this.#t), scope.event.at),
      ),
    ];
  }

  listScopes(moment: Moment, frameId: number): Dap.Scope[] {
    const scope = chainOf(moment)[Math.max(0, frameId - LINE_FRAME - 1)];
    const groups: Dap.Scope[] = [];
    if (frameId === LINE_FRAME) groups.push(new Scope(this.#t('Event'), this.referTo(momentData(moment, this.#t)), false));
    if (scope !== undefined) {
      groups.push({
        name: this.#t('Pending in {0}', nameScope(scope.event.scope, scope.event.name, this.#t)),
        expensive: false,
        indexedVariables: scope.pending,
        variablesReference: this.#groups.create((start, count) => this.#pendingVariables(scope, start, count)),
      });
    }
    if (frameId === LINE_FRAME && moment.state.resources.size > 0)
      groups.push(
        new Scope(
          this.#t('Resources'),
          this.#groups.create(() => this.#resourceVariables(moment)),
          false,
        ),
      );
    return groups;
  }

  /** The children of a reference; none if the reference is no longer valid. */
  expand({ variablesReference, start = 0, count }: Dap.VariablesArguments): Dap.Variable[] {
    return this.#groups.get(variablesReference, () => [])(start, count === undefined || count === 0 ? MAX_CLEANUPS : count);
  }

  /** A reference to the fields of a value. */
  referTo(value: Readonly<Record<string, Value>>): number {
    return this.#groups.create(() =>
      Object.entries(value)
        .filter(([, field]) => field !== undefined)
        .map(([name, field]) => ({
          name: toDisplayText(name, 200),
          value: toDisplayText(writeValue(field), VALUE_LENGTH),
          type: typeof field,
          variablesReference: 0,
        })),
    );
  }

  #pendingVariables(scope: ScopeRecord, start: number, count: number): Dap.Variable[] {
    return listCleanups(scope, start, count, this.#t).map((cleanup, at) => ({
      name: String(start + at + 1),
      value: cleanup.label,
      type: this.#t('pending'),
      variablesReference: this.#groups.create(() => [
        ...cleanup.arguments.map((one, n) => ({
          name: one.name ?? this.#t('argument {0}', n + 1),
          value: one.value,
          ...optional('type', one.type),
          variablesReference: 0,
        })),
        ...(cleanup.registeredAt === undefined
          ? []
          : [
              { name: this.#t('registered at'), value: `${cleanup.registeredAt.path}:${cleanup.registeredAt.line}`, variablesReference: 0 },
            ]),
      ]),
    }));
  }

  #resourceVariables({ state }: Moment): Dap.Variable[] {
    return [...state.resources.values()]
      .filter((one) => one.entry === undefined)
      .map((one) => ({
        name: toDisplayText(`${one.form} ${one.name ?? String(one.resource)}`, 200),
        value: toDisplayText(one.state, VALUE_LENGTH),
        variablesReference: this.#groups.create((start, count) =>
          listEntries(state, one.resource, start, count).entries.map((entry) => ({
            name: labelOf(entry.name, 0, this.#t),
            value: entry.state,
            variablesReference: 0,
          })),
        ),
      }));
  }
}

function toFrame(id: number, name: string, at: SourceLocation | undefined): Dap.StackFrame {
  if (at === undefined) return { id, name, line: 0, column: 0, presentationHint: 'label' };
  return new StackFrame(id, name, new Source(path.basename(at.path), at.path), at.line, at.column ?? 1);
}
