import * as path from 'node:path';

/** The project's root folder. */
export const repository = path.resolve(import.meta.dirname, '../../..');
