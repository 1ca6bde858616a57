import { assertNever } from './assertNever.ts';
import type { KindOfResource, ResourceKind } from './resources.ts';
import type { Fact, Resource, ResourceEntry } from './snapshot.ts';
import { shortLocation } from './sourceName.ts';
import type { Translate } from './translate.ts';

/** The kind in front of the resource's own name, e.g. `guard`. */
export function nameKind(kind: ResourceKind, t: Translate): string {
  switch (kind) {
    case 'guard':
      return t('guard');
    case 'managed':
      return t('manager');
    case 'pool':
      return t('pool');
    case 'gate':
      return t('gate');
    case 'owned':
      return t('owned value');
    case 'background':
      return t('background cleanups');
    case 'shutdown':
      return t('shutdown');
    case 'leaks':
      return t('leaks');
    default:
      return assertNever(kind);
  }
}

/** `guard orders`. */
export function titleOfResource({ kind, resource }: KindOfResource, t: Translate): string {
  return `${nameKind(kind, t)} ${resource.name}`;
}

/**
 * `2 held, 1 waiting`: counts stand before their names, everything else behind. The usual state is not shown, and neither are zeros, except
 * for the first fact, which tells most.
 */
export function describeResourceFacts({ state, facts }: Resource): string {
  const told = facts.filter(({ value }, at) => at === 0 || value !== '0');
  return [state === 'open' ? '' : state, ...told.map(describeCount)].filter((part) => part !== '').join(', ');
}

/** Everything behind the resource's name. */
export function describeResource(resource: Resource): string {
  return [describeResourceFacts(resource), resource.location === undefined ? '' : shortLocation(resource.location)]
    .filter((part) => part !== '')
    .join('  ');
}

/** `held, owner worker-7, expires in 3 s`. */
export function describeEntryFacts({ state, facts }: ResourceEntry): string {
  return [state, ...facts.map(describeFact)].filter((part) => part !== '').join(', ');
}

/** Everything behind the entry's name. */
export function describeEntry(entry: ResourceEntry): string {
  return [describeEntryFacts(entry), entry.location === undefined ? '' : shortLocation(entry.location)]
    .filter((part) => part !== '')
    .join('  ');
}

/** `owner worker-7`. */
export function describeFact({ name, value }: Fact): string {
  return `${name} ${value}`;
}

/** `2 held`, `3 in use`; but `next token 5`, because this number is not a count. */
function describeCount(fact: Fact): string {
  return /^\d+$/.test(fact.value) && /^(?:in )?\S+$/.test(fact.name) ? `${fact.value} ${fact.name}` : describeFact(fact);
}

/** The whole row as a sentence for a screen reader. */
export function sayResource(one: KindOfResource, t: Translate): string {
  const { location, total } = one.resource;
  return [
    titleOfResource(one, t),
    describeResourceFacts(one.resource),
    total === 0 ? t('no entries') : t('{0} entries', total),
    location === undefined ? '' : t('made at {0} line {1}', shortLocation(location).replace(/:\d+$/, ''), location.line),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

export function sayEntry(entry: ResourceEntry, t: Translate): string {
  const { location, concern } = entry;
  return [
    entry.name,
    describeEntryFacts(entry),
    concern ?? '',
    location === undefined ? '' : t('at {0} line {1}', shortLocation(location).replace(/:\d+$/, ''), location.line),
  ]
    .filter((part) => part !== '')
    .join(', ');
}
