import type { UnorderedScope } from '../../../core/runOrder.ts';
import type { TextRange } from '../../../syntax/textRange.ts';
import type { FinallyRow, FrameFinallies } from '../using/finallyRows.ts';
import type { UsingPart } from '../using/usingReading.ts';

/** What ends with a frame because of the frame's own text, in run order: a scope of its own, or one that a library lists. */
export type FramePart = { readonly kind: 'scope'; readonly scope: UnorderedScope } | { readonly kind: 'library'; readonly scopeId: string };

/**
 * Merges a frame's `finally` clauses with what its `using` declarations hold, following how the blocks nest, innermost first. A clause is
 * listed with the resources of the block that contains it, otherwise with those of the frame.
 */
export function mergeParts(using: readonly UsingPart[], finallies: FrameFinallies | undefined): FramePart[] {
  const parts: FramePart[] = [];
  const left = [...ahead(finallies?.rows ?? [], using)];
  let rows: FinallyRow[] = [];
  const close = (): void => {
    const first = rows[0];
    if (finallies === undefined || first === undefined) return;
    const { scope } = finallies;
    const id = parts.length === 0 ? scope.id : `${scope.id}:${parts.length}`;
    parts.push({ kind: 'scope', scope: withRows({ ...scope, id }, rows) });
    rows = [];
  };
  for (const part of using) {
    while (left[0] !== undefined && isInside(left[0].around, part.range)) rows.push(...left.splice(0, 1));
    if (part.kind === 'block') {
      parts.push({ kind: 'scope', scope: withRows(part.scope, rows) });
      rows = [];
    } else {
      close();
      parts.push({ kind: 'library', scopeId: part.scopeId });
    }
  }
  rows.push(...left);
  close();
  return parts;
}

/** While the engine leaves a block it stays at the block's last statement; the clauses inside are done by then. */
function ahead(rows: readonly FinallyRow[], using: readonly UsingPart[]): readonly FinallyRow[] {
  const leaving = using.find(({ isRunning }) => isRunning);
  return leaving === undefined ? rows : rows.filter(({ around }) => !isInside(around, leaving.range));
}

function withRows(scope: UnorderedScope, rows: readonly FinallyRow[]): UnorderedScope {
  const cleanups = [...rows.map(({ cleanup }) => cleanup), ...scope.cleanups];
  return { ...scope, total: cleanups.filter(({ state }) => state === 'pending').length, cleanups };
}

/** Both surround the paused position, so the one that begins later is inside the other. */
function isInside({ start }: TextRange, { start: outer }: TextRange): boolean {
  return start.line > outer.line || (start.line === outer.line && start.column >= outer.column);
}
