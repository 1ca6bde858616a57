import type { DapPort } from '../../../dap/port.ts';
import { entryValueExpression, holdBindingsExpression, methodExpression } from '../values/bindingsExpression.ts';
import { readHeld } from '../values/describedValues.ts';
import type { BindingPlace } from './usingScopes.ts';

/** What a row's resource can be expanded by: a `variablesReference`, 0 where there is nothing in it. */
export async function expandBound(place: BindingPlace, port: DapPort, signal: AbortSignal): Promise<number> {
  if (place.kind === 'handle') return place.handle.variablesReference;
  const expression = place.kind === 'variable' ? holdBindingsExpression([place.name]) : entryValueExpression(place.list, place.at, 'held');
  const [held] = await readHeld({ expression, place: { frameId: place.frameId }, port, signal });
  return held?.variablesReference ?? 0;
}

/** Where the method stands that disposes of a row's resource: a `locationReference`; undefined where it is not sure which one it is. */
export async function findMethod(place: BindingPlace, port: DapPort, signal: AbortSignal): Promise<number | undefined> {
  if (place.kind === 'handle') return place.handle.method;
  const expression =
    place.kind === 'variable' ? methodExpression(place.name, place.awaited) : entryValueExpression(place.list, place.at, 'disposal');
  return (await port.request('evaluate', { expression, frameId: place.frameId, context: 'watch' }, signal)).valueLocationReference;
}
