import { existsSync } from 'node:fs';
import * as path from 'node:path';

/**
 * The source file that a breakpoint names: relative to the current folder, otherwise relative to the program's folder, which is what people
 * mean who start a program in another folder. A program may also know its files by names that do not exist on disk. If the file is in
 * neither folder, the debugger reports it.
 */
export function findBreakpointFile(file: string, program: string, isFileName: (file: string) => boolean = () => false): string {
  const here = path.resolve(file);
  const found = [here, path.resolve(program, file), path.resolve(path.dirname(program), file)].find((candidate) => existsSync(candidate));
  return found ?? (isFileName(file) ? file : here);
}
