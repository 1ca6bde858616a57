import { DOOR_KEY } from '../runtime/door/doorContract.ts';
import { joinDoor } from '../runtime/door/joinDoor.ts';
import { trackClass } from './stackClass.ts';
import { STACKS, stackDoor } from './stackLibrary.ts';

/**
 * Runs before the program, in each of its processes and workers, if it is started with `--require …/preload.cjs`. From then on a debugger
 * can see what DisposableStack and AsyncDisposableStack hold. It throws nothing, prints nothing and keeps nothing alive.
 */

declare const __filename: string;
declare const require: { readonly cache: Record<string, unknown> };

const language = globalThis as { readonly DisposableStack?: unknown; readonly AsyncDisposableStack?: unknown };

function isHere(): boolean {
  const door = Reflect.getOwnPropertyDescriptor(globalThis, DOOR_KEY)?.value as
    { readonly libraries?: readonly { readonly name?: unknown }[] } | undefined;
  return door?.libraries?.some(({ name }) => name === STACKS) === true;
}

try {
  if (!isHere()) {
    joinDoor(stackDoor);
    trackClass(language.DisposableStack);
    trackClass(language.AsyncDisposableStack);
  }
  // A program that lists its loaded modules sees only its own.
  Reflect.deleteProperty(require.cache, __filename);
} catch {
  // The program goes first: what cannot be followed is not shown.
}
