// Run by itself, with --expose-gc: what the program lets go of is not kept by the door.
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
setTimeout(() => {
  (globalThis as { gc?: () => void }).gc?.();
  setTimeout(() => {
    console.log(`${before} then ${count()}`);
  }, 10);
}, 10);
