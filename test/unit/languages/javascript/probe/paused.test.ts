import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { asyncScope, run, runAsync, scope, type Scope } from '../../../../../src/runtime/deferscope.ts';
import { ownExpression, readExpression, valueExpression } from '../../../../../src/languages/javascript/values/expression.ts';
import type { WireCleanup, WireReading, WireScope } from '../../../../../src/languages/javascript/wire/javascriptReading.ts';
import { asReading } from './door.ts';
import { pauseIn, type Stop } from './pauser.ts';

const read = { top: [readExpression()] };

/** The reading at a stop, and the scopes of this test in it: every test file has its own copy of the library. */
function readingAt(stop: Stop | undefined): { readonly reading: WireReading; readonly scopes: readonly WireScope[]; readonly stop: Stop } {
  assert.ok(stop !== undefined, 'the program did not stop');
  const reading = asReading(String(stop.values[0]));
  assert.deepEqual(
    reading.libraries.map((library) => library.error).filter((error) => error !== undefined),
    [],
  );
  return { reading, scopes: reading.libraries.flatMap((library) => library.scopes), stop };
}

const argumentsOf = (cleanup: WireCleanup | undefined): string[] | undefined => cleanup?.args.map((value) => value.text);

describe('a program that is really paused', () => {
  before(async () => {
    // The library records where scopes are made once a debugger has looked for the first time.

    await pauseIn(read, () => {
      debugger;
    });
  });

  it('has the frames that the debugger lists', async () => {
    class Maker {
      made: number;
      constructor() {
        this.made =
          [1].map((n) => {
            debugger;
            return n;
          })[0] ?? 0;
      }
      get it(): number {
        return this.made;
      }
    }
    function* generate(): Generator<number> {
      yield new Maker().it;
    }
    const named = { method: () => [...generate()] };
    const { stops } = await pauseIn(read, async () => {
      await Promise.resolve();
      return JSON.parse('[1]', () => named.method()) as unknown;
    });
    const { reading, stop } = readingAt(stops[0]);
    assert.ok(reading.frames.length > 5);
    assert.deepEqual(
      reading.frames.map(({ url, line, column }) => ({ url: url.replace('file://', ''), line, column })),
      stop.frames.map(({ url, line, column }) => ({ url: url.replace('file://', ''), line, column })),
    );
  });

  it('has the async functions that wait for the paused one, and none that has only started it', async () => {
    async function leaf(): Promise<void> {
      await Promise.resolve();
      debugger;
    }
    async function started(): Promise<Promise<void>[]> {
      const begun = [leaf()];
      await Promise.resolve();
      return begun;
    }
    async function waits(): Promise<void> {
      await leaf();
    }
    async function all(): Promise<void> {
      await Promise.all([waits()]);
    }
    const { stops } = await pauseIn(read, async () => {
      await all();
      await Promise.all(await started());
    });
    const waiting = stops.map((stop) =>
      readingAt(stop)
        .reading.waiting.map(({ name }) => name)
        .filter((name) => /waits|all|started/.test(name)),
    );
    assert.deepEqual(waiting, [['waits', 'all'], []]);
  });

  it('names the activation that owns each scope, in a recursion', async () => {
    function descend(depth: number): void {
      run(function body(s) {
        s.defer(String, depth);
        if (depth > 0) descend(depth - 1);
        else debugger;
      });
    }
    // In the frame of each body its own `depth` is in scope.
    const { stops } = await pauseIn({ ...read, each: 'typeof depth === "number" && typeof s === "object" ? depth : "none"' }, () => {
      descend(5);
    });
    const { scopes, reading, stop } = readingAt(stops[0]);
    assert.deepEqual(
      scopes.map((one) => argumentsOf(one.cleanups[0])),
      [['0'], ['1'], ['2'], ['3'], ['4'], ['5']],
    );
    const owners = scopes.map((one) => one.owner ?? -1);
    assert.deepEqual(
      owners.map((owner) => reading.frames[owner]?.name),
      ['body', 'body', 'body', 'body', 'body', 'body'],
    );
    assert.deepEqual(
      owners.map((owner) => stop.inFrames[owner]),
      [0, 1, 2, 3, 4, 5],
    );
  });

  it('tells the activations of a recursion apart where each makes scopes of its own', async () => {
    function climb(height: number): void {
      const s = scope();
      s.defer(String, height);
      const inner = scope({ label: `inner ${height}` });
      inner.defer(String, height);
      if (height < 3) climb(height + 1);
      else debugger;
      inner.dispose();
      s.dispose();
    }
    const { stops } = await pauseIn({ ...read, each: 'typeof height === "number" ? height : "none"' }, () => {
      climb(0);
    });
    const { scopes, stop } = readingAt(stops[0]);
    assert.deepEqual(
      scopes.map((one) => [argumentsOf(one.cleanups[0])?.[0], String(stop.inFrames[one.owner ?? -1])]),
      [
        ['3', '3'],
        ['3', '3'],
        ['2', '2'],
        ['2', '2'],
        ['1', '1'],
        ['1', '1'],
        ['0', '0'],
        ['0', '0'],
      ],
    );
  });

  it('has no owner for a scope whose maker has returned', async () => {
    function makeScope(): Scope {
      const made = scope({ label: 'handed out' });
      made.defer(String);
      return made;
    }
    const { stops } = await pauseIn(read, () => {
      const held = makeScope();
      debugger;
      held.dispose();
    });
    const { scopes } = readingAt(stops[0]);
    assert.equal(scopes[0]?.label, 'handed out');
    assert.equal(scopes[0].owner, undefined);
  });

  it('has no owner for a scope when another call of its maker stands in the same place', async () => {
    const held: Scope[] = [];
    function make(isLast: boolean): void {
      held.push(scope({ label: isLast ? 'last' : 'first' }));
      if (isLast) debugger;
    }
    const { stops } = await pauseIn(read, () => {
      make(false);
      make(true);
    });
    for (const one of held) one.dispose();
    const { scopes } = readingAt(stops[0]);
    assert.deepEqual(
      scopes.slice(0, 2).map((one) => [one.label, one.owner]),
      [
        ['last', 0],
        ['first', undefined],
      ],
    );
  });

  it('names the activation in a recursion that is deeper than what is recorded and listed', async () => {
    function dive(depth: number): void {
      if (depth % 200 === 0)
        run({ label: String(depth) }, function bottom(s) {
          s.defer(String, depth);
          if (depth > 0) dive(depth - 1);
          else debugger;
        });
      else dive(depth - 1);
    }
    const { stops } = await pauseIn({ ...read, each: 'typeof depth === "number" && typeof s === "object" ? depth : "none"' }, () => {
      dive(1600);
    });
    const { scopes, reading, stop } = readingAt(stops[0]);
    assert.equal(reading.frames.length, 1000);
    // The others are too far out to be listed.
    assert.deepEqual(
      scopes.slice(0, 9).map((one) => [one.label, one.owner === undefined ? 'none' : stop.inFrames[one.owner]]),
      [
        ['0', 0],
        ['200', 200],
        ['400', 400],
        ['600', 600],
        ['800', 800],
        ['1000', 'none'],
        ['1200', 'none'],
        ['1400', 'none'],
        ['1600', 'none'],
      ],
    );
  });

  it('has the frames of generated code too, and tells which text each runs', async () => {
    const work = (0, eval)('(function (stop) { debugger; stop(); })') as (stop: () => void) => void;
    const { stops } = await pauseIn(read, () => {
      const named = (0, eval)('(function named(work) { work(() => {}); })\n//# sourceURL=made-up.js') as (given: typeof work) => void;
      named(work);
    });
    const { reading, stop } = readingAt(stops[0]);
    const inner = reading.frames.slice(0, 3);
    assert.deepEqual(
      inner.map(({ name, url }) => [name, url.replace(/.*[\\/]/, '')]),
      [
        ['', ''],
        ['named', 'made-up.js'],
        ['', path.basename(__filename)],
      ],
    );
    assert.deepEqual(
      inner.map(({ line, column }) => [line, column]),
      stop.frames.slice(0, 3).map(({ line, column }) => [line, column]),
    );
    const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
    assert.deepEqual(
      inner.map(({ hash }) => hash),
      [
        '(function (stop) { debugger; stop(); })',
        '(function named(work) { work(() => {}); })\n//# sourceURL=made-up.js',
        readFileSync(__filename, 'utf8'),
      ].map(hashOf),
    );
  });

  it('lists nested bodies innermost first, each at the frame of its body', async () => {
    const { stops } = await pauseIn(read, () => {
      run({ label: 'outer' }, function outer(a) {
        a.defer(String, 'outer');
        run({ label: 'middle' }, function middle(b) {
          b.defer(String, 'middle 1');
          b.defer(String, 'middle 2');
          run(function inner(c) {
            c.label('by name').defer(String, 'inner');
            debugger;
          });
        });
      });
    });
    const { scopes, reading } = readingAt(stops[0]);
    assert.deepEqual(
      scopes.map((one) => [
        one.label ?? '',
        one.kind,
        one.state,
        reading.frames[one.owner ?? -1]?.name,
        one.cleanups.map((cleanup) => `${cleanup.label ?? ''}${cleanup.fn.name}(${argumentsOf(cleanup)?.join() ?? ''})`),
      ]),
      [
        ['', 'function', 'open', 'inner', ['by nameString(inner)']],
        ['middle', 'function', 'open', 'middle', ['String(middle 2)', 'String(middle 1)']],
        ['outer', 'function', 'open', 'outer', ['String(outer)']],
      ],
    );
  });

  it('knows where each scope was made and each cleanup was registered', async () => {
    const { stops } = await pauseIn(read, () => {
      run(function registering(s) {
        for (let i = 0; i < 2; i++) s.defer(String, i);
        s.adopt('value', String);
        debugger;
      });
    });
    const { scopes, reading } = readingAt(stops[0]);
    const sites = scopes[0]?.cleanups.map((cleanup) => cleanup.site) ?? [];
    const paused = reading.frames[0];
    assert.ok(paused !== undefined);
    assert.deepEqual(
      sites.map((site) => [site?.name, site?.url, paused.line - (site?.line ?? 0)]),
      [
        ['registering', paused.url, 1],
        ['registering', paused.url, 2],
        ['registering', paused.url, 2],
      ],
    );
    assert.equal(sites[1]?.column, sites[2]?.column);
  });

  it('shows the running cleanup, those that wait, and what unwinds them', async () => {
    const out: string[] = [];
    const { stops } = await pauseIn(read, () => {
      run({ label: 'unwinding' }, (s) => {
        s.defer((word: string) => {
          out.push(word);
        }, 'last');
        s.defer((word: string) => {
          out.push(word);
          debugger;
          out.push(String(s.recover()));
          debugger;
        }, 'rescue');
        s.defer((word: string) => {
          debugger;
          out.push(word);
          throw new RangeError('second');
        }, 'first');
        throw new Error('boom');
      });
    });
    assert.deepEqual(out, ['first', 'rescue', 'RangeError: second', 'last']);
    const at = stops.map((stop) => {
      const one = readingAt(stop).scopes[0];
      return [
        one?.state,
        one?.pending,
        one?.cleanups.map((cleanup) => `${cleanup.state} ${argumentsOf(cleanup)?.join() ?? ''}`),
        one?.failures.map((failure) => `${failure.value.text}${failure.recovered ? ', recovered' : ''}`),
      ];
    });
    assert.deepEqual(at, [
      ['closing', 2, ['running first', 'pending rescue', 'pending last'], ['Error: boom']],
      ['closing', 1, ['running rescue', 'pending last'], ['RangeError: second', 'Error: boom']],
      ['closing', 1, ['running rescue', 'pending last'], ['RangeError: second, recovered', 'Error: boom, recovered']],
    ]);
  });

  it('is read inside of the library too, and in its cleanups', async () => {
    const { stops } = await pauseIn(read, () => {
      const s = scope();
      s.defer(() => {
        run((inner) => {
          inner.defer(String, 'inside a cleanup');
          debugger;
        });
      });
      s.use({
        [Symbol.dispose]() {
          debugger;
        },
      });
      s.dispose();
    });
    assert.deepEqual(
      stops.map((stop) =>
        readingAt(stop).scopes.map(
          (one) => `${one.kind} ${one.state} ${one.cleanups.map((cleanup) => `${cleanup.state} ${cleanup.kind}`).join(', ')}`,
        ),
      ),
      [['object closing running use, pending defer'], ['function open pending defer', 'object closing running defer']],
    );
  });

  it('shows async scopes while and after they wait', async () => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { stops } = await pauseIn(read, async () => {
      const waiting = runAsync({ label: 'waiting' }, async function waiter(s) {
        s.defer(String, 'w');
        await gate;
      });
      await runAsync({ label: 'working' }, async function worker(s) {
        s.defer(String, 'before');
        await Promise.resolve();
        s.defer(String, 'after');
        const own = asyncScope({ label: 'own' });
        own.defer(String, 'own');
        debugger;
        await own.disposeAsync();
      });
      open();
      await waiting;
    });
    const { scopes, reading } = readingAt(stops[0]);
    assert.deepEqual(
      scopes.map((one) => [one.label, one.async, one.cleanups.map((cleanup) => argumentsOf(cleanup)?.join())]),
      [
        ['own', true, ['own']],
        ['working', true, ['after', 'before']],
        ['waiting', true, ['w']],
      ],
    );
    assert.equal(reading.frames[scopes[0]?.owner ?? -1]?.name, 'worker');
  });

  it('hands out the values themselves', async () => {
    const value = { name: 'the one' };
    const disposable = { [Symbol.dispose]: () => {} };
    const seen: boolean[] = [];
    const body = (): void => {
      run((s) => {
        s.use(disposable);
        s.defer(seenBefore, 1, value);
        debugger;
      });
    };
    function seenBefore(...given: unknown[]): void {
      seen.push(given.length > 0);
    }
    const { stops } = await pauseIn(read, body);
    const { reading, scopes } = readingAt(stops[0]);
    const library = reading.libraries.findIndex((one) => one.scopes.length > 0);
    const [call, use] = scopes[0]?.cleanups ?? [];
    // The next run's scope has the next id.
    const next = { library: reading.libraries[library]?.index ?? 0, scope: (scopes[0]?.id ?? 0) + 1 };
    const at = [
      `${valueExpression({ ...next, cleanup: call?.id ?? 0, at: 1 })} === value`,
      `${valueExpression({ ...next, cleanup: call?.id ?? 0, at: 'function' })} === seenBefore`,
      `${valueExpression({ ...next, cleanup: use?.id ?? 0, at: 'receiver' })} === disposable`,
      `${valueExpression({ ...next, cleanup: 99, at: 0 })} === undefined`,
      `${valueExpression({ ...next, library: 99, cleanup: 0, at: 0 })} === undefined`,
      // In the frame itself: `value`, `seenBefore` and `disposable` must be in scope there.
      'void [value, seenBefore, disposable]',
    ];
    const here = await pauseIn({ top: at }, () => {
      run((s) => {
        s.use(disposable);
        s.defer(seenBefore, 1, value);
        debugger;
        [value, seenBefore, disposable];
      });
    });
    assert.deepEqual(here.stops[0]?.values.slice(0, 5), [true, true, true, true, true]);
  });

  it('says which scopes variables hold, and runs nothing to find out', async () => {
    let touched = 0;
    class Owner {
      readonly open = scope({ label: 'of the owner' });
      readonly #closed = scope({ label: 'private' });
      get computed(): Scope {
        touched += 1;
        return this.open;
      }
      look(s: Scope): void {
        const notYet = (): unknown => later;
        debugger;
        const later = s;
        [notYet, this.#closed];
      }
    }
    Object.defineProperty(globalThis, 'deferscopeTestGlobal', {
      configurable: true,
      get() {
        touched += 1;
        return undefined;
      },
    });
    const names = ['s', 'this.open', 'this.#closed', 'this.computed', 'later', 'nowhere', 'touched', 'deferscopeTestGlobal', 'f()', 'a;b'];
    const { stops } = await pauseIn({ top: [...read.top, ownExpression(names)] }, () => {
      const owner = new Owner();
      owner.look(scope({ label: 'passed' }));
    });
    Reflect.deleteProperty(globalThis, 'deferscopeTestGlobal');
    assert.equal(touched, 0);
    const { reading } = readingAt(stops[0]);
    const labelOf = (id: string): string | undefined =>
      reading.libraries
        .flatMap((library) => library.scopes.map((one) => ({ id: `${library.index}:${one.id}`, label: one.label })))
        .find((one) => one.id === id)?.label;
    const found = JSON.parse(String(stops[0]?.values[1])) as string[];
    assert.deepEqual(
      found.map((id) => (id === '' ? '' : labelOf(id))),
      ['passed', 'of the owner', 'private', '', '', '', '', '', '', ''],
    );
  });

  it('does the same with a debugger that looks as without', async () => {
    const program = async (): Promise<string[]> => {
      const log: string[] = [];
      const touch = (name: string) => (): never => {
        log.push(`touched ${name}`);
        throw new Error(name);
      };
      const trap = new Proxy(
        {},
        {
          get: touch('get'),
          ownKeys: touch('ownKeys'),
          getPrototypeOf: touch('getPrototypeOf'),
          getOwnPropertyDescriptor: touch('getOwnPropertyDescriptor'),
          has: touch('has'),
        },
      );
      const bite = {
        get secret() {
          return touch('secret')();
        },
        toString: touch('toString'),
        toJSON: touch('toJSON'),
      };
      const hook = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
      Error.prepareStackTrace = (error) => {
        log.push('formats a stack');
        return String(error);
      };
      try {
        log.push(String(new Error('formatted').stack));
        run({ label: 'program' }, (s) => {
          s.defer(() => log.push('last'));
          s.defer((...args: unknown[]) => log.push(`gets ${args.length}`), trap, bite, new Error('kept'));
          debugger;
          s.defer(() => {
            debugger;
            log.push(`recovered ${String(s.recover())}`);
          });
          throw new Error('boom');
        });
        await runAsync(async (s) => {
          s.defer(async () => {
            await Promise.resolve();
            log.push('async');
          });
          debugger;
          await Promise.resolve();
          debugger;
        });
        log.push(String(Error.prepareStackTrace.length), String(Error.stackTraceLimit));
      } finally {
        if (hook === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
        else Object.defineProperty(Error, 'prepareStackTrace', hook);
      }
      return log;
    };
    const alone = await program();
    const { result, stops } = await pauseIn(read, program);
    assert.deepEqual(result, alone);
    assert.equal(stops.length, 4);
    assert.ok(stops.every((stop) => readingAt(stop).scopes.length > 0));
    assert.ok(alone.includes('gets 3') && !alone.some((line) => line.startsWith('touched')));
  });
});
