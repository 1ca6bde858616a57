/** Why a file cannot be replayed. */
export type RecordingFault = 'not-found' | 'unreadable' | 'empty' | 'not-a-recording' | 'wrong-version' | 'changed' | 'too-long' | 'closed';

/** A file cannot be replayed; the message says why and what to do. This is the only error that reading a recording throws. */
export class RecordingError extends Error {
  constructor(
    readonly fault: RecordingFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'RecordingError';
  }
}
