import type { DapPort } from '../../../dap/port.ts';
import { entryValueExpression, holdBindingsExpression, methodExpression } from '../values/bindingsExpression.ts';
import { readHeld } from '../values/describedValues.ts';
import type { BindingPlace } from './usingReading.ts';

/** The `variablesReference` that expands a row's resource; 0 if there is nothing in it. */
export async function expandBound(place: BindingPlace, port: DapPort, signal: AbortSignal): Promise<number> {
  if (place.kind === 'handle') return place.handle.variablesReference;
  const expression = place.kind === 'variable' ? holdBindingsExpression([place.name]) : entryValueExpression(place.list, place.at, 'held');
  const [held] = await readHeld({ expression, place: { frameId: place.frameId }, port, signal });
  return held?.variablesReference ?? 0;
}

/** The `locationReference` of the method that disposes of a row's resource; undefined if it is not certain which method that is. */
export async function findMethod(place: BindingPlace, port: DapPort, signal: AbortSignal): Promise<number | undefined> {
  if (place.kind === 'handle') return place.handle.method;
  const expression =
    place.kind === 'variable' ? methodExpression(place.name, place.awaited) : entryValueExpression(place.list, place.at, 'disposal');
  return (await port.request('evaluate', { expression, frameId: place.frameId, context: 'watch' }, signal)).valueLocationReference;
}
