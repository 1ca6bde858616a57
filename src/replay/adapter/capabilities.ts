import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { Translate } from '../../core/translate.ts';
import { REPLAY_REQUESTS } from '../../wire/replayProtocol.ts';
import { explainFilter, nameFilter } from './exceptionFilters.ts';
import { EXCEPTION_FILTERS } from './stops.ts';

/** The requests that are answered. The base class accepts every request of the protocol, including those that do nothing here. */
export const SERVED_REQUESTS: ReadonlySet<string> = new Set([
  'initialize',
  'launch',
  'configurationDone',
  'disconnect',
  'restart',
  'setBreakpoints',
  'setExceptionBreakpoints',
  'continue',
  'reverseContinue',
  'next',
  'stepIn',
  'stepOut',
  'stepBack',
  'gotoTargets',
  'goto',
  'pause',
  'threads',
  'stackTrace',
  'scopes',
  'variables',
  'evaluate',
  'exceptionInfo',
  ...REPLAY_REQUESTS,
]);

/** What the adapter says of itself when a session begins. */
export function describeCapabilities(t: Translate): Dap.Capabilities {
  return {
    supportsConfigurationDoneRequest: true,
    supportsConditionalBreakpoints: true,
    supportsHitConditionalBreakpoints: true,
    supportsStepBack: true,
    supportsGotoTargetsRequest: true,
    supportsExceptionInfoRequest: true,
    supportsRestartRequest: true,
    exceptionBreakpointFilters: EXCEPTION_FILTERS.map((filter) => ({
      filter,
      label: nameFilter(t, filter),
      description: explainFilter(t, filter),
      default: filter === 'failed' || filter === 'leaked',
    })),
  };
}
