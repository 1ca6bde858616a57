import {
  RESOURCE_KINDS,
  type DoorConcern,
  type DoorEntry,
  type DoorFact,
  type DoorReading,
  type DoorResource,
} from '../../../runtime/door/doorContract.ts';
import { WIRE_LIMITS as L } from '../wire/javascriptReading.ts';
import type { Json } from './json.ts';
import { add, newList, type List } from './list.ts';
import { ownFields } from './ownFields.ts';
import { preview } from './valueText.ts';
import { count, describeSite, optionalWord, word } from './libraryData.ts';

/** The resources that a library holds beside scopes. The first `skip` entries of each resource were seen already. */
export function describeResources(reading: DoorReading, skip: number, budget: { left: number }): { readonly [key: string]: Json } {
  const given = reading.resources ?? [];
  const resources = newList<Json>();
  for (let at = 0; at < given.length && at < L.resources * RESOURCE_KINDS.length; at++) {
    try {
      add(resources, describeResource(ownFields(given[at] as DoorResource), skip, budget));
    } catch {
      // One that is not what the contract says is missing from the list, and in the count.
    }
  }
  const concerns = newList<Json>();
  const said = reading.concerns ?? [];
  for (let at = 0; at < said.length && at < L.concerns; at++) add(concerns, describeConcern(ownFields(said[at] as DoorConcern)));
  return { resources, resourceCount: count(reading.resourceCount) ?? 0, concerns };
}

function describeResource(resource: DoorResource, skip: number, budget: { left: number }): Json {
  const entries = newList<Json>();
  for (let at = skip; at < resource.entries.length && entries.length < L.entries && budget.left > 0; at++, budget.left--)
    add(entries, describeEntry(ownFields(resource.entries[at] as DoorEntry)));
  return {
    id: count(resource.id),
    kind: word(resource.kind),
    label: optionalWord(resource.label),
    state: word(resource.state),
    facts: describeFacts(resource.facts),
    entries,
    entryCount: count(resource.entryCount),
    site: describeSite(resource.site),
  };
}

function describeEntry(entry: DoorEntry): Json {
  return {
    name: word(entry.name),
    state: word(entry.state),
    facts: describeFacts(entry.facts),
    concern: optionalWord(entry.concern),
    site: describeSite(entry.site),
  };
}

function describeFacts(given: readonly DoorFact[]): List<Json> {
  const facts = newList<Json>();
  for (let at = 0; at < given.length && at < L.facts; at++) {
    const fact = ownFields(given[at] as DoorFact);
    add(facts, { name: word(fact.name), value: { ...preview(fact.value, L.value) } });
  }
  return facts;
}

function describeConcern(concern: DoorConcern): Json {
  return { code: word(concern.code), severity: word(concern.severity), message: word(concern.message), site: describeSite(concern.site) };
}
