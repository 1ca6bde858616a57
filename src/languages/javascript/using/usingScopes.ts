import type { Argument } from '../../../core/snapshot.ts';
import { unlessRefused } from '../../../dap/port.ts';
import { isForeign } from '../frames/frames.ts';
import type { Unread } from '../frames/runningSyntax.ts';
import { buildParts } from './blockScopes.ts';
import { describeHeld } from './describedResources.ts';
import { buildUnknown, innermostOf, type UnknownFrame } from './unknownScopes.ts';
import { findBlocks } from './usingBlocks.ts';
import type { BindingPlace, UsingPart, UsingQuery, UsingReading } from './usingReading.ts';
import { readResources } from './usingResources.ts';

/**
 * Reads what the `using` declarations of the paused frames hold, native or compiled. The engine does not mark such variables. The source
 * says which are registered at the paused position, the values say which of them hold something, and the object whose method runs above the
 * frame says which one is being disposed of.
 */
export async function readUsing(query: UsingQuery): Promise<UsingReading> {
  const parts = new Map<number, readonly UsingPart[]>();
  const places = new Map<string, BindingPlace>();
  const live = new Map<Argument, BindingPlace>();
  const unread = new Map<string, Unread>();
  const unknown: UnknownFrame[] = [];
  await Promise.all(
    query.frames.map(async ({ frame, running }, at) => {
      if (running === undefined) return;
      const blocks = await findBlocks(running, query);
      const depth = query.frames.length - at;
      if (typeof blocks === 'string') {
        if (isForeign(frame, running)) return;
        unread.set(running.url, blocks);
        unknown.push({ frame, running, depth, why: blocks });
        return;
      }
      if (blocks === undefined || blocks.length === 0) return;
      const resources = await unlessRefused(query.signal, readResources(blocks, at, query));
      if (resources === undefined) unknown.push({ frame, running, depth, why: 'refused' });
      else
        parts.set(
          frame.id,
          await buildParts({ resources: await describeHeld(resources, frame.id, query), frame, running, depth, places, live }, query),
        );
    }),
  );
  if (query.isStackUnread) unknown.push(...innermostOf(query));
  for (const [id, part] of await buildUnknown(unknown, query)) parts.set(id, [part]);
  return { parts, places, arguments: live, unread };
}
