/** Values that belong to one handle, which deletes them. */

export { AsyncOwned, ownAsync } from './asyncOwned.ts';
export type { OwnOptions } from './holding.ts';
export { own, Owned } from './owned.ts';
export { OwnError, type OwnErrorCode } from './ownError.ts';
