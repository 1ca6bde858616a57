import type { Translate } from '../../core/translate.ts';
import { describeMoment } from '../moment/describeLine.ts';
import type { RecordedLine } from '../../wire/recordingFormat.ts';
import { ReplayState } from '../moment/replayState.ts';
import type { ChartItem } from './scopeChart.ts';

/** What a line says, using only the line and the registration that it is about. */
export function describeLineAlone(line: RecordedLine, origin: RecordedLine | undefined, t: Translate): string {
  const state = new ReplayState();
  if (origin?.kind === 'registered') state.origin = { index: -1, event: origin, below: undefined };
  return describeMoment({ index: 0, line, state }, t);
}

/** The kind of a bar or mark in words. */
export function nameKind(kind: ChartItem['kind'], t: Translate): string {
  switch (kind) {
    case 'scope':
      return t('scope');
    case 'open-scope':
      return t('scope that was never closed');
    case 'registered':
      return t('registered');
    case 'done':
      return t('ran');
    case 'skipped':
      return t('skipped');
    case 'recovered':
      return t('failure recovered');
    case 'stop':
      return t('debugger stop');
    case 'exit':
      return t('end of the process');
    case 'unreadable':
      return t('line that cannot be read');
    case 'gap':
      return t('gap');
    case 'timed-out':
      return t('timed out');
    case 'abandoned':
      return t('abandoned');
    case 'thrown':
      return t('failure thrown');
    case 'failed':
      return t('failed');
    case 'leaked':
      return t('never ran');
  }
}

/** A time since the start, as precise as steps of that length require. */
export function writeTime(ms: number, step: number, t: Translate): string {
  const unit = step >= 1000 || ms >= 10_000 ? 1000 : 1;
  const digits = Math.min(6, Math.max(0, Math.ceil(-Math.log10(step / unit))));
  const number = (ms / unit).toFixed(digits);
  return unit === 1000 ? t('{0} s', number) : t('{0} ms', number);
}

/** One sentence for a bar or mark: `never ran · registered: release(connection) · 2.391 s · #1234`. */
export function describeItem(item: ChartItem, t: Translate): string {
  const kind = item.count > 1 ? t('{0}, with {1} others here', nameKind(item.kind, t), item.count - 1) : nameKind(item.kind, t);
  const words =
    item.label === ''
      ? [kind]
      : item.kind === 'scope' || item.kind === 'registered' || item.label.startsWith(kind)
        ? [item.label]
        : [kind, item.label];
  return [...words, writeTime(item.from, 0.001, t), `#${item.index + 1}`].join(' · ');
}
