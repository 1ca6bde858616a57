/**
 * What `deferscope` is on Node: the same, and a recording from the first moment on when the environment asks for one. An entry of its
 * own (the condition `node` in the package's exports), so that what is bundled for browsers has nothing of it.
 */

import { recordFromEnvironment } from './record/recording.ts';

// eslint-disable-next-line no-restricted-syntax -- the same library under another condition, and no list of names that could differ
export * from './deferscope.ts';

recordFromEnvironment();
