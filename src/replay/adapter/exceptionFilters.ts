import type { Translate } from '../../core/translate.ts';
import type { ExceptionFilter } from './stops.ts';

/** The filter's label in the Breakpoints view. */
export function nameFilter(t: Translate, filter: ExceptionFilter): string {
  switch (filter) {
    case 'failed':
      return t('Failed cleanups');
    case 'timed-out':
      return t('Timed-out cleanups');
    case 'abandoned':
      return t('Abandoned cleanups');
    case 'leaked':
      return t('Leaked cleanups');
  }
}

/** Where it stops. */
export function explainFilter(t: Translate, filter: ExceptionFilter): string {
  switch (filter) {
    case 'failed':
      return t('Stops where a cleanup failed.');
    case 'timed-out':
      return t('Stops where the time limit of a cleanup passed.');
    case 'abandoned':
      return t('Stops where a scope gave up waiting for a cleanup.');
    case 'leaked':
      return t('Stops where a cleanup was registered that never ran before the recording ended.');
  }
}
