/** Units below a second and their length in nanoseconds, the largest first. */
const SMALL_UNITS = [
  ['ms', 1_000_000n],
  ['µs', 1000n],
  ['ns', 1n],
] as const;
const SECOND = 1_000_000_000n;

/** A duration as Go's `time.Duration` writes it: `1m30s`, `1.5s`, `250ms` (`Duration.String` in time/time.go). */
export function writeDuration(nanoseconds: bigint): string {
  if (nanoseconds < 0n) return `-${writeDuration(-nanoseconds)}`;
  if (nanoseconds === 0n) return '0s';
  const small = SMALL_UNITS.find(([, size]) => nanoseconds >= size);
  if (nanoseconds < SECOND && small !== undefined) return `${divide(nanoseconds, small[1])}${small[0]}`;
  const minutes = nanoseconds / (60n * SECOND);
  const seconds = `${divide(nanoseconds % (60n * SECOND), SECOND)}s`;
  if (minutes === 0n) return seconds;
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** A quotient with as many decimals as it needs; `by` is a power of ten. */
function divide(dividend: bigint, by: bigint): string {
  const decimals =
    by === 1n
      ? ''
      : (dividend % by)
          .toString()
          .padStart(by.toString().length - 1, '0')
          .replace(/0+$/, '');
  return `${dividend / by}${decimals === '' ? '' : `.${decimals}`}`;
}
