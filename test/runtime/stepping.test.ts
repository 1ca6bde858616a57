// A debugger may stop at any statement of the library. Here it stops at every one, and each time the door must show either what was true
// before the call or what is true after it, never anything in between.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';

/** Controls the main thread's debugger from a worker: at each pause it notes what the door shows, then steps into the next statement. */
const stepper = `
  const { Session } = require('node:inspector');
  const { parentPort } = require('node:worker_threads');
  const session = new Session();
  session.connectToMainThread();
  const seen = [];
  let stops = 0;
  session.on('Debugger.paused', ({ params: { callFrames: [frame] } }) => {
    session.post('Debugger.evaluateOnCallFrame', { callFrameId: frame.callFrameId, expression: 'globalThis.show()', returnByValue: true }, (error, answer) => {
      const text = error ? String(error) : answer.exceptionDetails ? answer.exceptionDetails.exception.description : answer.result.value;
      stops += 1;
      if (text !== seen.at(-1)) seen.push(text);
      if (text === 'end') {
        session.post('Debugger.resume');
        parentPort.postMessage({ seen, stops });
      } else session.post('Debugger.stepInto');
    });
  });
  session.post('Debugger.enable', () => parentPort.postMessage('ready'));
  // A listener keeps the worker alive.
  parentPort.on('message', () => {});`;

function step(program: string): { readonly seen: readonly string[]; readonly stops: number } {
  const text = `
    const library = require(${JSON.stringify(path.join(__dirname, '../../runtime/deferscope.cjs'))});
    const door = globalThis[Symbol.for('deferscope.door')].libraries[0];
    let isOver = false;
    globalThis.show = () => isOver ? 'end' : door.read({ scopes: 9, cleanups: 9 }).scopes.map((s) => {
      const failures = s.failures.map((f) => (f.recovered ? '(' + f.value + ')' : f.value)).join('<');
      return s.label + (s.state === 'open' ? '' : '!') + (failures && '<' + failures) + '[' + s.cleanups.map((c) => (c.state === 'running' ? '>' : '') + c.label).join(' ') + ']' + s.pending;
    }).join(' ');
    const { Worker } = require('node:worker_threads');
    const worker = new Worker(${JSON.stringify(stepper)}, { eval: true });
    worker.on('message', (message) => {
      if (message === 'ready') {
        const { run, Scope } = library;
        const noop = () => {};
        debugger;
        try { (() => { ${program} })(); } catch {}
        isOver = true;
        debugger;
      } else {
        console.log(JSON.stringify(message));
        worker.terminate();
      }
    });`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', text], { encoding: 'utf8', timeout: 60_000 });
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout) as { seen: string[]; stops: number };
}

describe('door: at every statement of the library', function () {
  this.timeout(90_000);

  const cases: [string, string, string[]][] = [
    [
      'registering and running in a body',
      `
      run({ label: 'r' }, (s) => {
        s.label('a').defer(noop);
        s.label('b').defer(noop, 1, 2);
        s.label('c').adopt(1, noop);
      });`,
      ['', 'r[]0', 'r[a]1', 'r[b a]2', 'r[c b a]3', 'r![c b a]3', 'r![>c b a]2', 'r![>b a]1', 'r![>a]0', 'r![]0', '', 'end'],
    ],
    [
      'a scope of its own, moved',
      `
      const t = new Scope({ label: 't' });
      t.label('a').use({ [Symbol.dispose]() {} });
      const u = t.move();
      u.label('b').defer(noop);
      u.dispose();
      t.dispose();`,
      ['', 't[]0', 't[a]1', 't[]0 t[a]1', 't[a]1 t[]0', 't[a]1', 't[b a]2', 't![b a]2', 't![>b a]1', 't![>a]0', 't![]0', '', 'end'],
    ],
    [
      'failing, replacing, recovering',
      `
      run({ label: 'r' }, (s) => {
        s.label('a').deferOnError(noop);
        s.label('b').defer(() => s.recover());
        s.label('c').defer(() => { throw 'C'; });
        throw 'B';
      });`,
      [
        '',
        'r[]0',
        'r[a]1',
        'r[b a]2',
        'r[c b a]3',
        'r<B[c b a]3',
        'r!<B[c b a]3',
        'r!<B[>c b a]2',
        'r!<C<B[>c b a]2',
        'r!<C<B[>b a]1',
        'r!<(C)<(B)[>b a]1',
        'r![>b a]1',
        'r![>a]0',
        'r![]0',
        '',
        'end',
      ],
    ],
    [
      'one in the other, closed out of order',
      `
      const t = new Scope({ label: 't' });
      const u = new Scope({ label: 'u' });
      run({ label: 'r' }, (s) => {
        t.dispose();
        s.label('a').defer(() => u.dispose());
      });`,
      [
        '',
        't[]0',
        'u[]0 t[]0',
        'r[]0 u[]0 t[]0',
        'r[]0 u[]0 t![]0',
        'r[]0 u[]0',
        'r[a]1 u[]0',
        'r![a]1 u[]0',
        'r![>a]0 u[]0',
        'r![>a]0 u![]0',
        'r![>a]0',
        'r![]0',
        '',
        'end',
      ],
    ],
  ];
  for (const [name, program, expected] of cases)
    it(name, () => {
      const { seen, stops } = step(program);
      assert.deepEqual(seen, expected);
      assert(stops > 50, `only ${stops} stops`);
    });
});
