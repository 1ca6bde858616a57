import type { SnapshotComparison } from './compareSnapshots.ts';
import type { PlacedCleanup } from './runOrder.ts';
import { shortLocation } from './sourceName.ts';
import { inEnglish, type Translate } from './translate.ts';

/** How many cleanups of each kind are listed; the rest is counted. */
const MAX_LISTED_CLEANUPS = 200;

/** `2 new, 1 gone, 3 ran`, without the kinds that are empty; `no difference` if all are empty. */
export function describeComparison({ added, gone, moved, ran, unknown }: SnapshotComparison, t: Translate = inEnglish): string {
  const counts = [
    ...(added.length > 0 ? [t('{0} new', added.length)] : []),
    ...(ran.length > 0 ? [t('{0} ran', ran.length)] : []),
    ...(gone.length > 0 ? [t('{0} gone', gone.length)] : []),
    ...(moved.length > 0 ? [t('{0} moved', moved.length)] : []),
    ...(unknown.length > 0 ? [t('{0} not known', unknown.length)] : []),
  ];
  return counts.length === 0 ? t('no difference') : counts.join(', ');
}

/** The difference between two snapshots as text: what is new, ran, is gone or has moved, and what is not known; one cleanup a line. */
export function formatComparison(
  comparison: SnapshotComparison,
  titles: readonly [before: string, after: string],
  t: Translate = inEnglish,
): string {
  const lines = [
    t('Deferscope comparison'),
    `  ${t('before: {0}', titles[0])}`,
    `  ${t('after: {0}', titles[1])}`,
    `  ${describeComparison(comparison, t)}`,
  ];
  const add = (title: string, all: readonly string[]): void => {
    if (all.length === 0) return;
    lines.push('', `${title}  ${all.length}`, ...all.slice(0, MAX_LISTED_CLEANUPS).map((line) => `  ${line}`));
    if (all.length > MAX_LISTED_CLEANUPS) lines.push(`  ${t('and {0} more', all.length - MAX_LISTED_CLEANUPS)}`);
  };
  add(t('New: registered in between'), comparison.added.map(describePlaced));
  add(
    t('Ran'),
    comparison.ran.map(({ before, entry }) =>
      entry.state === 'failed' ? `${describePlaced(before)}  ${t('failed: {0}', entry.error ?? '?')}` : describePlaced(before),
    ),
  );
  add(t('Gone: no longer pending; the later snapshot does not say whether they ran'), comparison.gone.map(describePlaced));
  add(t('Moved: to another scope, or to another place in the order'), comparison.moved.map(describePlaced));
  add(t('Not known: in one snapshot only, and the other one does not list everything'), comparison.unknown.map(describePlaced));
  return `${lines.join('\n')}\n`;
}

function describePlaced({ cleanup, scope }: PlacedCleanup): string {
  return [cleanup.label, scope.name, ...(cleanup.registeredAt === undefined ? [] : [shortLocation(cleanup.registeredAt)])].join('  ');
}
