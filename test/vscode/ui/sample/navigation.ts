import assert from 'node:assert/strict';
import { becomes, view, type Ui } from '../harness.ts';

export function testNavigation(ui: () => Ui): void {
  describe('getting about', () => {
    it('goes to the registration on a click, in a preview, and leaves the focus in the tree', async () => {
      await ui().clickRow(view, /^3 {2}unlock/);
      await ui().activeEditor('orderService.ts');
      await ui().cursorAt('Ln 28, Col 9');
      assert.equal(await ui().isPreview(), true);
      assert.equal((await ui().focus()).widget, 'Cleanups');
    });

    const menus: readonly (readonly [what: string, row: RegExp, entries: readonly string[]])[] = [
      ['a cleanup', /^3 {2}unlock/, ['Go to Registration', 'Go to Callee', 'Copy', 'Copy Value', 'Take Snapshot']],
      ['a scope', /^place order$/, ['Go to Registration', 'Copy', 'Take Snapshot']],
      ['the stack', /^Paused in/, ['Copy', 'Take Snapshot']],
      ['a problem', /^3 cleanups pending/, ['Go to Registration', 'Copy', 'Take Snapshot']],
    ];
    for (const [what, row, entries] of menus) {
      it(`has a menu for ${what}`, async () => {
        assert.deepEqual(await ui().contextMenu(view, row), entries);
      });
    }

    it('goes to the function that is called', async () => {
      await ui().pickFromContextMenu(view, /^3 {2}unlock/, 'Go to Callee');
      await ui().activeEditor('locks.ts');
      await ui().cursorAt('Ln 15, Col 17');
    });

    it('goes to the registration from the menu', async () => {
      await ui().pickFromContextMenu(view, /^4 /, 'Go to Registration');
      await ui().activeEditor('orderService.ts');
      await ui().cursorAt('Ln 25, Col 24');
    });

    it('goes to where a problem is', async () => {
      await ui().clickRow(view, /^3 cleanups pending/);
      await ui().cursorAt('Ln 35, Col 11');
    });

    it('copies a row', async () => {
      assert.equal(
        await ui().copied(() => ui().pickFromContextMenu(view, /^– {2}release\(\{sku: "brass-gear"/, 'Copy')),
        '–  release({sku: "brass-gear", quantity: 12})  only on failure  orderService.ts:35',
      );
      assert.equal(
        await ui().copied(() => ui().pickFromContextMenu(view, 'place order', 'Copy')),
        'place order  orderService.ts:38  6 pending',
      );
    });

    it('copies values', async () => {
      assert.equal(await ui().copied(() => ui().pickFromContextMenu(view, /^1 /, 'Copy Value')), '"receipt written for", "Ada Lovelace"');
      await ui().expand(view, /^2 /);
      assert.equal(await ui().copied(() => ui().pickFromContextMenu(view, /^path = /, 'Copy Value')), '"/tmp/receipt-4711.txt"');
      assert.match(
        await ui().copied(() => ui().pickFromContextMenu(view, 'registered at', 'Copy Value')),
        /\/sample\/src\/orderService\.ts:46$/,
      );
      await ui().collapse(view, /^2 /);
    });

    it('selects the scope of the frame that is selected in the Call Stack, and leaves the focus there', async () => {
      await ui().selectFrame('38:28');
      await ui().selected(view, 'place order');
      assert.equal((await ui().focus()).widget, 'Debug Call Stack');
      await ui().selectFrame('51:7');
      await ui().selected(view, 'write receipt');
      await ui().cursorAt('Ln 51, Col 7');
      assert.equal((await ui().focus()).widget, 'Debug Call Stack');
      await ui().isolateView(view);
    });

    it('says beside the lines when what they registered runs', async () => {
      await ui().goToLine(38);
      await becomes(ui(), () => ui().lineHints(), [
        '25: runs 4th, or later on failure',
        '28: runs 3rd, or later on failure',
        '31: only on failure',
        '35: 3 pending · only on failure',
        '46: runs 2nd',
        '47: runs next',
      ]);
    });
  });
}
