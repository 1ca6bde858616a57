/** Resources that name what they depend on. */

import { requireFunction, requireOptions, requireText, requireTextIfAny } from '../support/argumentChecks.ts';
import { asyncScope } from '../scopes/asyncScope.ts';
import type { DoorEntry, DoorResource } from '../door/doorContract.ts';
import { listMap } from '../door/doorLists.ts';
import { keepsSites } from '../door/observer.ts';
import { announceResource, type ReadableResource, withdrawResource } from '../door/resourceRegistry.ts';
import { scope } from '../scopes/scope.ts';
import { asyncDispose, dispose } from '../scopes/symbols.ts';
import { capture, CLEANUP_FRAMES, readTrace, type Trace } from '../door/trace.ts';
import { describe } from '../support/describe.ts';
import { alreadyReleased, cycle, duplicate, unknownDependency } from './dependencyError.ts';

export interface DependenciesOptions {
  /** What the resources are for, in the program's own words; a debugger shows it. */
  readonly label?: string | undefined;
}

export interface AddOptions {
  /** The names of what the resource needs until it has been released. They may be added later. */
  readonly dependsOn?: readonly string[] | undefined;
}

interface Node {
  readonly name: string;
  readonly release: () => unknown;
  readonly dependsOn: readonly string[];
  readonly trace: Trace | undefined;
}

const CONSTRUCTOR = 'new Dependencies(options)';
const ADD = 'Dependencies.add(name, release, options)';

/**
 * Releases resources in the order of their dependencies: each after everything that depends on it, and otherwise last in, first out.
 *
 * @example
 * ```ts
 * import { Dependencies } from 'deferscope/compose';
 *
 * const all = new Dependencies({ label: 'services' });
 * all.add('cache', () => { console.log('cache'); }, { dependsOn: ['database'] });
 * all.add('database', () => { console.log('database'); });
 * all.add('metrics', () => { console.log('metrics'); });
 * all.dispose(); // prints: metrics, cache, database
 * ```
 */
export class Dependencies implements Disposable, AsyncDisposable, ReadableResource {
  readonly #label: string | undefined;
  readonly #nodes = new Map<string, Node>();
  readonly #id: number;
  #released = false;

  /**
   * @throws TypeError if an option has the wrong type
   */
  constructor(options: DependenciesOptions = {}) {
    const { label } = requireOptions<DependenciesOptions>(CONSTRUCTOR, options, "{ label: 'services' }");
    requireTextIfAny(CONSTRUCTOR, 'label', label, 'services');
    this.#label = options.label;
    this.#id = announceResource(this);
  }

  /** How many resources there are. */
  get size(): number {
    return this.#nodes.size;
  }

