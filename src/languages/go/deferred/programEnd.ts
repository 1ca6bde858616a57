import type { Problem } from '../../../core/snapshot.ts';
import type { Translate } from '../../../core/translate.ts';
import { isRuntime } from '../symbols/symbolKinds.ts';

/**
 * How a program ends if one of its goroutines is at this place: by a panic that nobody has recovered, after Go has run that goroutine's
 * deferred calls; by an error of the runtime that nobody can recover (`throw` and `fatal` in runtime/panic.go); or by `os.Exit`. Pending
 * calls never run.
 */
export type ProgramEnd = 'panic' | 'fatal-error' | 'exit';

/** Functions of Go's runtime that never return. */
const FATAL = new Set(['runtime.throw', 'runtime.fatal', 'runtime.fatalthrow']);

/** `names` are those of the frames, innermost first. */
export function findEnd(names: readonly string[]): ProgramEnd | undefined {
  const plumbing = names.slice(0, names.findIndex((name) => !isRuntime(name)) + 1 || undefined);
  if (plumbing.some((name) => FATAL.has(name))) return 'fatal-error';
  if (plumbing.includes('runtime.fatalpanic')) return 'panic';
  return plumbing.includes('os.Exit') ? 'exit' : undefined;
}

/** `isCore`: the program is a core dump. */
export function describeEnd(end: ProgramEnd, stack: string, { isCore, t }: { readonly isCore: boolean; readonly t: Translate }): Problem {
  const inCore = t(
    'The program died here because nothing recovered the panic: Go ran the deferred calls of this goroutine before it died, and those pending elsewhere never ran',
  );
  const message = {
    'panic': isCore
      ? inCore
      : t(
          'The program ends here because nothing recovered the panic: this goroutine has run its deferred calls, and those pending elsewhere will not run',
        ),
    'fatal-error': t('The program ends here with a fatal error: none of the pending deferred calls will run'),
    'exit': t('The program ends here: os.Exit does not run the pending deferred calls'),
  }[end];
  return { code: 'exit-ahead', severity: 'warning', stack, message };
}
