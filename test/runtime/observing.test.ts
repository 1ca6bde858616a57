// What the library records while a debugger is attached: where scopes and cleanups were made, and what ran last.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { asyncScope, AsyncScope, type DoorFrame, type DoorSite, run, runAsync, Scope, scope } from '../../src/runtime/deferscope.ts';
import { findOwnLibrary, readScope } from './ownLibrary.ts';

const library = findOwnLibrary();

/** Line and column of the call of this function. */
function here(): string {
  const [, , line = ''] = (new Error().stack ?? '').split('\n');
  return /:(\d+):\d+\)?$/.exec(line)?.[1] ?? '';
}

function top(site: DoorSite | undefined): DoorFrame {
  const frame = site?.frames[0];
  assert(frame !== undefined, 'no site');
  return frame;
}

/** Keeps the line on which it was registered as an argument. */
function cleanup(...lines: string[]): void {
  assert(lines.length < 9);
}

describe('observing: sites', () => {
  beforeEach(() => {
    library.observe(true);
  });
  afterEach(() => {
    library.observe(false);
  });

  it('a cleanup: the line that registered it, whichever call did', () => {
    run((s) => {
      s.defer(cleanup, here());
      s.adopt(here(), cleanup);
      s.deferOnError(cleanup, here(), here());
      s.label('named').defer(cleanup, here(), here());
      const { cleanups } = readScope(library, s);
      assert.equal(cleanups.length, 4);
      for (const one of cleanups) {
        assert.equal(String(top(one.site).line), one.args[0]);
        assert.equal(top(one.site).url, __filename);
      }
    });
  });

  it('a cleanup: use, and the async calls', async () => {
    const s = scope();
    const a = asyncScope();
    const first = Number(here());
    s.use({ [Symbol.dispose]() {} });
    a.use({ [Symbol.dispose]() {} });
    a.defer(cleanup);
    const last = Number(here());
    const found = [readScope(library, s).cleanups[0], ...readScope(library, a).cleanups];
    assert.equal(found.length, 3);
    for (const one of found) {
      const line = top(one?.site).line;
      assert(line > first && line < last, String(line));
    }
    s.dispose();
    await a.disposeAsync();
  });

  it("a scope: the program's function that made it, in every way there is", async () => {
    const found: [string, unknown][] = [];
    function byScope(): unknown {
      return scope();
    }
    function byNew(): unknown {
      return new Scope({ label: 'x' });
    }
    function byAsyncScope(): unknown {
      return asyncScope({});
    }
    function byNewAsync(): unknown {
      return new AsyncScope();
    }
    function byMove(): unknown {
      return scope({ label: 'moved' }).move();
    }
    for (const make of [byScope, byNew, byAsyncScope, byNewAsync, byMove]) found.push([make.name, make()]);
    for (const [name, s] of found) assert.equal(top(readScope(library, s).site).name, name);
    function byRun(): void {
      run((s) => {
        assert.equal(top(readScope(library, s).site).name, 'byRun');
      });
      run({ label: 'x' }, (s) => {
        assert.equal(top(readScope(library, s).site).name, 'byRun');
      });
    }
    async function byRunAsync(): Promise<void> {
      await runAsync((s) => {
        assert.equal(top(readScope(library, s).site).name, 'byRunAsync');
      });
    }
    byRun();
    await byRunAsync();
  });

  it('a frame says where its function starts', () => {
    const start = Number(here());
    function made(): Scope {
      assert(start > 0);
      return scope();
    }
    const frame = top(readScope(library, made()).site);
    assert.equal(frame.functionLine, start + 1);
    assert.equal(typeof frame.functionColumn, 'number');
    assert.equal(frame.line, start + 3);
  });

  it("a subclass's own method that calls defer is the first frame", () => {
    class Files extends Scope {
      closeLater(): void {
        super.defer(cleanup);
      }
    }
    const s = new Files();
    s.closeLater();
    const [first, second] = readScope(library, s).cleanups[0]?.site?.frames ?? [];
    assert.equal(first?.name, 'closeLater');
    assert.equal(second?.url, __filename);
    s.dispose();
  });

  it('is cut where the stack is deeper than what is kept, and says so', () => {
    const dive = (n: number): Scope => (n === 0 ? scope() : dive(n - 1));
    const deep = readScope(library, dive(300)).site;
    assert.deepEqual([deep?.cut, deep?.frames.length], [true, 200]);
    const shallow = readScope(library, scope()).site;
    assert.equal(shallow?.cut, false);
  });

  it('is the same when read again', () => {
    const s = scope();
    assert.equal(readScope(library, s).site, readScope(library, s).site);
    s.dispose();
  });

  it('nothing is recorded when nobody looks', () => {
    library.observe(false);
    const s = scope();
    s.defer(cleanup);
    const found = readScope(library, s);
    assert.deepEqual(
      [found.site, found.cleanups[0]?.site, library.read({ scopes: 0, cleanups: 0 }).history],
      [undefined, undefined, undefined],
    );
    s.dispose();
  });
});

