import assert from 'node:assert/strict';
import { debugToStop, javascript, type Debuggee } from './debuggee.ts';

describe('hostile programs', () => {
  let debuggee: Debuggee | undefined;

  afterEach(async () => {
    await debuggee?.end();
    debuggee = undefined;
  });

  it('values that bite are shown without being touched, and the program does the same as without Deferscope', async () => {
    debuggee = await debugToStop(`${javascript}/hostile.mjs`);
    const { stacks } = await debuggee.snapshot();
    const values = stacks[0]?.scopes[0]?.cleanups.map((cleanup) =>
      cleanup.arguments.map(({ value }) => (value.length > 60 ? `${value.slice(0, 20)}… ${value.length} long` : value)),
    );
    assert.deepEqual(values, [
      ['{x: (…)}'],
      ['Symbol(s)', '10n', '-0', 'NaN', 'undefined', 'null', 'Date (invalid)', '{}'],
      ['"\\u{202e}gnp.exe\\u{7… 101 long'],
      ['"a function whose name is a getter"'],
      ['{name: "cycle", self: {…}}'],
      ['"xxxxxxxxxxxxxxxxxxx… 221 long'],
      ['Proxy(Function) {length: 0, name: "target", prototype: {…}}'],
      ['Proxy(Object)'],
      ['Trap {}'],
    ]);
    await debuggee.tree();
    await debuggee.endsAsAlone(`${javascript}/hostile.mjs`);
  });

  it('10,000 pending cleanups: a page, their count, and the next page', async () => {
    debuggee = await debugToStop(`${javascript}/many.mjs`);
    const scope = (await debuggee.snapshot()).stacks[0]?.scopes[0];
    assert.equal(scope?.total, 10_002);
    assert.equal(scope.cleanups.length, 100);
    assert.deepEqual(
      scope.cleanups.map((cleanup) => cleanup.order),
      Array.from({ length: 100 }, (_, at) => at + 1),
    );
    await (await import('vscode')).commands.executeCommand('deferscope.internal.loadMore', scope.id);
    const more = (await debuggee.snapshot()).stacks[0]?.scopes[0];
    assert.equal(more?.total, 10_002);
    assert.deepEqual(
      more.cleanups.map((cleanup) => cleanup.order),
      Array.from({ length: 200 }, (_, at) => at + 1),
    );
    assert.equal(new Set(more.cleanups.map((cleanup) => cleanup.id)).size, 200);
  });

  const good = '    1  log("cleanup ran")';
  /** The other ways are tried without VS Code, in test/adapters/javascriptTampering.test.ts. */
  const ways: Readonly<Record<string, RegExp>> = {
    gone: /./, // the door is not configurable: it is still there
    throwingLibrary: /could not be read: Error: bad library/,
  };
  for (const [way, expected] of Object.entries(ways)) {
    it(`a door that was tampered with: ${way}`, async () => {
      debuggee = await debugToStop(`${javascript}/tamper.mjs`, { configuration: { args: [way] } });
      const tree = await debuggee.tree();
      const { absent } = await debuggee.snapshot();
      // Either the view is still right, or it says what is wrong.
      assert.ok(tree.includes(good) || absent !== undefined, tree);
      assert.match(tree === '' ? (absent?.message ?? '') : tree, expected);
      await debuggee.runToEnd();
      assert.match(debuggee.output, new RegExp(`tampered ${way}\\ncleanup ran\\n$`));
    });
  }
});
