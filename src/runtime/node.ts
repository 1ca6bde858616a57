/**
 * `deferscope` on Node: the same library, with a recording from the first moment if the environment asks for one. It is an entry of
 * its own (the condition `node` in the package's exports), so that bundles for browsers do not include it.
 */

import { recordFromEnvironment } from './record/recording.ts';

// The same library under another condition, and no list of names that could differ.
// oxlint-disable-next-line eslint-js/no-restricted-syntax
export * from './deferscope.ts';

recordFromEnvironment();
