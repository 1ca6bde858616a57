import type { UnorderedScope } from '../../../core/runOrder.ts';
import type { Argument, SourceLocation } from '../../../core/snapshot.ts';
import type { Translate } from '../../../core/translate.ts';
import type { TextRange } from '../../../syntax/textRange.ts';
import type { GuardedPort } from '../frames/evaluationGuard.ts';
import type { PlacedFrame } from '../frames/placedFrames.ts';
import type { Unread } from '../frames/runningSyntax.ts';
import type { JavascriptTrees } from '../syntax/javascriptTrees.ts';
import type { RunningTexts } from '../texts/runningTexts.ts';
import type { SourceMaps } from '../texts/sourceMaps.ts';
import type { DebuggerHandle } from '../values/heldValue.ts';

export interface UsingQuery {
  /** The paused frames, innermost first, each with its place in the running code if that is known. */
  readonly frames: readonly PlacedFrame[];
  readonly port: GuardedPort;
  readonly texts: RunningTexts;
  readonly trees: JavascriptTrees;
  readonly maps: SourceMaps;
  /** The program does not allow reading its call stack, so no frame has a known place in the running code. */
  readonly isStackUnread: boolean;
  /** Ids of the library scopes that are running their cleanups. */
  readonly closing: ReadonlySet<string>;
  /** Names the function around a place in a source. */
  readonly nameFunction: (at: SourceLocation) => Promise<string | undefined>;
  readonly t: Translate;
  readonly signal: AbortSignal;
}

/** What a frame's `using` declarations hold, in run order: a block's resources, or a scope that a library lists. */
export type UsingPart = PartOfBlock &
  ({ readonly kind: 'block'; readonly scope: UnorderedScope } | { readonly kind: 'library'; readonly scopeId: string });

interface PartOfBlock {
  /** The block that declares it, in the running text. */
  readonly range: TextRange;
  /** The block is being left. */
  readonly isRunning: boolean;
}

/** How to find the resource of a row again while the program is paused. */
export type BindingPlace =
  | { readonly kind: 'variable'; readonly frameId: number; readonly name: string; readonly awaited: boolean }
  /** In a compiler's list that a variable holds. */
  | { readonly kind: 'entry'; readonly frameId: number; readonly list: string; readonly at: number }
  | { readonly kind: 'handle'; readonly handle: DebuggerHandle };

export interface UsingReading {
  /** By frame id. */
  readonly parts: ReadonlyMap<number, readonly UsingPart[]>;
  readonly places: ReadonlyMap<string, BindingPlace>;
  readonly arguments: ReadonlyMap<Argument, BindingPlace>;
  /** Running texts whose declarations are unknown, and why, by url. */
  readonly unread: ReadonlyMap<string, Unread>;
}
