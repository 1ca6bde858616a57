import { closeSync, openSync, readSync } from 'node:fs';

/** How executable files begin: ELF, Mach-O (of either byte order and of several machines), and Windows'. */
const BEGINNINGS: readonly string[] = ['7f454c46', 'feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe', 'bebafeca', '4d5a'];
const LENGTH = 4;

/** Whether a file is an executable, judged by how it begins; its name may be any. */
export function isExecutable(file: string): boolean {
  const bytes = Buffer.alloc(LENGTH);
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    // Whoever runs it will say why it cannot be read.
    return false;
  }
  try {
    const begin = bytes.toString('hex', 0, readSync(descriptor, bytes, 0, LENGTH, 0));
    return BEGINNINGS.some((known) => begin.startsWith(known));
  } finally {
    closeSync(descriptor);
  }
}
