import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import { optional } from '../../../core/optional.ts';
import type { UnorderedCleanup, UnorderedScope } from '../../../core/runOrder.ts';
import type { Argument, SourceLocation } from '../../../core/snapshot.ts';
import type { Translate } from '../../../core/translate.ts';
import { toPath } from '../../../syntax/sourceMap.ts';
import { frameLocation } from '../frames/frames.ts';
import { leaveOutMethod } from '../values/heldValue.ts';
import { classOf, writeValue } from '../values/writtenValues.ts';
import { findInSource } from './declaredInSource.ts';
import { nameOwner, type NamedFrame } from './frameOwner.ts';
import type { UsingPlace } from './usingBlocks.ts';
import type { Held } from './usingHolding.ts';
import type { BindingPlace, UsingPart, UsingQuery } from './usingReading.ts';
import type { BlockResources } from './usingResources.ts';

/** The blocks of one frame that hold resources. */
export interface PartsQuery extends NamedFrame {
  readonly resources: readonly BlockResources[];
  /** Counted from the outermost call, so that it stays the same while inner calls come and go. */
  readonly depth: number;
  readonly places: Map<string, BindingPlace>;
  readonly live: Map<Argument, BindingPlace>;
}

/** What the blocks of a frame hold, in run order. */
export async function buildParts(given: PartsQuery, query: UsingQuery): Promise<UsingPart[]> {
  const parts: UsingPart[] = [];
  const owner = await nameOwner(given, query);
  for (const { block, held, isRunning } of given.resources) {
    const location = await locateBlock(block, given, query);
    let cleanups: UnorderedCleanup[] = [];
    const close = (): void => {
      if (cleanups.length > 0)
        parts.push({
          kind: 'block',
          range: block.range,
          isRunning,
          scope: buildScope({ block, cleanups, part: parts.length, owner, location }, given, query),
        });
      cleanups = [];
    };
    for (const one of held) {
      if (one.resource.scope === undefined) cleanups.push(await buildCleanup(block, one, given, query));
      else {
        // What it holds is listed as its own scope, between the resources that run before and after it.
        close();
        parts.push({ kind: 'library', range: block.range, isRunning, scopeId: one.resource.scope });
      }
    }
    close();
  }
  return parts;
}

async function buildCleanup(block: UsingPlace, one: Held, given: PartsQuery, query: UsingQuery): Promise<UnorderedCleanup> {
  const { declaration, resource, awaited } = one;
  const { t, maps, trees } = query;
  const at = declaration?.range.start ?? block.range.start;
  const declared = declaration && (await findInSource(declaration, { running: given.running, maps, trees }));
  const id = `using:${given.depth}:${at.line}:${at.column}${declaration === undefined ? `:${given.places.size}` : ''}`;
  const name = declared?.name ?? classOf(resource.value) ?? t('resource');
  const isUnknown = resource.value.text === '' && resource.value.cut;
  const argument: Argument = isUnknown
    ? {
        name,
        value:
          declaration?.hidden === true && declaration.name !== '' ? t('hidden by an inner variable of the same name') : t('not known here'),
        capture: 'unknown',
      }
    : { name: declared?.name ?? 'this', type: resource.value.type, value: leaveOutMethod(writeValue(resource.value)), capture: 'value' };
  const place = isUnknown ? undefined : placeOfHeld(one, given.frame.id);
  if (place !== undefined) {
    given.places.set(id, place);
    given.live.set(argument, place);
  }
  const call = toDisplayText(`${name}${writeMethod(one)}`, LABEL_LENGTH - 8);
  return {
    id,
    state: resource.running ? 'running' : 'pending',
    label: `${awaited ? 'await ' : ''}${call}()`,
    callee: { name: call },
    ...optional('registeredAt', declared?.location),
    arguments: [argument],
    ...(awaited ? { async: true } : {}),
  };
}

/**
 * The method that is called, shown after the variable's name. The engine read the method at the declaration and does not reveal it. The
 * object's present method may be another one, so only a method from a compiler's list is named.
 */
function writeMethod({ resource, awaited, method = '' }: Held): string {
  if (method !== '' && !method.startsWith('[')) return `.${method}`;
  return `[Symbol.${awaited && resource.key !== 'dispose' ? 'asyncDispose' : 'dispose'}]`;
}

function placeOfHeld({ declaration, handle, entry, awaited }: Held, frameId: number): BindingPlace | undefined {
  if (handle !== undefined) return { kind: 'handle', handle };
  if (entry !== undefined) return { kind: 'entry', frameId, ...entry };
  return declaration === undefined || declaration.name === '' ? undefined : { kind: 'variable', frameId, name: declaration.name, awaited };
}

/** Where the frame is in the block. For code that a compiler added, which no map has, it is the block's first declaration. */
async function locateBlock(
  block: UsingPlace,
  { frame, running }: PartsQuery,
  { maps, trees }: UsingQuery,
): Promise<SourceLocation | undefined> {
  const location = frameLocation(frame);
  const first = block.declarations.at(-1);
  if (location === undefined || first === undefined || location.path !== toPath(running.url)) return location;
  const { location: declared } = await findInSource(first, { running, maps, trees });
  return declared.path === location.path && (await maps.knows(running)) ? location : declared;
}

interface BlockScope {
  readonly block: UsingPlace;
  readonly cleanups: readonly UnorderedCleanup[];
  readonly part: number;
  readonly owner: string;
  readonly location: SourceLocation | undefined;
}

function buildScope(
  { block, cleanups, part, owner, location }: BlockScope,
  { frame, depth }: PartsQuery,
  { t }: UsingQuery,
): UnorderedScope {
  return {
    id: `using:${depth}:${block.range.start.line}:${block.range.start.column}:${part}`,
    kind: block.kind === 'body' ? 'function' : 'block',
    name: toDisplayText(nameBlock(block.kind, block.className ?? owner, t), LABEL_LENGTH),
    frameId: frame.id,
    ...optional('location', location),
    total: cleanups.filter(({ state }) => state === 'pending').length,
    cleanups,
  };
}

function nameBlock(kind: UsingPlace['kind'], owner: string, t: Translate): string {
  switch (kind) {
    case 'module':
      return t('{0} (top level)', owner);
    case 'loop':
      return t('{0} (loop)', owner);
    case 'switch':
      return t('{0} (switch)', owner);
    case 'static':
      return t('{0} (static block)', owner);
    case 'block':
      return t('{0} (block)', owner);
    case 'body':
      return owner;
  }
}
