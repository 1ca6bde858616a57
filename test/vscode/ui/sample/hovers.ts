import assert from 'node:assert/strict';
import { view, type Ui } from '../harness.ts';

export function testHovers(ui: () => Ui): void {
  describe('hovers', () => {
    before(async () => {
      await ui().clickRow(view, 'place order');
      await ui().cursorAt('Ln 38, Col 28'); // the click's jump comes late on a busy machine, and would scroll under the pointer
      await ui().goToLine(38);
    });

    afterEach(() => ui().closeHovers());

    const table: readonly { readonly title: string; readonly text: string; readonly word: string; readonly says: readonly string[] }[] = [
      {
        title: 'a call that registers',
        text: 's.defer(unlock',
        word: 'defer',
        says: [
          'Deferscope · runs 3rd when place order returns, or later on failure',
          '',
          'unlock({name: "order-4711", since: NUMBER})',
          'mutex = {name: "order-4711", since: NUMBER} (captured when registered)',
          'Registered here 1 time · Show in Cleanups',
        ],
      },
      {
        title: 'a labelled one',
        text: '.defer(console.log',
        word: 'defer',
        says: [
          'Deferscope · runs next when write receipt returns',
          '',
          'audit: log("receipt written for", "Ada Lovelace")',
          '"receipt written for" (captured when registered)',
          '"Ada Lovelace" (captured when registered)',
          'Registered here 1 time · Show in Cleanups',
        ],
      },
      {
        title: 'a value that is adopted',
        text: 's.adopt',
        word: 'adopt',
        says: [
          'Deferscope · runs 2nd when write receipt returns',
          '',
          '(path) => rmSync(path, { force: true })',
          'path = "/tmp/receipt-4711.txt" (captured when registered)',
          'Registered here 1 time · Show in Cleanups',
        ],
      },
      {
        title: 'a resource that is used',
        text: 's.use',
        word: 'use',
        says: [
          'Deferscope · runs 4th when place order returns, or later on failure',
          '',
          'Database[Symbol.dispose]()',
          'this = Database {#open: true, name: "orders.db"} (captured when registered)',
          'Registered here 1 time · Show in Cleanups',
        ],
      },
      {
        title: 'a call that registered several',
        text: 's.deferOnError(release',
        word: 'deferOnError',
        says: [
          'Deferscope · runs when place order ends · only on failure',
          '',
          '–  release({sku: "oil-can", quantity: 1})',
          '–  release({sku: "brass-gear", quantity: 12})',
          '–  release({sku: "punch-cards", quantity: 200})',
          'Registered here 3 times · Show in Cleanups',
        ],
      },
      {
        title: 'a variable that holds the paused scope',
        text: 's.label',
        word: 's',
        says: [
          'Deferscope · write receipt · 2 pending',
          '',
          '1  audit: log("receipt written for", "Ada Lovelace")',
          '2  (path) => rmSync(path, { force: true })  path = "/tmp/receipt-4711.txt"',
          'Show in Cleanups',
        ],
      },
      {
        title: 'a variable of the same name in a function further out',
        text: 's.defer(unlock',
        word: 's',
        says: [
          'Deferscope · place order · 6 pending',
          '',
          '–  release({sku: "oil-can", quantity: 1})',
          '–  release({sku: "brass-gear", quantity: 12})',
          '–  release({sku: "punch-cards", quantity: 200})',
          '–  () => transaction.rollback()',
          'and 2 more',
          'Show in Cleanups',
        ],
      },
    ];
    for (const { title, text, word, says } of table) {
      it(`say about ${title} what is pending`, async () => {
        const said = (await (await ui().ourHover(text, word)).innerText())
          .replaceAll('\u00a0', ' ')
          .replace(/since: \d+/g, 'since: NUMBER')
          .trim();
        assert.equal(said, says.join('\n'));
        assert.ok(says.filter((line) => line !== '').length <= 8);
      });
    }

    it("are the debugger's own where there is nothing to say", async () => {
      for (const [text, word, value] of [
        ['const text', 'text', "'200 x punch-cards\\n12 x brass-gear\\n1 x oil-can'"],
        ['writeFileSync(file', 'file', "'/tmp/receipt-4711.txt'"],
      ] as const) {
        const { kind, parts } = await ui().editorHover(text, word);
        assert.equal(kind, 'debugger');
        assert.equal((await parts.innerText()).trim(), value);
      }
    });

    it('have one link, to our own command, which selects the row', async () => {
      await ui().clickRow(view, 'write receipt');
      await ui().cursorAt('Ln 51, Col 7');
      await ui().goToLine(38);
      const hover = await ui().ourHover('s.deferOnError(() => transaction', 'deferOnError');
      assert.deepEqual(
        (await ui().links(hover)).map((link) => link.replace(/\?.*/, '')),
        ['command:deferscope.internal.reveal'],
      );
      await hover.getByText('Show in Cleanups').click();
      await ui().selected(view, /^– {2}\(\) => transaction/);
    });

    it('do not get into a watch', async () => {
      const { x, y } = await ui().editorPosition('s.label', 's');
      await ui().page.mouse.click(x, y);
      await ui().command('Debug: Add to Watch');
      await ui().until('the watch has its value', async () => /^s, .*RunScope/.test((await ui().rowAriaLabels('Watch'))[0] ?? ''));
      await ui().clickViewButton('Watch', 'Remove All Expressions');
      await ui().isolateView(view);
    });
  });
}
