import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { toDisplayText, VALUE_LENGTH } from '../../core/displayText.ts';
import type { Translate } from '../../core/translate.ts';
import type { ReplayRequest, ReplayRequests } from '../../wire/replayProtocol.ts';
import { describeMoment } from '../moment/describeLine.ts';
import { MAX_CLEANUPS, listCleanups, listEntries, toSnapshot } from '../moment/momentSnapshot.ts';
import { readMoment } from '../moment/momentText.ts';
import { explainFilter, nameFilter } from './exceptionFilters.ts';
import { ExpressionError } from '../moment/expression.ts';
import type { ReplayPlayer, Standing } from './replayPlayer.ts';

/** Requests about the moment that a replay is at; the other requests move it. */
type Question = Exclude<ReplayRequest, { readonly command: 'deferscope/goto' }>;

/** What Deferscope requests in addition to the protocol: the snapshot of the moment, and further pages of it. */
export function answerQuestion(question: Question, player: ReplayPlayer, t: Translate): ReplayRequests[Question['command']]['body'] {
  const { moment, moments, file } = player;
  switch (question.command) {
    case 'deferscope/snapshot':
      return { snapshot: toSnapshot({ moment, header: file.header, moments, t }) };
    case 'deferscope/cleanups': {
      const scope = moment.state.scopes.get(Number(/^s(\d+)$/.exec(question.arguments.scope)?.[1] ?? -1));
      return { cleanups: scope === undefined ? [] : listCleanups(scope, question.arguments.skip, MAX_CLEANUPS, t) };
    }
    case 'deferscope/entries': {
      const id = Number(/^r(\d+)$/.exec(question.arguments.resource)?.[1] ?? -1);
      return { entries: listEntries(moment.state, id, question.arguments.skip, MAX_CLEANUPS).entries };
    }
  }
}

/**
 * The line of the recording that a person means.
 * @throws {ExpressionError} if the text names no moment.
 */
export async function findMoment(text: string, { file, moments }: ReplayPlayer, t: Translate): Promise<number> {
  const asked = readMoment(text, file.header.startedAt);
  if (asked === undefined)
    throw new ExpressionError(
      t(
        '"{0}" is not a moment. Write a time since the start, as in 1.5 s, 617 ms or 2:03, or the number of an event, as in #1234.',
        toDisplayText(text, 100),
      ),
    );
  await file.refresh();
  return asked.kind === 'event' ? asked.number - 1 : moments.indexAt(asked.ms);
}

/** `#1234 · 2.391 s · registered: release(connection)`. */
export function nameEvent(index: number, { moments }: ReplayPlayer, t: Translate): string {
  const moment = moments.seek(index);
  return `#${index + 1} · ${Math.round(moment.state.t) / 1000} s · ${describeMoment(moment, t)}`;
}

/** Why the replay stopped, for the box beside the line. */
export function explainStop({ moment }: ReplayPlayer, standing: Standing, t: Translate): Dap.ExceptionInfoResponse['body'] {
  const filter = standing.kind === 'hit' ? standing.hit.filters[0] : undefined;
  const error = 'error' in moment.line ? moment.line.error : undefined;
  const what = describeMoment(moment, t);
  const why = filter === undefined ? [] : [explainFilter(t, filter)];
  const how = error === undefined ? [] : [toDisplayText(error, VALUE_LENGTH)];
  return {
    exceptionId: filter === undefined ? what : nameFilter(t, filter),
    breakMode: 'always',
    description: [what, ...why, ...how].join('\n'),
  };
}
