/** What was never released: the detector, and the check for tests. */

export type { Clock, Timer } from '../support/clock.ts';
export type { Closable } from '../support/leakWatch.ts';
export { assertNoLeaks, LeakError, type NoLeaksOptions, type TestHooks } from './assertNoLeaks.ts';
export type { Growth } from './growth.ts';
export { detectLeaks, type LeakDetector, type LeakOptions, type LeakReport, type Watchable } from './leakDetector.ts';
export type { Leak } from './leakRecords.ts';
