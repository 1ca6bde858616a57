import * as vscode from 'vscode';
import { describeMarks, describeScopeCount, describeWhen } from '../../core/describe.ts';
import { hasEveryStack, type PlacedCleanup } from '../../core/runOrder.ts';
import type { Cleanup, CleanupScope, Snapshot, SourceLocation } from '../../core/snapshot.ts';
import type { FoundMention, ScopeMention } from '../../languages/mention.ts';
import type { SessionModel } from '../../session/sessionModel.ts';
import type { TextPosition, TextRange } from '../../syntax/textRange.ts';
import { codeText, plainText } from '../markdown.ts';
import type { DebugSessions } from '../sessions/debugSessions.ts';

const { t } = vscode.l10n;

/** What a hover is about: the cleanups that a word registers, or those of the scope that it names. */
export interface HoverSubject {
  readonly mention: ScopeMention;
  readonly title: string;
  readonly placed: readonly PlacedCleanup[];
  /** The number of cleanups that belong here, listed or not. */
  readonly total: number;
  /** There may be more: not everything that is pending is listed, and unlisted cleanups have no site yet. */
  readonly orMore: boolean;
  readonly revealId: string;
}

/** What a mention in a document means in the paused program. */
export async function findHoverSubject(
  { mention, home }: FoundMention,
  { document, model, sessions }: { readonly document: vscode.TextDocument; readonly model: SessionModel; readonly sessions: DebugSessions },
): Promise<HoverSubject | undefined> {
  const snapshot = await model.read();
  if (mention.kind === 'registration') {
    const registered = findRegistered(snapshot, document, mention);
    // What a declared stack holds is listed as its own scope.
    if (registered !== undefined || mention.scope === '' || mention.declares !== true) return registered;
  }
  const frameId = await findFrame(snapshot, { document, home, sessions });
  return frameId === undefined
    ? undefined
    : await findVariable({ snapshot, model, mention: { kind: 'variable', scope: mention.scope, word: mention.word }, frameId });
}

/**
 * A paused frame in which the variable is known; the focused one if possible. Looked up by name alone, every other frame would answer with
 * a variable of its own.
 */
async function findFrame(
  snapshot: Snapshot,
  { document, home, sessions }: { readonly document: vscode.TextDocument; readonly home: TextRange; readonly sessions: DebugSessions },
): Promise<number | undefined> {
  const isHome = (at: SourceLocation | undefined): boolean =>
    at !== undefined && at.path === document.uri.fsPath && at.line - 1 >= home.start.line && at.line - 1 <= home.end.line;
  const isFocused = ({ frameId }: CleanupScope): boolean => frameId !== undefined && sessions.isFocusedFrame(frameId);
  const focused = sessions.focusedFrameId;
  const owners = snapshot.stacks.flatMap((stack) => stack.scopes).filter((scope) => scope.frameId !== undefined);
  if (focused !== undefined && !owners.some(isFocused) && isHome(await sessions.locateFocusedFrame())) return focused;
  const atHome = owners.filter((scope) => isHome(scope.location));
  return (atHome.find(isFocused) ?? atHome[0])?.frameId;
}

/** The scope that a variable of a frame holds. */
async function findVariable({
  snapshot,
  model,
  mention,
  frameId,
}: {
  snapshot: Snapshot;
  model: SessionModel;
  mention: ScopeMention;
  frameId: number;
}): Promise<HoverSubject | undefined> {
  const id = await model.findScope(mention.scope, frameId);
  const found = snapshot.stacks.flatMap((stack) => stack.scopes.map((scope) => ({ stack, scope }))).find(({ scope }) => scope.id === id);
  if (found === undefined) return undefined;
  const { stack, scope } = found;
  const placed = scope.cleanups.map((cleanup) => ({ stack, scope, cleanup }));
  return {
    mention,
    title: `${codeText(scope.name)} · ${describeScopeCount(scope, t)}`,
    placed,
    total: Math.max(placed.length, scope.total),
    orMore: false,
    revealId: scope.id,
  };
}

/** The cleanups that the call registered: those whose site is inside it. */
function findRegistered(
  snapshot: Snapshot,
  document: vscode.TextDocument,
  mention: Extract<ScopeMention, { kind: 'registration' }>,
): HoverSubject | undefined {
  const inside = (cleanup: Cleanup): boolean => {
    const at = cleanup.registeredAt;
    if (at === undefined || at.path !== document.uri.fsPath) return false;
    const { start, end } = mention.site;
    if (at.column === undefined) return at.line - 1 === start.line || at.line - 1 === mention.word.start.line;
    // The engine names the method's word, or, for a call that was compiled differently, some place in the same call.
    const place: TextPosition = { line: at.line - 1, column: at.column - 1 };
    return compare(place, start) >= 0 && compare(place, end) <= 0;
  };
  const placed = snapshot.stacks.flatMap((stack) =>
    stack.scopes.flatMap((scope) => scope.cleanups.filter(inside).map((cleanup) => ({ stack, scope, cleanup }))),
  );
  const first = placed[0];
  if (first === undefined) return undefined;
  const title = [describeWhen(first, t, codeText), ...describeMarks(first.cleanup, t).map(plainText)].join(' · ');
  const orMore =
    !hasEveryStack(snapshot) ||
    placed.some(({ scope }) => scope.total > scope.cleanups.filter((cleanup) => cleanup.state === 'pending').length);
  return { mention, title, placed, total: placed.length, orMore, revealId: first.cleanup.id };
}

function compare(a: TextPosition, b: TextPosition): number {
  return a.line - b.line || a.column - b.column;
}
