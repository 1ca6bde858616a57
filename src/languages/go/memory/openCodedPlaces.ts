/**
 * Where a function keeps its open-coded deferred calls: the compiler has put these into the code, and the runtime has no
 * record of them (`FUNCDATA_OpenCodedDeferInfo`, written by `emitOpenDeferInfo` in cmd/compile/internal/ssagen/ssa.go).
 */
export interface OpenCodedPlaces {
  /** Where the byte with one bit for each pending call is, in bytes below the frame's variables. */
  readonly bits: number;
  /** Where the closures are, in bytes below the frame's variables; the first statement in the source has the first. */
  readonly slots: readonly number[];
}

/** How many statements one function may have, because a byte has as many bits. */
const MAX_SLOTS = 8;
/** Before this Go version each closure has its own place. */
const FIRST_WITH_ROW = 22;
/** No frame is larger: the compiler rejects those beyond a gigabyte. */
const MAX_FRAME_BYTES = 1 << 30;

/** The maximum size of the encoded places: ten numbers of five bytes. */
export const MAX_ENCODED_BYTES = (MAX_SLOTS + 2) * 5;

/** Decodes the places; undefined for data that no compiler has written. `minor` is 22 for Go 1.22. */
export function decodeOpenCoded(encoded: Buffer, minor: number, wordSize: number): OpenCodedPlaces | undefined {
  const numbers = readVarints(encoded);
  const [bits, second] = numbers;
  if (bits === undefined || second === undefined || bits === 0 || bits > MAX_FRAME_BYTES) return undefined;
  if (minor >= FIRST_WITH_ROW) {
    // The byte and the row are in one frame, side by side or with other variables between them.
    const slots = Array.from({ length: MAX_SLOTS }, (_, at) => second - at * wordSize).filter((slot) => slot > 0);
    return second === 0 || second > MAX_FRAME_BYTES || second % wordSize !== 0 ? undefined : { bits, slots };
  }
  if (second > MAX_SLOTS) return undefined;
  // The last one comes first.
  const slots = numbers.slice(2, 2 + second).reverse();
  return slots.length === second && slots.every((slot) => slot > 0 && slot <= MAX_FRAME_BYTES && slot % wordSize === 0)
    ? { bits, slots }
    : undefined;
}

/** Unsigned numbers with seven bits per byte, the lowest first, as long as they are complete. */
export function readVarints(bytes: Buffer): number[] {
  const numbers: number[] = [];
  let value = 0;
  let factor = 1;
  for (const byte of bytes) {
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if ((byte & 0x80) !== 0) continue;
    numbers.push(value);
    value = 0;
    factor = 1;
  }
  return numbers;
}
