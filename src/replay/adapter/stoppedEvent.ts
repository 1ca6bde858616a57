import { StoppedEvent } from '@vscode/debugadapter';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { assertNever } from '../../core/assertNever.ts';
import { optional } from '../../core/optional.ts';
import type { Translate } from '../../core/translate.ts';
import { nameFilter } from './exceptionFilters.ts';
import type { Standing } from './replayPlayer.ts';

/** Tells the client why the replay is where it is. */
export function makeStoppedEvent(standing: Standing, threadId: number, t: Translate): Dap.StoppedEvent {
  const event: Dap.StoppedEvent = new StoppedEvent(nameReason(standing), threadId);
  Object.assign(event.body, { allThreadsStopped: true }, describeStanding(standing, t));
  return event;
}

function nameReason(standing: Standing): string {
  switch (standing.kind) {
    case 'hit':
      return standing.hit.reason;
    case 'start':
    case 'end':
      return 'pause';
    case 'step':
    case 'entry':
    case 'pause':
    case 'goto':
      return standing.kind;
    default:
      return assertNever(standing);
  }
}

function describeStanding(standing: Standing, t: Translate): Pick<Dap.StoppedEvent['body'], 'description' | 'text' | 'hitBreakpointIds'> {
  switch (standing.kind) {
    case 'start':
      return { description: t('Start of the recording') };
    case 'end':
      return { description: t('End of the recording') };
    case 'hit': {
      const { filters, breakpoints } = standing.hit;
      return {
        ...optional('text', filters[0] === undefined ? undefined : nameFilter(t, filters[0])),
        ...(breakpoints.length > 0 ? { hitBreakpointIds: [...breakpoints] } : {}),
      };
    }
    case 'step':
    case 'entry':
    case 'pause':
    case 'goto':
      return {};
    default:
      return assertNever(standing);
  }
}
