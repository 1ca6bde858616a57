import { findAsyncLedger, ownsAsyncScope } from '../scopes/asyncScope.ts';
import { countPending, type Ledger } from '../scopes/ledger.ts';
import { findLedger, ownsScope } from '../scopes/scope.ts';
import { siteText } from '../door/siteText.ts';
import { nameFunction } from '../support/describe.ts';

/** What a scope that is being disposed of still has to do, as text; `undefined` if it is not a scope of this library. */
export function whatIsLeft(scope: object): string | undefined {
  const ledger: Ledger | undefined = ownsAsyncScope(scope)
    ? findAsyncLedger(scope, 'own')
    : ownsScope(scope)
      ? findLedger(scope, 'own')
      : undefined;
  if (ledger?.running === undefined) return undefined;
  const { note, fn } = ledger.running;
  const site = siteText(note?.trace);
  return `'${note?.label ?? nameFunction(fn)}'${site === undefined ? '' : ` (registered at ${site})`} runs, ${countPending(ledger)} wait`;
}
