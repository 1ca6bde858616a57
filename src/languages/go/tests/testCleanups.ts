import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import { optional } from '../../../core/optional.ts';
import type { UnorderedCleanup, UnorderedScope } from '../../../core/runOrder.ts';
import type { SourceLocation } from '../../../core/snapshot.ts';
import { functionAt, readFunctionValue } from '../closures/functionValue.ts';
import type { DeferRecord } from '../deferred/deferList.ts';
import { HeldVariables } from '../deferred/heldVariables.ts';
import { type FrameStack } from '../frames/frames.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import { titleOfFunction } from '../symbols/functionNames.ts';
import { findMethodCalls } from '../syntax/goMethodCalls.ts';
import { findRunners, readTest, type RunningTest, type TestRunner } from './testRunners.ts';

/** How many calls of a test are listed at first, and with each request for more. */
const PAGE_SIZE = 100;
/** How many calls are requested together: Delve evaluates no expression of any length. */
const MAX_TOGETHER = 16;
/** How many callers of a registration are searched for the one outside of package testing. */
const MAX_CALLERS = 8;

/** The function that `Cleanup` puts into the list: it calls the one that it was given. */
const WRAPPER = /^testing\.\(\*common\)\.Cleanup\.func\d+$/;
const RUN_CLEANUP = 'testing.(*common).runCleanup';

/** What a wrapper holds. */
interface Wrapped {
  /** Where the address of the given function's closure is stored; undefined if the program does not say. */
  readonly function: bigint | undefined;
  /** The addresses to which the calls around the registration return, innermost first. */
  readonly callers: readonly bigint[];
}

/** Package testing makes the calls of a list now. */
interface Underway {
  /** The index of the frame that goes through the list. */
  readonly at: number;
  /** The wrapper's frame; undefined between two calls. */
  readonly called: Dap.StackFrame | undefined;
}

/** The calls that were given to one test's `Cleanup`, `TempDir`, `Setenv`. */
export interface TestScope {
  readonly scope: UnorderedScope;
  /** The index of the frame of the runner, which makes them by a call that it has deferred: its first one, or its last one. */
  readonly runner: number;
  readonly heldBy: 'first' | 'last';
  /** The index of the frame that makes them now, before it does anything else that is pending; undefined if none does. */
  readonly madeBy: number | undefined;
  /** More of them, behind this many. */
  readonly readMore: (skip: number) => Promise<readonly UnorderedCleanup[]>;
}

/** Reads what the tests of one goroutine run at their end, which package testing keeps in lists of its own. */
export class TestCleanups {
  readonly #context: CleanupContext;
  readonly #stack: string;
  readonly #frames: FrameStack;
  readonly #held: HeldVariables;
  /** Where the functions that they call begin. */
  readonly #entries = new Map<string, bigint>();

  constructor(context: CleanupContext, stack: string, frames: FrameStack) {
    this.#context = context;
    this.#stack = stack;
    this.#frames = frames;
    this.#held = new HeldVariables(context);
  }

  /** Innermost first. `deferredBy` gives the calls that the function of a frame has deferred. */
  async find(deferredBy: (at: number) => readonly DeferRecord[]): Promise<TestScope[]> {
    const found: TestScope[] = [];
    for (const runner of findRunners(this.#frames.frames)) {
      const scope = (await this.#context.doubts.attempt(this.#read(runner, deferredBy(runner.at)))) ?? this.#describeUnread(runner);
      if (scope !== 'none') found.push(scope);
    }
    return found;
  }

  /** Where the function that the cleanup calls begins. */
  async findCallee(id: string, evaluator: Evaluator): Promise<SourceLocation | undefined> {
    const address = this.#entries.get(id);
    return address === undefined ? undefined : this.#context.program.entry(address, evaluator);
  }

  async #read(runner: TestRunner, deferred: readonly DeferRecord[]): Promise<TestScope | 'none'> {
    const { t } = this.#context;
    const test = await readTest(runner, deferred, this.#context);
    if (test === undefined) return this.#describeUnread(runner);
    const underway = await this.#findUnderway(runner, test);
    if (test.list.length === 0 && underway === undefined) return 'none';
    const running = underway?.called === undefined ? [] : [await this.#readRunning(underway.called, underway.at - 1)];
    const notes =
      underway === undefined || underway.called !== undefined
        ? []
        : [t('package testing is between two calls: the next one may be missing here')];
    return {
      scope: {
        ...this.#head(runner, test.name),
        total: test.list.length,
        cleanups: [...running, ...(await this.#readPage(test, 0))],
        ...(notes.length === 0 ? {} : { notes }),
      },
      runner: runner.at,
      heldBy: test.hasParallel ? 'last' : 'first',
      madeBy: underway?.at ?? this.#findWaiting(runner, test),
      readMore: (skip) => this.#readPage(test, skip),
    };
  }

  #head({ at, variable }: TestRunner, name: string | undefined): Pick<UnorderedScope, 'id' | 'kind' | 'name'> {
    return {
      id: `${this.#stack}:test${this.#frames.frames.length - at}:${variable}`,
      kind: 'object',
      name: toDisplayText(`${variable}.Cleanup${name === undefined ? '' : ` · ${name}`}`, LABEL_LENGTH),
    };
  }

  #describeUnread(runner: TestRunner): TestScope {
    const note = this.#context.t('what was given to {0}.Cleanup could not be read', runner.variable);
    return {
      scope: { ...this.#head(runner, undefined), total: 0, unknown: true, cleanups: [], notes: [note] },
      runner: runner.at,
      heldBy: 'first',
      madeBy: undefined,
      readMore: () => Promise.resolve([]),
    };
  }

  /** The runner's last deferred call, which waits for parallel subtests before it makes the calls. */
  #findWaiting({ at, frame }: TestRunner, { hasParallel }: RunningTest): number | undefined {
    if (!hasParallel) return undefined;
    const waiting = this.#frames.frames.findLastIndex(({ name }, index) => index < at && name === `${frame.name}.func1`);
    return waiting < 0 ? undefined : waiting;
  }

  /** The call that `runCleanup` makes now for this test. */
  async #findUnderway(runner: TestRunner, { list }: RunningTest): Promise<Underway | undefined> {
    const { frames } = this.#frames;
    const at = frames.findIndex(({ name }, index) => index < runner.at && name === RUN_CLEANUP);
    const frame = frames[at];
    if (frame === undefined) return undefined;
    const owner = await this.#context.evaluator.in(frame.id).number('uintptr(&c.cleanups)');
    // While a test panics, package testing runs what its parents hold too.
    if (owner !== undefined && owner !== list.address) return undefined;
    const called = frames[at - 1];
    return { at, called: called !== undefined && WRAPPER.test(called.name) ? called : undefined };
  }

  async #readRunning(frame: Dap.StackFrame, at: number): Promise<UnorderedCleanup> {
    const [wrapped] = await this.#readWrappers(this.#context.evaluator.in(frame.id), ['']);
    return this.#build(`${this.#stack}:running:${at}`, 'running', wrapped);
  }

  /** The last function that was registered runs first. */
  async #readPage({ list }: RunningTest, skip: number): Promise<readonly UnorderedCleanup[]> {
    const { evaluator, memory } = this.#context;
    const built: UnorderedCleanup[] = [];
    const locations: bigint[] = [];
    for (let at = list.length - 1 - skip; at >= 0 && locations.length < PAGE_SIZE; at -= 1)
      locations.push(list.elements + BigInt(at * memory.wordSize));
    for (let from = 0; from < locations.length; from += MAX_TOGETHER) {
      const some = locations.slice(from, from + MAX_TOGETHER);
      const wrappers = await this.#readWrappers(
        evaluator,
        some.map((location) => `${functionAt(location)}.`),
      );
      for (const [index, location] of some.entries()) {
        const closure = await memory.word(location);
        built.push(await this.#build(`${this.#stack}:test:${(closure ?? location).toString(16)}`, 'pending', wrappers[index]));
      }
    }
    return built;
  }

