// Random programs, run with the engine's own classes and with ours: the same calls, errors and order, job by job.
/* oxlint-disable typescript/no-this-alias -- the cleanups' own `this` is part of what is compared */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AsyncScope, Scope } from '../../src/runtime/deferscope.ts';
import { RANDOM_RUNS } from './randomRuns.ts';

const nativeSync = (globalThis as { readonly DisposableStack?: new () => DisposableStack }).DisposableStack;
const nativeAsync = (globalThis as { readonly AsyncDisposableStack?: new () => AsyncDisposableStack }).AsyncDisposableStack;

/** What a cleanup does. */
const behaviours = [
  'returns',
  'throws',
  'throws undefined',
  'registers',
  'disposes',
  'moves',
  'promise',
  'rejection',
  'late',
  'late rejection',
  'thenable',
  'throwing thenable',
] as const;
type Behaviour = (typeof behaviours)[number];

const step = fc.oneof(
  fc.record({ op: fc.constantFrom('defer', 'adopt', 'use', 'useSync', 'useBoth'), does: fc.constantFrom(...behaviours) }),
  fc.record({
    op: fc.constantFrom(
      'useNull',
      'useUndefined',
      'useNone',
      'useBad',
      'useGetter',
      'useGetterDisposes',
      'deferBad',
      'adoptBad',
      'move',
      'dispose',
      'disposed',
    ),
    does: fc.constant<Behaviour>('returns'),
  }),
);
const program = fc.array(step, { maxLength: 12 });
type Step = { readonly op: string; readonly does: Behaviour };

function word(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name !== 'SuppressedError') return error.message.startsWith('cleanup') ? error.message : error.name;
  const { error: later, suppressed } = error as Error & { error: unknown; suppressed: unknown };
  return { later: word(later), earlier: word(suppressed) };
}

type AnyStack = (DisposableStack | AsyncDisposableStack) & { readonly disposed: boolean };

/** Runs the program and records everything observable. */
class Trial {
  readonly trace: unknown[] = [];
  #count = 0;
  readonly #stacks: AnyStack[];

  constructor(make: () => AnyStack) {
    this.#stacks = [make()];
  }

