/** A recording of what is registered, runs, fails and leaks: for a replay that steps forward and back. */

export type { RecordedText, RecordOptions } from './recordOptions.ts';
export { record, type Recording } from './recording.ts';
