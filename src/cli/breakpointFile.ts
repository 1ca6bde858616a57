import { existsSync } from 'node:fs';
import * as path from 'node:path';

/**
 * The source file that a breakpoint names: as a path from here, else from the program's folder, where people who start a
 * program of another folder mean it to be. A program may also know its files by names that lie nowhere. Any other file that is in neither
 * is left to the debugger to say so.
 */
export function findBreakpointFile(file: string, program: string, isFileName: (file: string) => boolean = () => false): string {
  const here = path.resolve(file);
  const found = [here, path.resolve(program, file), path.resolve(path.dirname(program), file)].find((candidate) => existsSync(candidate));
  return found ?? (isFileName(file) ? file : here);
}
