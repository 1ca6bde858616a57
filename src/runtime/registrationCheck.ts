/** Who may refuse a registration: the part `limit`, once it has made a limit. Read in place: until then that is all it costs. */

import type { How } from './entry.ts';
import type { Ledger } from './ledger.ts';

/** @throws when the call is not for that scope */
type RegistrationCheck = (ledger: Ledger, how: How, fn: unknown) => void;

export let registrationCheck: RegistrationCheck | undefined;

export function setRegistrationCheck(check: RegistrationCheck): void {
  registrationCheck = check;
}
