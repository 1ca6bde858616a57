import { LABEL_LENGTH, toDisplayText, VALUE_LENGTH } from '../../core/displayText.ts';
import { describeDuration } from '../../core/duration.ts';
import { nameKind } from '../../core/describeResources.ts';
import { groupResources } from '../../core/resources.ts';
import type { Fact, Problem, Resource, ResourceEntry, Resources, SourceLocation } from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import type { WireConcern, WireEntry, WireFact, WireFrame, WireLibrary, WireResource } from './wire/javascriptReading.ts';
import { optional } from '../../core/optional.ts';
import { writeValue } from './values/writtenValues.ts';

/** Identifies a resource and its library. */
export interface ResourceKey {
  readonly library: number;
  readonly resource: number;
}

export function readResourceId(id: string): ResourceKey | undefined {
  const match = /^(\d+):r(\d+)$/.exec(id);
  return match === null ? undefined : { library: Number(match[1]), resource: Number(match[2]) };
}

/** Turns resources and concerns from the wire format into the vocabulary. */
export class ResourceBuilder {
  readonly #locate: (frame: WireFrame) => Promise<SourceLocation>;
  readonly #t: Translate;

  constructor(locate: (frame: WireFrame) => Promise<SourceLocation>, t: Translate) {
    this.#locate = locate;
    this.#t = t;
  }

  /** By kind; `undefined` if there are none. */
  async build(libraries: readonly WireLibrary[]): Promise<Resources | undefined> {
    return groupResources(
      await Promise.all(
        libraries.flatMap((library) =>
          library.resources.map(async (one) => ({ kind: one.kind, resource: await this.#resource(library.index, one) })),
        ),
      ),
    );
  }

  /** What a person should look at: the concerns in the resources' entries, and those that the libraries report separately. */
  async findProblems(libraries: readonly WireLibrary[]): Promise<Problem[]> {
    const found: Problem[] = [];
    for (const library of libraries) {
      for (const resource of library.resources) found.push(...(await this.#entryProblems(library.index, resource)));
      found.push(...(await Promise.all(library.concerns.map((concern) => this.#concern(concern)))));
      if (library.resourceCount > library.resources.length)
        found.push({
          code: 'incomplete',
          severity: 'info',
          message: this.#t('{0} resources exist, {1} are shown', library.resourceCount, library.resources.length),
        });
    }
    return found;
  }

  async entry(entry: WireEntry): Promise<ResourceEntry> {
    return {
      name: toDisplayText(entry.name, LABEL_LENGTH),
      state: toDisplayText(entry.state, LABEL_LENGTH),
      facts: entry.facts.map((fact) => this.#fact(fact)),
      ...optional('concern', entry.concern === undefined ? undefined : toDisplayText(entry.concern, VALUE_LENGTH)),
      ...optional('location', await this.#place(entry.site)),
    };
  }

  async #resource(library: number, resource: WireResource): Promise<Resource> {
    return {
      id: writeResourceId(library, resource),
      name: nameOf(resource),
      state: toDisplayText(resource.state, LABEL_LENGTH),
      facts: resource.facts.map((fact) => this.#fact(fact)),
      entries: await Promise.all(resource.entries.map((entry) => this.entry(entry))),
      total: resource.entryCount,
      ...optional('location', await this.#place(resource.site)),
    };
  }

  async #entryProblems(library: number, resource: WireResource): Promise<Problem[]> {
    return Promise.all(
      resource.entries
        .flatMap((entry) => (entry.concern === undefined ? [] : [{ entry, concern: entry.concern }]))
        .map(async ({ entry, concern }): Promise<Problem> => ({
          code: 'resource',
          severity: 'warning',
          message: toDisplayText(
            this.#t(
              '{0} {1}, {2}: {3}',
              nameKind(resource.kind, this.#t),
              nameOf(resource),
              toDisplayText(entry.name, LABEL_LENGTH),
              concern,
            ),
            VALUE_LENGTH,
          ),
          resource: writeResourceId(library, resource),
          ...optional('location', await this.#place(entry.site ?? resource.site)),
        })),
    );
  }

  async #concern({ code, severity, message, site }: WireConcern): Promise<Problem> {
    return { code, severity, message: toDisplayText(message, VALUE_LENGTH), ...optional('location', await this.#place(site)) };
  }

  async #place(site: WireFrame | undefined): Promise<SourceLocation | undefined> {
    return site === undefined ? undefined : this.#locate(site);
  }

  #fact({ name, value }: WireFact): Fact {
    const milliseconds = name.endsWith(MS) && value.type === 'number' ? Number(value.text) : NaN;
    if (Number.isFinite(milliseconds))
      return { name: toDisplayText(name.slice(0, -MS.length), LABEL_LENGTH), value: describeDuration(milliseconds, this.#t), milliseconds };
    // The library's own words, or a name that the program gave. Without quotes, as a person would say it.
    const text = value.type === 'string' ? toDisplayText(value.cut ? `${value.text}…` : value.text, VALUE_LENGTH) : writeValue(value);
    return { name: toDisplayText(name, LABEL_LENGTH), value: text };
  }
}

/** The suffix in the name of a fact whose value is a number of milliseconds. */
const MS = ' ms';

function writeResourceId(library: number, { id }: WireResource): string {
  return `${library}:r${id}`;
}

function nameOf({ label, id }: WireResource): string {
  return label === undefined || label === '' ? `#${id}` : toDisplayText(label, LABEL_LENGTH);
}
