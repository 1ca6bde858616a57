import { describeDuration } from '../../core/duration.ts';
import { toDisplayText } from '../../core/displayText.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import { describeMoment } from './describeLine.ts';
import { toSnapshot } from './momentSnapshot.ts';
import { RecordingFile } from '../file/recordingFile.ts';
import { MomentIndex } from './momentIndex.ts';

/** A moment of a recording, described so that a person can tell it from others. */
export interface RecordedMoment {
  readonly index: number;
  /** `#1234`, as the replay names it. */
  readonly name: string;
  /** What happened then. */
  readonly event: string;
  /** `2.4 s after the start of server.mjs`. */
  readonly time: string;
  readonly snapshot: Snapshot;
}

/** Which moments of a recording to offer, and how many there would be. */
export interface FoundMoments {
  /** Ascending. */
  readonly indexes: readonly number[];
  readonly total: number;
}

/** What was pending at moments of a recording on disk, without a replay. Must be closed. */
export class RecordedMoments {
  readonly #file: RecordingFile;
  readonly #moments: MomentIndex;
  readonly #t: Translate;

  private constructor(file: RecordingFile, moments: MomentIndex, t: Translate) {
    this.#file = file;
    this.#moments = moments;
    this.#t = t;
  }

  /**
   * Opens a recording and scans it, yielding to other work in between.
   * @throws {RecordingError} if the file does not exist, cannot be read, or is not a recording that this version can read.
   */
  static async open(path: string, t: Translate): Promise<RecordedMoments> {
    const file = await RecordingFile.open(path, t);
    const moments = new MomentIndex(file);
    try {
      await moments.survey();
      return new RecordedMoments(file, moments, t);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** How many moments there are. */
  get count(): number {
    return this.#moments.count;
  }

  /**
   * The last `most` moments at which a debugger stopped. For a recording without such moments: those at which a cleanup failed, was late,
   * was abandoned, or was registered and never ran, and the first and the last moment.
   */
  find(most: number): FoundMoments {
    const { stops, failed, timedOut, abandoned, leaked } = this.#moments.landmarks;
    const turns = new Set(this.count === 0 ? [] : [0, ...failed, ...timedOut, ...abandoned, ...leaked, this.count - 1]);
    const all = stops.length > 0 ? stops : [...turns].sort((a, b) => a - b);
    return { indexes: all.slice(-most), total: all.length };
  }

  /**
   * The moment after a line; 0 is the first after the header. Reading in ascending order is fastest.
   * @throws {RecordingError} if the file can no longer be read.
   */
  read(index: number): RecordedMoment {
    const { header } = this.#file;
    const moment = this.#moments.seek(index);
    const snapshot = toSnapshot({ moment, header, moments: this.#moments, t: this.#t });
    const program = header.program.name === '' ? this.#t('recording') : toDisplayText(header.program.name, 200);
    return {
      index,
      name: `#${index + 1}`,
      event: describeMoment(moment, this.#t),
      snapshot,
      time: this.#t('{0} after the start of {1}', describeDuration(moment.state.t, this.#t), program),
    };
  }

  close(): void {
    this.#file.close();
  }
}
