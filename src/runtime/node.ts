/**
 * `deferscope` on Node: the same library, with a recording from the first moment if the environment asks for one. It is an entry of
 * its own (the condition `node` in the package's exports), so that bundles for browsers do not include it.
 */

import { recordFromEnvironment } from './record/recording.ts';

// eslint-disable-next-line no-restricted-syntax -- the same library under another condition, and no list of names that could differ
export * from './deferscope.ts';

recordFromEnvironment();
