/** Values that belong to one handle, which deletes them. */

export { type AsyncOwned, ownAsync } from './asyncOwned.ts';
export type { OwnOptions } from './holding.ts';
export { own, type Owned } from './owned.ts';
export type { OwnedHandle } from './ownedHandle.ts';
export { OwnError, type OwnErrorCode } from './ownError.ts';
