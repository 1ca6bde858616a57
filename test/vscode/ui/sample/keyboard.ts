import assert from 'node:assert/strict';
import { view, type Ui } from '../harness.ts';

export function testKeyboard(ui: () => Ui): void {
  describe('by keyboard alone', () => {
    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) await ui().page.keyboard.press(key);
    };
    const focusOn = (row: string): Promise<void> => ui().focusOn(row);

    beforeEach('the view is found by a command, a row by its arrows', async () => {
      await press('Control+1'); // into the editor
      await ui().command('Run and Debug: Focus on Cleanups View');
      await ui().until('the tree has the focus', async () => (await ui().focus()).widget === 'Cleanups');
      await press('Home');
      await focusOn('Paused in write receipt');
      await press('ArrowDown', 'ArrowDown', 'ArrowDown');
      await focusOn('Runs second: (path)');
    });

    it('arrows go into a row and out of it', async () => {
      await press('ArrowRight');
      await ui().row(view, /^path = /);
      await press('ArrowDown');
      await focusOn('path = "/tmp/receipt-4711.txt", captured when registered');
      await press('ArrowLeft', 'ArrowLeft');
      await focusOn('Runs second: (path)');
      await ui().treeTextWhen(view, (text) => !text.includes('registered at'));
    });

    it('Enter goes to the registration, and the focus stays in the tree', async () => {
      await press('Enter');
      await ui().cursorAt('Ln 46, Col 22');
      const { widget, row } = await ui().focus();
      assert.equal(widget, 'Cleanups');
      assert.match(row, /^Runs second: \(path\)/);
    });

    it('the menu is reached', async () => {
      await press('Shift+F10');
      await ui().page.locator('.monaco-menu .action-label', { hasText: 'Go to Callee' }).waitFor();
      await press('Escape');
      await focusOn('Runs second: (path)');
    });
  });
}
