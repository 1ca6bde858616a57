import { DOOR_KEY } from '../../runtime/door.ts';
import { joinDoor } from '../../runtime/doorEntrance.ts';
import { followModules } from './modules.ts';
import { trackClass } from './stackClass.ts';
import { STACKS, stackDoor } from './stackDoor.ts';

/**
 * Runs before the program, in each of its processes and workers, when it is started with
 * `--require …/preload.cjs`: from then on a debugger can see what DisposableStack and AsyncDisposableStack hold. It throws
 * nothing, prints nothing and keeps nothing alive.
 */

declare const __filename: string;

const language = globalThis as { readonly DisposableStack?: unknown; readonly AsyncDisposableStack?: unknown };

function trackGlobals(): void {
  trackClass(language.DisposableStack, __filename);
  trackClass(language.AsyncDisposableStack, __filename);
}

function isHere(): boolean {
  const door = Reflect.getOwnPropertyDescriptor(globalThis, DOOR_KEY)?.value as { readonly libraries?: readonly { readonly name?: unknown }[] } | undefined;
  return door?.libraries?.some(({ name }) => name === STACKS) === true;
}

try {
  if (!isHere()) {
    joinDoor(stackDoor);
    trackGlobals();
    followModules((candidates) => {
      trackGlobals();
      for (const candidate of candidates) trackClass(candidate, __filename);
    });
  }
} catch {
  // The program goes first: what cannot be followed is not shown.
}
