import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { Translate } from '../../core/translate.ts';
import { nameEvent } from './momentAnswers.ts';
import type { ReplayPlayer } from './replayPlayer.ts';

/** How many events of a line are offered as targets. */
const MAX_TARGETS = 50;

/** What happened at a line of the source, nearest first. */
export async function listGotoTargets(
  player: ReplayPlayer,
  { source, line }: Dap.GotoTargetsArguments,
  t: Translate,
): Promise<Dap.GotoTarget[]> {
  const found = await player.listEventsAt(source.path ?? '', line, MAX_TARGETS);
  return found.map((index) => ({ id: index, label: nameEvent(index, player, t), line }));
}
