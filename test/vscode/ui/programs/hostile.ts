import assert from 'node:assert/strict';
import { debugTo, resultFile, view, type Ui } from '../harness.ts';

const name = 'hostile <b>*label*</b> [x](command:workbench.action.quit)';
const text = '"\\u{202e}gnp.exe\\u{7}\\u{1b}[31m\\nsecond line\\u{2028}`*_[x](command:y)_*`<img src=x onerror=alert(1)>"';
/** What our hovers may consist of; strong is our own name, and the call in a tooltip. */
const harmless = new Set(['a', 'br', 'code', 'li', 'p', 'strong', 'ul']);

export function testHostile(ui: () => Ui): void {
  describe('a program whose words pretend to be more than words', () => {
    before(async () => {
      await debugTo(ui(), 'hostile.mjs', 'stop');
      await ui().isolateView(view);
      await ui().row(view, /^9 /);
    });

    after(() => ui().stopDebugging());

    it('is shown as one line of visible text in each row', async () => {
      const rows = (await ui().treeText(view)).split('\n');
      assert.equal(rows[0], `Paused in ${name}  9 pending`);
      assert.equal(rows[4], `    3  () => {}  ${text}  hostile.mjs:37`);
      assert.equal(rows.length, 11);
    });

    it('is text in the tooltip too', async () => {
      const tooltip = await ui().tooltip(view, /^3 /);
      assert.equal(
        await tooltip.innerText(),
        [
          '() => {}',
          `runs 3rd when ${name} returns`,
          `${text} — string, captured when registered`,
          'Registered at hostile.mjs:37\nCalls () => {} hostile.mjs:37',
        ].join('\n\n'),
      );
      assert.deepEqual(
        (await ui().elementNames(tooltip)).filter((element) => !harmless.has(element)),
        [],
      );
      assert.deepEqual(
        (await ui().links(tooltip)).map((link) => link.replace(/\?.*/, '')),
        ['command:deferscope.internal.open', 'command:deferscope.internal.open'],
      );
    });

    it('is text in a hover', async () => {
      const hover = await ui().ourHover("s.defer(() => {}, '\\u202e", 'defer');
      assert.equal(
        (await hover.innerText()).trim(),
        [
          `Deferscope · runs 3rd when ${name} returns`,
          '',
          '() => {}',
          `${text} (captured when registered)`,
          'Registered here 1 time · Show in Cleanups',
        ].join('\n'),
      );
      assert.deepEqual(
        (await ui().elementNames(hover)).filter((element) => !harmless.has(element)),
        [],
      );
      assert.deepEqual(
        (await ui().links(hover)).map((link) => link.replace(/\?.*/, '')),
        ['command:deferscope.internal.reveal'],
      );
      await ui().screenshot(resultFile('hostile-light.png'));
      await ui().closeHovers();
    });

    it('has at most eight lines in a hover, and is told what is left out', async () => {
      const hover = await ui().ourHover('s.defer(() => {}, Symbol', 'defer');
      const lines = (await hover.innerText())
        .trim()
        .split('\n')
        .filter((line) => line !== '');
      assert.deepEqual(lines, [
        `Deferscope · runs 2nd when ${name} returns`,
        '() => {}',
        'Symbol(s) (captured when registered)',
        '10n (captured when registered)',
        '-0 (captured when registered)',
        'NaN (captured when registered)',
        'and 4 more',
        'Registered here 1 time · Show in Cleanups',
      ]);
      await ui().closeHovers();
    });
  });
}