  get #top(): AnyStack {
    return this.#stacks.at(-1) as AnyStack;
  }

  attempt(what: string, act: () => unknown): void {
    try {
      const value = act();
      this.trace.push([what, typeof value === 'object' && value !== null ? 'object' : value]);
    } catch (error) {
      this.trace.push([what, 'threw', word(error)]);
    }
  }

  #cleanup(does: Behaviour): (this: unknown, ...args: unknown[]) => unknown {
    const id = `cleanup ${this.#count++}`;
    const trial = this;
    const owner = this.#top;
    return function (this: unknown, ...args: unknown[]) {
      trial.trace.push([id, does, this === undefined ? 'no this' : 'this', args]);
      switch (does) {
        case 'returns':
          return id;
        case 'throws':
          throw new Error(id);
        case 'throws undefined':
          throw undefined;
        case 'registers':
          trial.attempt(`${id} registers`, () => {
            owner.defer(() => undefined);
          });
          return undefined;
        case 'disposes':
          trial.attempt(`${id} disposes`, () => trial.dispose(owner, id));
          return undefined;
        case 'moves':
          trial.attempt(`${id} moves`, () => owner.move());
          return undefined;
        case 'promise':
          return Promise.resolve(id);
        case 'rejection':
          return Promise.reject(new Error(id));
        case 'late':
          return (async () => {
            await Promise.resolve();
            await Promise.resolve();
            trial.trace.push(`${id} late`);
          })();
        case 'late rejection':
          return (async () => {
            await Promise.resolve();
            throw new Error(id);
          })();
        case 'thenable':
          return {
            then(resolve: () => void) {
              trial.trace.push(`${id} then`);
              resolve();
            },
          };
        case 'throwing thenable':
          return {
            then() {
              throw new Error(id);
            },
          };
      }
    };
  }

  dispose(stack: AnyStack, who: string): unknown {
    if ('dispose' in stack) {
      stack.dispose();
      return undefined;
    }
    return stack.disposeAsync().then(
      () => this.trace.push(`${who} settled`),
      (error: unknown) => this.trace.push([`${who} rejected`, word(error)]),
    );
  }

  run(steps: readonly Step[]): void {
    const top = (): { use(r: unknown): unknown; defer(f: unknown): void; adopt(v: unknown, f: unknown): unknown } => this.#top;
    for (const [i, { op, does }] of steps.entries()) {
      const name = `${i} ${op}`;
      switch (op) {
        case 'defer':
          this.attempt(name, () => {
            top().defer(this.#cleanup(does));
          });
          break;
        case 'adopt':
          this.attempt(name, () => top().adopt(i, this.#cleanup(does)));
          break;
        case 'use':
          this.attempt(name, () => top().use({ [Symbol.asyncDispose]: this.#cleanup(does) }));
          break;
        case 'useSync':
          this.attempt(name, () => top().use({ [Symbol.dispose]: this.#cleanup(does) }));
          break;
        case 'useBoth':
          this.attempt(name, () => top().use({ [Symbol.dispose]: this.#cleanup(does), [Symbol.asyncDispose]: this.#cleanup(does) }));
          break;
        case 'useNull':
          this.attempt(name, () => top().use(null));
          break;
        case 'useUndefined':
          this.attempt(name, () => top().use(undefined));
          break;
        case 'useNone':
          this.attempt(name, () => top().use({}));
          break;
        case 'useBad':
          this.attempt(name, () => top().use({ [Symbol.dispose]: 1, [Symbol.asyncDispose]: 1 }));
          break;
        case 'useGetter':
          this.attempt(name, () =>
            top().use({
              get [Symbol.dispose](): never {
                throw new Error('cleanup getter');
              },
              get [Symbol.asyncDispose](): never {
                throw new Error('cleanup getter');
              },
            }),
          );
          break;
        case 'useGetterDisposes': {
          const read = (): unknown => {
            this.attempt(`${name} disposes`, () => this.dispose(this.#top, name));
            return this.#cleanup(does);
          };
          this.attempt(name, () =>
            top().use({
              get [Symbol.dispose]() {
                return read();
              },
              get [Symbol.asyncDispose]() {
                return read();
              },
            }),
          );
          break;
        }
        case 'deferBad':
          this.attempt(name, () => {
            top().defer(i);
          });
          break;
        case 'adoptBad':
          this.attempt(name, () => top().adopt(i, i));
          break;
        case 'move':
          this.attempt(name, () => {
            this.#stacks.push(this.#top.move());
            return this.#stacks.at(-2)?.disposed;
          });
          break;
        case 'dispose':
          this.attempt(name, () => this.dispose(this.#top, name));
          break;
        case 'disposed':
          this.attempt(name, () => this.#stacks.map((s) => s.disposed).join());
          break;
      }
    }
    for (const stack of this.#stacks) this.attempt('end', () => this.dispose(stack, 'end'));
  }
}

describe('differential test against the engine', function () {
  this.timeout(120_000);
  // Unhandled rejections that a synchronous stack leaves are part of the programs; any other is a fault.
  const strange: unknown[] = [];
  const quiet = (reason: unknown): void => {
    if (!(reason instanceof Error && reason.message.startsWith('cleanup'))) strange.push(reason);
  };
  let listeners: NodeJS.UnhandledRejectionListener[] = [];
  before(() => {
    listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', quiet);
  });
  after(async () => {
    await new Promise(setImmediate);
    process.removeListener('unhandledRejection', quiet);
    for (const listener of listeners) process.on('unhandledRejection', listener);
    assert.deepEqual(strange, []);
  });

  // An engine without the classes has nothing to compare with; the run on Node 24 does.
  if (nativeSync !== undefined)
    it('Scope behaves as DisposableStack', () => {
      fc.assert(
        fc.property(program, (steps) => {
          const theirs = new Trial(() => new nativeSync());
          const ours = new Trial(() => new Scope());
          theirs.run(steps);
          ours.run(steps);
          assert.deepEqual(ours.trace, theirs.trace);
        }),
        { numRuns: RANDOM_RUNS },
      );
    });

  if (nativeAsync !== undefined)
    it('AsyncScope behaves as AsyncDisposableStack, job by job', async () => {
      await fc.assert(
        fc.asyncProperty(program, async (steps) => {
          const traces = [];
          for (const make of [() => new nativeAsync(), () => new AsyncScope()]) {
            const trial = new Trial(make);
            trial.run(steps);
            for (let job = 0; job < 80; job++) {
              trial.trace.push(job);
              await Promise.resolve();
            }
            traces.push(trial.trace);
          }
          assert.deepEqual(traces[1], traces[0]);
        }),
        { numRuns: RANDOM_RUNS },
      );
    });

  if (Number(process.versions.node.split('.')[0]) >= 24)
    it("had the engine's classes to compare with", () => {
      assert.ok(nativeSync !== undefined && nativeAsync !== undefined);
    });
});
