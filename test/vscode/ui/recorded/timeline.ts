// The timeline of a recording that a real program made: the leaking server of the README.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { resultFile, takePictures, view, type Ui } from '../harness.ts';

/** Comes last: its page stays open beside the editors, in the high-contrast theme. */
export function testTimeline(ui: () => Ui, scratch: () => string): void {
  describe('the timeline of a recording in VS Code', () => {
    const page = () => ui().page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    const leak = () => page().locator('.item[data-kind="leaked"]');
    const stoodAt = (text: RegExp): Promise<string> => ui().treeTextWhen(view, (tree) => text.test(tree), 60_000);

    it('says so when there is no recording', async () => {
      await ui().command('Deferscope: Show Timeline');
      await ui().toast('There is no recording to show').waitFor();
      await ui().closeNotifications();
    });

    it('shows what leaked in one picture of thousands of events', async () => {
      await ui().openFile('run.deferscope.jsonl');
      await ui().command('Deferscope: Show Timeline');
      await leak().waitFor({ timeout: 60_000 });
      assert.equal(await leak().count(), 1);
      assert.match(await page().locator('#status').innerText(), /^1000 scopes, \d+ marks · lanes 1 to \d of \d · \d+ are drawn together/);
      // In a slow run a registration is far enough from its cleanup to be drawn separately, and then it is explained.
      const isApart = (await page().locator('.item[data-kind="registered"]').count()) > 0;
      assert.deepEqual(await page().locator('#legend li').allInnerTexts(), [
        'scope',
        'scope that was never closed',
        ...(isApart ? ['registered'] : []),
        'ran',
        'end of the process',
        'never ran',
      ]);
    });

    it('goes to the moment of a mark that is clicked: a replay is started for it, and marked in the picture', async () => {
      await leak().click();
      await stoodAt(/registered: release\(Connection \{id: 617\}\)/);
      await page().locator('.current').waitFor({ state: 'attached' });
      await takePictures(ui(), 'timeline');
    });

    it('follows the replay', async () => {
      const before = await page().locator('.current').getAttribute('x1');
      await ui().command('Debug: Continue');
      await ui().until('the mark of the moment moves', async () => (await page().locator('.current').getAttribute('x1')) !== before);
    });

    it('is led by the keyboard', async () => {
      await leak().focus();
      await ui().page.keyboard.press('Home');
      const label = () => page().locator('.item:focus').getAttribute('aria-label');
      const onFirst = () =>
        ui().until('the first of the lane has the focus', async () =>
          /\/orders\/1\b|with \d+ others here · 0|· #1$/.test((await label()) ?? ''),
        );
      await onFirst();
      const first = await label();
      await ui().page.keyboard.press('ArrowRight');
      await ui().until('the next has the focus', async () => (await label()) !== first);
      const status = await page().locator('#status').innerText();
      await leak().focus();
      for (let n = 0; n < 5; n++) await ui().page.keyboard.press('+');
      await ui().until('fewer are drawn together', async () => (await page().locator('#status').innerText()) !== status);
      await ui().page.keyboard.press('0');
      await leak().waitFor();
      // Last: with the stop the focus moves to the source.
      await leak().focus();
      await ui().page.keyboard.press('Home');
      await onFirst();
      await ui().page.keyboard.press('Enter');
      await stoodAt(/^scope opened: \/orders\/1\b/);
    });

    it('is written as SVG, or not when the dialog is left', async () => {
      const target = path.join(path.dirname(scratch()), 'leak.svg');
      await page().locator('#export').click();
      await ui().page.locator('.quick-input-widget input').first().waitFor();
      await ui().page.keyboard.press('Escape');
      await page().locator('#export').click();
      await ui().saveAs(target);
      // VS Code makes the file before it writes into it.
      await ui().until('the file is written', () =>
        Promise.resolve(fs.existsSync(target) && fs.readFileSync(target, 'utf8').endsWith('</svg>')),
      );
      assert.deepEqual(
        fs.readdirSync(path.dirname(target)).filter((name) => name.endsWith('.svg')),
        ['leak.svg'],
      );
      const svg = fs.readFileSync(target, 'utf8');
      assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^]*class="leaked"[^]*<\/svg>$/);
      assert.doesNotMatch(svg, /<script|href=/);
      fs.copyFileSync(target, resultFile('timeline.svg'));
    });

    it('is readable in high contrast and where it is narrow', async () => {
      await ui().setSideBarWidth(900);
      await ui().screenshot(resultFile('timeline-narrow.png'));
      await ui().setSideBarWidth(260);
      await ui().pickTheme('Dark High Contrast', 'hc-black');
      await ui().screenshot(resultFile('timeline-contrast.png'));
      await ui().stopDebugging();
    });
  });
}