  /** `prefixes` stand before the names of the wrappers' variables. */
  async #readWrappers(evaluator: Evaluator, prefixes: readonly string[]): Promise<readonly Wrapped[]> {
    const { memory } = this.#context;
    const numbers = await evaluator.numbers(
      prefixes.flatMap((prefix) => [`uintptr(&${prefix}f)`, `len(${prefix}cleanupPc)`, `uintptr(&${prefix}cleanupPc[0])`]),
    );
    return Promise.all(
      prefixes.map(async (_, at) => {
        const [location, count = 0n, first] = numbers.slice(3 * at, 3 * at + 3);
        const callers: bigint[] = [];
        for (let index = 0; first !== undefined && index < Math.min(MAX_CALLERS, Number(count)); index += 1)
          callers.push((await memory.word(first + BigInt(index * memory.wordSize))) ?? 0n);
        return { function: location, callers: callers.filter((pc) => pc !== 0n) };
      }),
    );
  }

  async #build(id: string, state: 'pending' | 'running', wrapped: Wrapped | undefined): Promise<UnorderedCleanup> {
    const { evaluator, memory, sources, doubts, t } = this.#context;
    const { site, method } = await this.#findSite(wrapped?.callers ?? []);
    const calls = site === undefined ? undefined : await sources.askLine(site, (root, line) => findMethodCalls(root, line, method));
    const call = calls?.length === 1 ? calls[0] : undefined;
    const location = wrapped?.function;
    const value = location === undefined ? undefined : await readFunctionValue(evaluator, location, doubts);
    const closure = location === undefined ? undefined : await memory.word(location);
    const code = closure === undefined || closure === 0n ? undefined : await memory.word(closure);
    if (code !== undefined) this.#entries.set(id, code);
    const held =
      value === undefined ? [] : await this.#held.ofClosure(value.captured, { id, location, name: value.name, literal: call?.literal });
    const name = value === undefined ? t('unknown function') : titleOfFunction(value.name);
    const notes =
      value === undefined
        ? [t('what it calls is not known: this version of Go does not say')]
        : value.isUnread === true
          ? [t('what it holds could not be read')]
          : [];
    return {
      id,
      state,
      label: toDisplayText(call?.text ?? `${method}(${method === 'Cleanup' ? name : '…'})`, LABEL_LENGTH),
      callee: { name },
      ...optional('registeredAt', site && (call === undefined ? site : { ...site, column: call.column })),
      arguments: held,
      ...(notes.length === 0 ? {} : { notes }),
    };
  }

  /** Where the person has called package testing, and which method. */
  async #findSite(callers: readonly bigint[]): Promise<{ readonly site: SourceLocation | undefined; readonly method: string }> {
    const { program, evaluator, memory } = this.#context;
    const table = await program.functions(evaluator, memory);
    let method = 'Cleanup';
    for (const pc of callers) {
      const function_ = await table?.find(pc - 1n, memory);
      const symbol = function_ === undefined ? undefined : await table?.nameOf(function_, memory);
      if (symbol?.startsWith('testing.') !== true) return { site: await program.callLine(pc, evaluator), method };
      method = symbol.slice(symbol.lastIndexOf('.') + 1);
    }
    return { site: undefined, method };
  }
}
