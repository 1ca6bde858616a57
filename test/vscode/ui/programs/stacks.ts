import assert from 'node:assert/strict';
import { debugTo, resultFile, takePictures, view, type Ui } from '../harness.ts';

/** What the language itself has: stacks, for which a person is asked once, and `using` declarations. */
export function testStacks(ui: () => Ui): void {
  describe('the language\u2019s own stacks and declarations', () => {
    const says = async (text: string, word: string): Promise<string[]> =>
      (await (await ui().ourHover(text, word)).innerText()).replaceAll('\u00a0', ' ').trim().split('\n');

    afterEach(() => ui().closeHovers());

    /** The question, and the tree of the next program. */
    let script = { question: '', tree: '' };

    before('a person says yes to the script', async () => {
      await debugTo(ui(), 'stacks/launched.mjs', 'stop');
      await ui().treeTextWhen(view, (text) => text.includes('what is registered on it is not known'));
      const toast = ui().toast(/DisposableStack/);
      await toast.waitFor();
      const question = await toast.innerText();
      await takePictures(ui(), 'preload-asked');
      await ui().page.locator('.notification-toast').getByRole('button', { name: 'Add It' }).click();
      await ui().stopDebugging();
      await debugTo(ui(), 'stacks/launched.mjs', 'stop');
      script = { question, tree: await ui().treeTextWhen(view, (shown) => shown.includes('flush()')) };
    });

    it('asks whether programs may load the script, says what it is for, and adds it to the next one', async () => {
      assert.equal(
        script.question,
        'To show what a DisposableStack holds, Deferscope can have the programs that you debug here load a small script first that writes down what is registered.',
      );
      assert.match(
        script.tree,
        /^Paused in query {2}5 pending\n {2}stack {2}launched\.mjs:24 {2}4 pending\n {4}1 {2}flush\(\) {2}launched\.mjs:23\n/,
      );
      assert.equal(
        await ui()
          .toast(/DisposableStack/)
          .count(),
        0,
      );
    });

    it('says in hovers on the calls of a stack what runs when', async () => {
      const table: readonly (readonly [text: string, word: string, ...says: string[]])[] = [
        [
          'stack.defer',
          'defer',
          'Deferscope · runs next when stack is disposed of',
          '',
          'flush()',
          'Registered here 1 time · Show in Cleanups',
        ],
        [
          'stack.adopt',
          'adopt',
          'Deferscope · runs 4th when stack is disposed of',
          '',
          "(buffer) => { console.log('free', buffer.size); }",
          'buffer = {size: 3} (captured when registered)',
          'Registered here 1 time · Show in Cleanups',
        ],
        [
          'connection = stack.use',
          'use',
          'Deferscope · runs 5th when stack is disposed of',
          '',
          'Connection[Symbol.dispose]()',
          'this = Connection {name: "primary"} (captured when registered)',
          'Registered here 1 time · Show in Cleanups',
        ],
        [
          'using stack',
          'using',
          'Deferscope · stack · 4 pending',
          '',
          '1  flush()',
          '2  Transaction.dispose()  this = Transaction {disposed: false}',
          "4  (buffer) => { console.log('free', buffer.size); }  buffer = {size: 3}",
          '5  Connection[Symbol.dispose]()  this = Connection {name: "primary"}',
          'Show in Cleanups',
        ],
      ];
      for (const [text, word, ...expected] of table) assert.deepEqual(await says(text, word), expected);
    });

    it('says in hovers on using declarations what they hold and when that is disposed of', async () => {
      await ui().stopDebugging();
      await debugTo(ui(), 'using/native.mjs', 'stop');
      await ui().treeTextWhen(view, (text) => text.includes('statement'));
      const session = [
        'Deferscope · runs 3rd when work returns · awaited',
        '',
        'await session[Symbol.asyncDispose]()',
        'session = Session {user: "ada"} (captured when registered)',
        'Registered here 1 time · Show in Cleanups',
      ];
      for (const word of ['using', 'session']) assert.deepEqual(await says('await using session', word), session);
      for (const theme of ['dark', 'light'] as const) {
        await ui().closeHovers();
        await ui().switchTheme(theme);
        await ui().ourHover('using statement', 'statement');
        await ui().screenshot(resultFile(`using-hover-${theme}.png`));
      }
      await ui().closeHovers();
      await ui().setSideBarWidth(240);
      await ui().screenshot(resultFile('using-narrow.png'), { clean: true });
      await ui().setSideBarWidth(300);
    });

    it('shows finally clauses in their place of the order, and says so in hovers on the keyword', async () => {
      await ui().stopDebugging();
      await debugTo(ui(), 'using/finally.mjs', 'stop');
      await ui().isolateView(view);
      await ui().treeTextWhen(view, (text) => text.includes('all is over'));
      assert.deepEqual(await says('} finally {', 'finally'), [
        'Deferscope · runs next when its try block ends · lines 5 to 7',
        '',
        "finally { console.log('inner is over'); }",
        'Show in Cleanups',
      ]);
      for (const theme of ['dark', 'light'] as const) {
        await ui().closeHovers();
        await ui().switchTheme(theme);
        await ui().screenshot(resultFile(`finally-${theme}.png`), { clean: true });
        await ui().ourHover('} finally {', 'finally');
        await ui().screenshot(resultFile(`finally-hover-${theme}.png`));
      }
      await ui().closeHovers();
      await ui().setSideBarWidth(240);
      await ui().screenshot(resultFile('finally-narrow.png'), { clean: true });
      await ui().setSideBarWidth(300);
    });

    it('compares two stops: what differs side by side, and what is new, ran or gone as a list', async () => {
      await ui().stopDebugging();
      await debugTo(ui(), 'using/native.mjs', 'stop');
      await ui().treeTextWhen(view, (text) => text.includes('statement'));
      await ui().step('Shift+F11');
      await ui().treeTextWhen(view, (text) => text.includes('now  primary'));
      await ui().command('Deferscope: Compare Snapshots…', { asksMore: true });
      const choose = async (title: RegExp, label: RegExp): Promise<void> => {
        const widget = ui().page.locator('.quick-input-widget', { hasText: title });
        await widget.waitFor();
        await widget.locator('.monaco-list-row', { hasText: label }).first().click();
      };
      await choose(/the earlier one/, /^stop 1 /);
      await choose(/the later one/, /^stop 2 /);
      await ui().activeEditor('Cleanups: stop 1 ↔ stop 2');
      const toast = ui().toast(/stop 1 to stop 2/);
      await toast.waitFor();
      assert.equal(await toast.innerText(), 'Cleanups, from stop 1 to stop 2: 1 gone.');
      await takePictures(ui(), 'comparison');
      await ui().page.locator('.notification-toast').getByRole('button', { name: 'List Them' }).click();
      await ui().activeEditor(/^Comparison \d+\.deferscope$/);
      assert.equal(
        (await ui().editorText()).trim(),
        'Deferscope comparison\n  before: stop 1\n  after: stop 2\n  1 gone\n\nGone: no longer pending; the later snapshot does not say whether they ran  1\n  statement[Symbol.dispose]()  query  native.mjs:30',
      );
      await ui().stopDebugging();
    });
  });
}
