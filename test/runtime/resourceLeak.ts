// Run in its own process, with --expose-gc: the door does not keep what the program lets go of.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { announceResource, type ReadableResource } from '../../src/runtime/door/resourceRegistry.ts';
import { findOwnLibrary } from './ownLibrary.ts';

const library = findOwnLibrary();
const count = (): number | undefined => library.read({ scopes: 0, cleanups: 0, resources: 0 }).resourceCount;

const held: { some: ReadableResource[] | undefined } = {
  some: Array.from({ length: 100 }, () => {
    const resource: ReadableResource = { readForDoor: () => ({ kind: 'owned', state: 'held', facts: [], entries: [], entryCount: 0 }) };
    announceResource(resource);
    return resource;
  }),
};
const before = count();
held.some = undefined;

/** The engine reports what it has collected in a separate turn. */
async function collectAll(): Promise<void> {
  for (let turn = 0; turn < 1000 && count() !== 0; turn++) {
    await nextTurn();
    (globalThis as { gc?: () => void }).gc?.();
  }
}

collectAll().then(
  () => {
    console.log(`${before} then ${count()}`);
  },
  (error: unknown) => {
    throw error;
  },
);
