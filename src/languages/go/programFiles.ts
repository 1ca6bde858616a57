import * as path from 'node:path';
import { unlessRefused, type DapPort } from '../../dap/port.ts';
import { NoAdapterError } from '../terminalSupport.ts';

/** How long Delve may take to list files, in milliseconds. */
const PATIENCE_MS = 10_000;

/**
 * The name by which a program that was built with -trimpath knows a file: the path of its package (`example.com/app/main.go`). Undefined
 * if it knows the file as it is named, or no file of that name.
 * @throws {NoAdapterError} if several of its files have this name
 */
export async function findFile(file: string, port: DapPort): Promise<string | undefined> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const name = path.basename(file);
  const pattern = `(^|/)${name.replace(/[^\w]/g, '\\$&')}$`;
  const answer = await unlessRefused(signal, port.request('evaluate', { expression: `dlv sources ${pattern}`, context: 'repl' }, signal));
  const known = (answer?.result ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (known.includes(file)) return undefined;
  const trimmed = known.filter((one) => !path.isAbsolute(one) && !/^[A-Za-z]:/.test(one));
  const fitting = path.isAbsolute(file) ? trimmed : trimmed.filter((one) => one === file || one.endsWith(`/${file}`));
  // Go's own packages have no dot in the first part of their path.
  const own = fitting.filter((one) => /^[^/]*\./.test(one) || !/^[a-z]+\//.test(one));
  const [only, ...others] = own.length > 0 ? own : fitting;
  if (others.length > 0)
    throw new NoAdapterError(`Several files of the program are named ${name}. Name one: ${[only, ...others].slice(0, 5).join(', ')}.`);
  return only;
}
