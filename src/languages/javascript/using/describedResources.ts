import type { DapPort } from '../../../dap/port.ts';
import { holdBindingsExpression } from '../values/bindingsExpression.ts';
import { describeValue, readTexts } from '../values/describedValues.ts';
import type { Held } from './usingHolding.ts';
import type { BlockResources } from './usingResources.ts';

export interface DescribeHeldQuery {
  readonly port: DapPort;
  readonly signal: AbortSignal;
}

/**
 * What a frame's declarations hold, with the engine's description of values that cannot be inspected. Takes two requests per frame, and
 * only if the frame has such a value.
 */
export async function describeHeld(
  blocks: readonly BlockResources[],
  frameId: number,
  { port, signal }: DescribeHeldQuery,
): Promise<readonly BlockResources[]> {
  const asked = blocks.flatMap((block) => block.held.filter((held) => isReachable(held, block)));
  if (asked.length === 0) return blocks;
  const names = asked.map(({ declaration }) => declaration?.name ?? '');
  const texts = await readTexts({ expression: holdBindingsExpression(names), place: { frameId }, port, signal });
  const describe = (held: Held): Held => {
    const at = asked.indexOf(held);
    return at < 0 ? held : { ...held, resource: { ...held.resource, value: describeValue(held.resource.value, texts.get(at)) } };
  };
  return blocks.map((one) => ({ ...one, held: one.held.map(describe) }));
}

/** Whether the variable's name means the resource in this frame: while a block is being left, its variables may be gone. */
function isReachable({ declaration, resource }: Held, { block }: BlockResources): boolean {
  return (
    resource.value.describable === true &&
    resource.scope === undefined &&
    declaration !== undefined &&
    declaration.name !== '' &&
    !declaration.hidden &&
    !block.leaving
  );
}
