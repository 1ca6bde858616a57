import assert from 'node:assert/strict';
import { becomes, debugTo, resultFile, view, type Ui } from '../harness.ts';

export function testMany(ui: () => Ui): void {
  describe('thousands of cleanups from one line', () => {
    before(async () => {
      await debugTo(ui(), 'many.mjs', 'stop');
      await ui().isolateView(view);
      await ui().row(view, 'Paused in many');
    });

    after(() => ui().stopDebugging());

    it('are five rows and one for the others', async () => {
      await becomes(ui(), () => ui().viewDescription(view), '9002 pending');
      await becomes(
        ui(),
        () => ui().treeText(view),
        `
Paused in many  9002 pending
  many  many.mjs:15  9002 pending
    1  release(-2)  many.mjs:14
    2  release(8999)  many.mjs:12
    3  release(8998)  many.mjs:12
    4  release(8997)  many.mjs:12
    5  release(8996)  many.mjs:12
    6  release(8995)  many.mjs:12
    … 94 more at many.mjs:12
    … 8902 more  show the next 100
Problems  1
  At least 99 cleanups pending at many.mjs:12: a cleanup that is registered in a loop runs only when its scope ends`.trim(),
      );
    });

    it('are loaded page by page, without losing the place', async () => {
      await ui().expand(view, /^… 94 more/);
      await ui().row(view, /^7 {2}release\(8994\)/);
      await ui().screenshot(resultFile('many-light.png'), { clean: true });
      await ui().clickRow(view, /^1 /);
      await ui().page.keyboard.press('End');
      await ui().row(view, 'Problems');
      for (const key of ['ArrowUp', 'ArrowUp']) await ui().page.keyboard.press(key);
      await ui().until('the row that loads more is in focus', async () => (await ui().focus()).row === '… 8902 more, show the next 100');
      assert.match((await ui().treeText(view)).split('\n').at(-4) ?? '', /^ +100 {2}release\(8901\)/);
      await ui().page.keyboard.press('Enter');
      await ui().row(view, /^101 {2}release\(8900\)/);
      await ui().row(view, /^100 {2}release\(8901\)/);
      await ui().page.keyboard.press('ArrowUp');
      await ui().until(
        'the last row of the new page is in focus',
        async () => (await ui().focus()).row === 'Runs 200th: release(8801), registered at many.mjs line 12',
      );
    });

    it('are not counted before they are known, in hovers and hints', async () => {
      const hover = await ui().ourHover('s.defer(release, index)', 'defer');
      assert.equal(
        (await hover.innerText()).replaceAll('\u00a0', ' ').trim(),
        [
          'Deferscope · runs 2nd when many returns',
          '',
          '2  release(8999)',
          '3  release(8998)',
          '4  release(8997)',
          '5  release(8996)',
          'and at least 195 more',
          'Registered here at least 199 times · Show in Cleanups',
        ].join('\n'),
      );
      await ui().closeHovers();
      const scope = await ui().ourHover('s.defer(release, -1)', 's');
      assert.equal(
        (await scope.innerText()).replaceAll('\u00a0', ' ').trim(),
        [
          'Deferscope · many · 9002 pending',
          '',
          '1  release(-2)',
          '2  release(8999)',
          '3  release(8998)',
          '4  release(8997)',
          'and 8998 more',
          'Show in Cleanups',
        ].join('\n'),
      );
      await ui().closeHovers();
      await becomes(ui(), () => ui().lineHints(), ['12: at least 199 pending, the first runs 2nd', '14: runs next']);
    });
  });
}
