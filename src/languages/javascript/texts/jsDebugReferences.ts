/** How many texts with the same name are looked for. */
const MAX_TEXTS_OF_A_NAME = 4;

const PRIMES = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1] as const;

/**
 * The numbers under which js-debug may know the texts of a URL. If a file was compiled in memory and both texts have the same path,
 * js-debug gives frames only the file. Still, it gives every text a number: the xxHash32 of its URL, or the next free one (vscode-js-debug,
 * `SourceContainer.getSourceReference`). Callers that ask by these numbers must check which text the answer is.
 */
export function guessReferences(url: string): readonly number[] {
  const first = hash(Buffer.from(url)) & 0x7fffffff;
  return Array.from({ length: MAX_TEXTS_OF_A_NAME }, (_, at) => first + at);
}

/** xxHash32 with seed 0; https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md */
function hash(bytes: Buffer): number {
  const [p1, p2, p3, p4, p5] = PRIMES;
  let at = 0;
  let sum = p5 | 0;
  if (bytes.length >= 16) {
    const lanes = [(p1 + p2) | 0, p2 | 0, 0, -p1 | 0];
    for (; at + 16 <= bytes.length; at += 16)
      for (const [lane, value] of lanes.entries())
        lanes[lane] = Math.imul(rotate((value + Math.imul(bytes.readInt32LE(at + lane * 4), p2)) | 0, 13), p1);
    sum = lanes.reduce((all, value, lane) => (all + rotate(value, [1, 7, 12, 18][lane] ?? 0)) | 0, 0);
  }
  sum = (sum + bytes.length) | 0;
  for (; at + 4 <= bytes.length; at += 4) sum = Math.imul(rotate((sum + Math.imul(bytes.readInt32LE(at), p3)) | 0, 17), p4);
  for (; at < bytes.length; at++) sum = Math.imul(rotate((sum + Math.imul(bytes[at] ?? 0, p5)) | 0, 11), p1);
  sum = Math.imul(sum ^ (sum >>> 15), p2);
  sum = Math.imul(sum ^ (sum >>> 13), p3);
  return (sum ^ (sum >>> 16)) >>> 0;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