describe('observing: the program notices nothing', () => {
  beforeEach(() => {
    library.observe(true);
  });
  afterEach(() => {
    library.observe(false);
  });

  const withProperty = (name: string, descriptor: PropertyDescriptor | undefined, act: () => void): void => {
    const before = Object.getOwnPropertyDescriptor(Error, name);
    Reflect.deleteProperty(Error, name);
    if (descriptor !== undefined) Object.defineProperty(Error, name, { configurable: true, ...descriptor });
    try {
      act();
      const after = Object.getOwnPropertyDescriptor(Error, name);
      assert.deepEqual(
        after,
        descriptor === undefined
          ? undefined
          : { enumerable: false, ...('value' in descriptor ? { writable: false } : { set: undefined }), configurable: true, ...descriptor },
      );
    } finally {
      Reflect.deleteProperty(Error, name);
      if (before !== undefined) Object.defineProperty(Error, name, before);
    }
  };
  const siteOf = (): DoorSite | undefined => {
    const s = scope();
    s.defer(cleanup);
    const found = readScope(library, s);
    s.dispose();
    return found.cleanups[0]?.site;
  };

  it('its stackTraceLimit stays, whatever it made of it', () => {
    let asked = 0;
    withProperty('stackTraceLimit', { value: 3, writable: true, enumerable: true }, () => {
      assert.equal(siteOf()?.frames.length, 8);
    });
    withProperty('stackTraceLimit', undefined, () => {
      assert.equal(siteOf()?.frames.length, 8);
    });
    withProperty(
      'stackTraceLimit',
      {
        get: () => {
          asked += 1;
          return 5;
        },
      },
      () => {
        siteOf();
      },
    );
    withProperty('stackTraceLimit', { value: 6, writable: false }, () => {
      assert(siteOf() !== undefined);
    });
    assert.equal(asked, 0);
  });

  it('its prepareStackTrace stays, and is not called', () => {
    let asked = 0;
    const theirs = (): string => {
      asked += 1;
      return 'theirs';
    };
    withProperty('prepareStackTrace', { value: theirs, writable: true, enumerable: true }, () => {
      assert(siteOf() !== undefined);
    });
    withProperty('prepareStackTrace', undefined, () => {
      assert(siteOf() !== undefined);
    });
    withProperty(
      'prepareStackTrace',
      {
        get: () => {
          asked += 1;
          return theirs;
        },
      },
      () => {
        assert(siteOf() !== undefined);
      },
    );
    assert.equal(asked, 0);
  });

  it('where it locked prepareStackTrace there is no site, and still nothing is called', () => {
    const text = `
      let asked = 0;
      Object.defineProperty(Error, 'prepareStackTrace', { value: () => { asked += 1; return 'theirs'; }, writable: false, configurable: false });
      const { scope } = require(${JSON.stringify(path.join(__dirname, '../../runtime/deferscope.cjs'))});
      const [library] = globalThis[Symbol.for('deferscope.door')].libraries;
      library.observe(true);
      const s = scope();
      s.defer(() => {});
      console.log(library.read({ scopes: 9, cleanups: 9 }).scopes[0].cleanups[0].site, asked);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', text], { encoding: 'utf8' });
    assert.equal(stderr, '');
    assert.equal(stdout.trim(), 'undefined 0');
  });

  it('a loop that registers for ever is not slowed by much: sites have a budget', function () {
    this.timeout(20_000);
    const s = scope();
    const count = 60_000;
    for (let i = 0; i < count; i++) s.defer(cleanup);
    const { cleanups } = library.read({ scopes: 1, cleanups: count, scope: library.own(s) as number }).scopes[0] ?? { cleanups: [] };
    assert.equal(cleanups.length, count);
    const without = cleanups.filter((c) => c.site === undefined).length;
    assert(without > count / 2, `${without} of ${count} have no site`);
    assert(cleanups.at(-1)?.site !== undefined, 'the first one has none');
    s.dispose();
  });
});

describe('observing: history', () => {
  beforeEach(() => {
    library.observe(true);
  });
  afterEach(() => {
    library.observe(false);
  });
  const list = (): readonly string[] =>
    (library.read({ scopes: 0, cleanups: 0 }).history ?? []).map((h) =>
      `${h.scopeLabel ?? ''} ${h.cleanup} ${h.name} ${h.state} ${h.error ?? ''}`.trim(),
    );

  it('newest first, in words', () => {
    run({ label: 'job' }, (s) => {
      s.label('first of all').defer(cleanup);
      s.defer(cleanup);
      s.deferOnError(cleanup);
      s.defer(() => {
        s.recover();
      });
      s.defer(() => {
        throw new RangeError('too far');
      });
    });
    assert.deepEqual(list(), [
      'job 1 first of all done',
      'job 2 cleanup done',
      'job 3 cleanup skipped',
      'job 4 () => { s.recover(); } done',
      'job 5 () => { throw new RangeError("too far"); } failed RangeError: too far',
    ]);
    assert.equal(top(library.read({ scopes: 0, cleanups: 0 }).history?.[1]?.site).url, __filename);
  });

  it('async ones too', async () => {
    await runAsync((s) => {
      s.defer(async () => {
        await Promise.resolve();
      });
      s.use(null);
    });
    assert.equal(list().length, 1);
  });

  it('the last hundred', () => {
    run((s) => {
      for (let i = 0; i < 250; i++) s.label(`n${i}`).defer(cleanup);
    });
    assert.deepEqual([list().length, list()[0], list()[99]], [100, '1 n0 done', '100 n99 done']);
  });

  it('is gone when the debugger is', () => {
    run((s) => {
      s.defer(cleanup);
    });
    library.observe(false);
    library.observe(true);
    assert.deepEqual(list(), []);
  });
});

describe('observing: a debugger is noticed', () => {
  const bundle = JSON.stringify(path.join(__dirname, '../../runtime/deferscope.cjs'));
  const ask = `const { scope } = require(${bundle}); const s = scope(); console.log(globalThis[Symbol.for('deferscope.door')].libraries[0].read({ scopes: 9, cleanups: 9 }).scopes[0].site !== undefined);`;
  const inWorker = `const { Worker } = require('node:worker_threads'); new Worker(${JSON.stringify(ask)}, { eval: true });`;
  const cases: [string, string[], string, NodeJS.ProcessEnv, string][] = [
    ['not without one', [], ask, {}, 'false'],
    ['when the inspector is open', ['--inspect=127.0.0.1:0'], ask, {}, 'true'],
    ['in a worker, by what js-debug leaves in the environment', [], inWorker, { VSCODE_INSPECTOR_OPTIONS: '{}' }, 'true'],
    ['not in a worker without', [], inWorker, {}, 'false'],
    ['not by the environment alone', [], ask, { VSCODE_INSPECTOR_OPTIONS: '{}' }, 'false'],
    [
      'not where process is not what it seems',
      [],
      `globalThis.process = new Proxy({}, { get() { throw new Error('trap'); } }); ${ask.replace('require', 'globalThis.load')}`,
      {},
      'false',
    ],
  ];
  for (const [name, flags, text, env, expected] of cases)
    it(name, () => {
      const { stdout } = spawnSync(process.execPath, [...flags, '-e', `globalThis.load = require; ${text}`], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], SystemRoot: process.env['SystemRoot'], ...env },
      });
      assert.equal(stdout.trim(), expected);
    });
});
