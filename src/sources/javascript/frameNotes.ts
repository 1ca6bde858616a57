import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { LABEL_LENGTH, toDisplayText } from '../../core/displayText.ts';
import type { UnorderedScope } from '../../core/runOrder.ts';
import { baseName, shortLocation } from '../../core/sourceName.ts';
import type { SourceLocation } from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import { findFinallies } from '../../syntax/finallyClauses.ts';
import type { JavascriptTrees } from '../../syntax/javascriptTrees.ts';
import { toPath } from '../../syntax/sourceMap.ts';
import { optional } from '../../wire/shape.ts';
import { frameLocation, frameName, isForeign } from './frames.ts';
import { toPosition, type RunningFrame } from './placedFrames.ts';
import type { RunningTexts } from './runningTexts.ts';
import type { SourceMaps } from './sourceMaps.ts';

export interface FrameNotesQuery {
  readonly frames: readonly { readonly frame: Dap.StackFrame; readonly running: RunningFrame | undefined }[];
  readonly texts: RunningTexts;
  readonly trees: JavascriptTrees;
  readonly maps: SourceMaps;
  readonly nameFunction: (at: SourceLocation) => Promise<string | undefined>;
  readonly t: Translate;
}

/** What is to be known of a frame beside its cleanups. */
export interface FrameNotes {
  /** The frame as a scope without cleanups. */
  readonly scope: UnorderedScope;
  readonly notes: readonly string[];
}

/** The `finally` clauses that run when the paused frames are left, by frame id. They are the program's own code, so they are no cleanups. */
export async function readFrameNotes(query: FrameNotesQuery): Promise<ReadonlyMap<number, FrameNotes>> {
  const found = new Map<number, FrameNotes>();
  await Promise.all(query.frames.map(async ({ frame, running }, at) => {
    const clauses = running === undefined || isForeign(frame, running) ? [] : await findClauses(running, query);
    if (clauses.length === 0) return;
    const location = frameLocation(frame);
    const isNamed = frame.name !== '' && !/anonymous/.test(frame.name);
    const name = isNamed ? frameName(frame) : ((location && (await query.nameFunction(location))) ?? query.t('{0} (top level)', baseName(location?.path ?? running?.url ?? '')));
    found.set(frame.id, {
      // Counted from the outermost call, so that it stays while the innermost ones come and go.
      scope: { id: `frame:${query.frames.length - at}`, kind: 'function', name: toDisplayText(name, LABEL_LENGTH), frameId: frame.id, ...optional('location', location), total: 0, cleanups: [] },
      notes: clauses.map((clause) => query.t('finally block at {0}', shortLocation(clause))),
    });
  }));
  return found;
}

async function findClauses(running: RunningFrame, { texts, trees, maps }: FrameNotesQuery): Promise<SourceLocation[]> {
  const text = await texts.read(running);
  if (text === undefined || !/(?<!\.)\bfinally\s*[{/]/.test(text)) return [];
  const file = trees.parse(toPath(running.url) ?? texts.keyOf(running), text);
  const clauses = file === undefined ? [] : findFinallies(file, text, { line: running.line - 1, column: running.column - 1 });
  return Promise.all(clauses.map(({ start }) => maps.locate(toPosition(start, running))));
}

/** Puts each frame's notes on the last of its scopes; a frame that has none gets one. */
export function addFrameNotes(scopes: readonly UnorderedScope[], listed: readonly Dap.StackFrame[], all: ReadonlyMap<number, FrameNotes>): UnorderedScope[] {
  const added = [...scopes];
  for (const [depth, { id }] of listed.entries()) {
    const found = all.get(id);
    if (found === undefined) continue;
    const at = added.findLastIndex(({ frameId }) => frameId === id);
    const scope = added[at] ?? found.scope;
    const noted = { ...scope, notes: [...(scope.notes ?? []), ...found.notes] };
    if (at >= 0) added[at] = noted;
    else {
      const outer = added.findIndex(({ frameId }) => frameId === undefined || listed.findIndex((frame) => frame.id === frameId) > depth);
      added.splice(outer < 0 ? added.length : outer, 0, noted);
    }
  }
  return added;
}
