import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { optional } from '../../core/optional.ts';
import type { Translate } from '../../core/translate.ts';
import type { ReplayPlayer } from './replayPlayer.ts';
import type { LineBreakpoint } from './stops.ts';

/** The breakpoints that the client has set, and what it is told about each. */
export class LineBreakpoints {
  readonly #t: Translate;
  #all: readonly LineBreakpoint[] = [];
  #last = 0;

  constructor(t: Translate) {
    this.#t = t;
  }

  get all(): readonly LineBreakpoint[] {
    return this.#all;
  }

  /** Replaces the breakpoints of one file and returns the new ones. */
  set({ source, breakpoints = [] }: Dap.SetBreakpointsArguments): readonly LineBreakpoint[] {
    const path = source.path ?? '';
    const added = breakpoints.map(({ line, condition, hitCondition }): LineBreakpoint => ({
      id: ++this.#last,
      path,
      line,
      ...optional('condition', condition === '' ? undefined : condition),
      ...optional('hitCondition', hitCondition === '' ? undefined : hitCondition),
    }));
    this.#all = [...this.#all.filter((one) => one.path !== path), ...added];
    return added;
  }

  /** Whether anything can stop there, as far as the recording has been scanned. */
  verify(one: LineBreakpoint, player: ReplayPlayer | undefined): Dap.Breakpoint {
    const wrong = player?.stops.check(one);
    const breakpoint = (isVerified: boolean, message?: string): Dap.Breakpoint => ({
      verified: isVerified,
      line: one.line,
      id: one.id,
      ...optional('message', message),
    });
    if (wrong !== undefined) return breakpoint(false, wrong);
    if (player?.moments.isSurveyed !== true) return breakpoint(false, this.#t('The recording is being read.'));
    if (player.moments.eventsAt(one.path, one.line) !== undefined) return breakpoint(true);
    return breakpoint(false, this.#t('Nothing was opened, registered or run from this line in the recording.'));
  }
}
