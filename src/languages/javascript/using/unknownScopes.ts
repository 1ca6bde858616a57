import { assertNever } from '../../../core/assertNever.ts';
import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import { optional } from '../../../core/optional.ts';
import type { UnorderedScope } from '../../../core/runOrder.ts';
import type { Translate } from '../../../core/translate.ts';
import { frameLocation, isOfProgram } from '../frames/frames.ts';
import type { Unread } from '../frames/runningSyntax.ts';
import { nameOwner, type NamedFrame } from './frameOwner.ts';
import type { UsingPart, UsingQuery } from './usingReading.ts';

/** A frame whose declarations hold something unknown. */
export interface UnknownFrame extends NamedFrame {
  readonly depth: number;
  readonly why: Unread | 'refused' | 'locked';
}

/** The innermost of the program's own frames stands for all of them. */
export function innermostOf({ frames }: UsingQuery): UnknownFrame[] {
  const at = frames.findIndex(({ frame }) => isOfProgram(frame));
  const frame = frames[at]?.frame;
  if (frame === undefined) return [];
  const running = { name: frame.name, url: frame.source?.path ?? '', line: frame.line, column: frame.column };
  return [{ frame, running, depth: frames.length - at, why: 'locked' }];
}

/** One row for each such frame. A text that is not known gets a single row, at the innermost frame in it. */
export async function buildUnknown(
  frames: readonly UnknownFrame[],
  query: UsingQuery,
): Promise<(readonly [frameId: number, part: UsingPart])[]> {
  const sorted = [...frames].sort((a, b) => b.depth - a.depth);
  const shown = sorted.filter(
    ({ running, why }, at) =>
      why === 'refused' ||
      sorted.findIndex((other) => other.why === why && query.texts.keyOf(other.running) === query.texts.keyOf(running)) === at,
  );
  return Promise.all(
    shown.map(async (one) => {
      const { frame, running, depth, why } = one;
      const scope: UnorderedScope = {
        id: `unknown:${depth}`,
        kind: 'function',
        name: toDisplayText(await nameOwner(one, query), LABEL_LENGTH),
        frameId: frame.id,
        ...optional('location', frameLocation(frame)),
        total: 0,
        unknown: true,
        cleanups: [],
        notes: [explainUnknown(why, query.t)],
      };
      const at = { line: running.line - 1, column: running.column - 1 };
      return [frame.id, { kind: 'block', scope, range: { start: at, end: at }, isRunning: false }] as const;
    }),
  );
}

function explainUnknown(why: UnknownFrame['why'], t: Translate): string {
  switch (why) {
    case 'refused':
      return t('what its using declarations hold could not be read');
    case 'missing':
      return t('what its using declarations hold is not known: its text cannot be read');
    case 'too-long':
      return t('what its using declarations hold is not known: its text is too long');
    case 'locked':
      return t('which using declarations and finally blocks are open is not known: the program has locked or replaced Error');
    case 'unparsed':
      return t('what its using declarations hold is not known: its text does not parse');
    default:
      return assertNever(why);
  }
}
