import { SNAPSHOT_SCHEMA, SNAPSHOT_VERSION, type Snapshot } from '../core/snapshot.ts';
import type { Translate } from '../core/translate.ts';
import { decodeSnapshot } from '../wire/decodeSnapshot.ts';
import { asFields, parseJson } from '../wire/shape.ts';

const MEGABYTE = 1024 * 1024;
/** A snapshot of ten thousand cleanups has four megabytes; a file larger than this is not read. */
export const MAX_SNAPSHOT_MB = 64;

/** A file whose content is not known yet. */
export interface SavedFile {
  /** Its name as a person sees it. */
  readonly name: string;
  /** In bytes. */
  readonly size: () => Promise<number>;
  readonly read: () => Promise<Uint8Array>;
}

/** The file is not a snapshot that can be read; the message says why and what to do. */
export class SavedSnapshotError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SavedSnapshotError';
  }
}

/**
 * Reads a snapshot that *Save Snapshot…* wrote as JSON.
 * @throws {SavedSnapshotError} when the file cannot be read, is too large, or is no snapshot that this version reads.
 */
export async function readSavedSnapshot(file: SavedFile, t: Translate): Promise<Snapshot> {
  const { name } = file;
  const value = parseJson(await readText(file, t));
  if (value === undefined) throw new SavedSnapshotError(t('{0} is not valid JSON. Choose a file that Save Snapshot… wrote as JSON.', name));
  const fields = asFields(value);
  if (fields?.['schema'] === SNAPSHOT_SCHEMA && fields['version'] !== SNAPSHOT_VERSION)
    throw new SavedSnapshotError(
      t(
        '{0} is not in version {1} of the snapshot format. Compare it with the version of Deferscope that wrote it.',
        name,
        SNAPSHOT_VERSION,
      ),
    );
  const snapshot = decodeSnapshot(value);
  if (snapshot === undefined)
    throw new SavedSnapshotError(t('{0} is not a Deferscope snapshot. Choose a file that Save Snapshot… wrote as JSON.', name));
  return snapshot;
}

async function readText({ name, size, read }: SavedFile, t: Translate): Promise<string> {
  try {
    if ((await size()) <= MAX_SNAPSHOT_MB * MEGABYTE) return new TextDecoder().decode(await read());
  } catch (error) {
    throw new SavedSnapshotError(t('{0} cannot be read: {1}', name, error instanceof Error ? error.message : String(error)), {
      cause: error,
    });
  }
  throw new SavedSnapshotError(
    t('{0} is larger than {1} MB, the limit for a snapshot. Choose a file that Save Snapshot… wrote as JSON.', name, MAX_SNAPSHOT_MB),
  );
}