  /**
   * Adds a resource.
   *
   * @param name the name by which others depend on it
   * @param release releases it; `disposeAsync` awaits its result
   * @param options what it depends on
   * @throws DependencyError `CYCLE` (with the path), `DUPLICATE` or `RELEASED`; then the resource was not added
   * @throws TypeError if an argument has the wrong type
   */
  add(name: string, release: () => unknown, options: AddOptions = {}): void {
    requireText(ADD, 'name', name, 'cache');
    requireFunction(ADD, 'release', release, '() => cache.close()');
    const dependsOn = readDependsOn(requireOptions<AddOptions>(ADD, options, "{ dependsOn: ['database'] }").dependsOn);
    if (this.#released) throw alreadyReleased(ADD);
    if (this.#nodes.has(name)) throw duplicate(ADD, name);
    const path = this.#findPath(dependsOn, name);
    if (path !== undefined) throw cycle(ADD, [name, ...path]);
    this.#nodes.set(name, { name, release, dependsOn, trace: keepsSites() ? capture(CLEANUP_FRAMES, 1) : undefined });
  }

  /** The names in the order in which they are released. */
  order(): readonly string[] {
    return this.#sort().map(({ name }) => name);
  }

  /**
   * Releases everything, without awaiting. A second call does nothing.
   * @throws what a release threw, or a SuppressedError of all errors; a DependencyError `UNKNOWN` may be among them
   */
  dispose(): void {
    const s = scope(this.#label === undefined ? undefined : { label: this.#label });
    for (const fn of this.#take()) s.defer(fn);
    s.dispose();
  }

  /**
   * Releases everything, one after the other, and awaits each. A second call does nothing. Rejects with what
   * {@link Dependencies.dispose} throws.
   */
  disposeAsync(): Promise<void> {
    const s = asyncScope(this.#label === undefined ? undefined : { label: this.#label });
    for (const fn of this.#take()) s.defer(fn);
    return s.disposeAsync();
  }

  /** The same as {@link Dependencies.dispose}. */
  [dispose](): void {
    this.dispose();
  }

  /** The same as {@link Dependencies.disposeAsync}. */
  [asyncDispose](): Promise<void> {
    return this.disposeAsync();
  }

  /** @internal */
  readForDoor({ entries }: { readonly entries: number }): Omit<DoorResource, 'id'> {
    return {
      kind: 'managed',
      ...(this.#label === undefined ? {} : { label: this.#label }),
      state: 'open',
      facts: [{ name: 'held', value: this.#nodes.size }],
      entries: listMap(this.#nodes, entries, readNode),
      entryCount: this.#nodes.size,
    };
  }

  /** The path from one of `from` to `to`, along the dependencies. */
  #findPath(from: readonly string[], to: string): readonly string[] | undefined {
    const seen = new Set<string>();
    const paths = from.map((name): readonly string[] => [name]);
    for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
      const name = path[path.length - 1] as string;
      if (name === to) return path;
      if (seen.has(name)) continue;
      seen.add(name);
      for (const next of this.#nodes.get(name)?.dependsOn ?? []) paths.push([...path, next]);
    }
    return undefined;
  }

  /** The nodes in the order of release: always the youngest of those that nobody depends on any more. */
  #sort(): readonly Node[] {
    const dependents = new Map([...this.#nodes.keys()].map((name) => [name, 0]));
    for (const { dependsOn } of this.#nodes.values()) for (const name of dependsOn) dependents.set(name, (dependents.get(name) ?? 0) + 1);
    const left = [...this.#nodes.values()];
    const sorted: Node[] = [];
    while (left.length > 0) {
      const at = left.findLastIndex(({ name }) => dependents.get(name) === 0);
      const [next] = left.splice(at, 1);
      if (next === undefined) break;
      sorted.push(next);
      for (const name of next.dependsOn) dependents.set(name, (dependents.get(name) ?? 0) - 1);
    }
    return sorted;
  }

  /** The functions to register in a scope, in this order. The scope runs them from the end. */
  #take(): readonly (() => unknown)[] {
    if (this.#released) return [];
    this.#released = true;
    const releases = this.#sort().map(({ name, release }) => Object.defineProperty(() => release(), 'name', { value: `release ${name}` }));
    const unknowns = [...this.#nodes.values()].flatMap(({ name, dependsOn }) =>
      dependsOn
        .filter((one) => !this.#nodes.has(one))
        .map((one) => () => {
          throw unknownDependency(name, one);
        }),
    );
    this.#nodes.clear();
    withdrawResource(this.#id);
    return [...unknowns, ...releases.reverse()];
  }
}

function readDependsOn(given: unknown): readonly string[] {
  if (given === undefined) return [];
  if (!Array.isArray(given) || !given.every((name) => typeof name === 'string'))
    throw new TypeError(`${ADD}: dependsOn must be an array of names, got ${describe(given)}. Write it as in ['database'].`);
  return [...new Set(given)];
}

function readNode({ name, dependsOn, trace }: Node): DoorEntry {
  const site = readTrace(trace);
  let names = '';
  for (let i = 0; i < dependsOn.length; i++) names += `${i === 0 ? '' : ', '}${dependsOn[i] ?? ''}`;
  return {
    name,
    state: 'held',
    facts: names === '' ? [] : [{ name: 'depends on', value: names }],
    ...(site === undefined ? {} : { site }),
  };
}
