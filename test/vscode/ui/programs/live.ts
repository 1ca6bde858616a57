import assert from 'node:assert/strict';
import { becomes, debugTo, findLine, takePictures, view, type Ui } from '../harness.ts';

const account = '{owner: "Ada", history: {…}, balance: (…)}';

/** A program from its first stop until it continues for good. */
export function testLive(ui: () => Ui): void {
  describe('a program that goes on', () => {
    before(async () => {
      await ui().openFile('live.mjs');
      await ui().toggleBreakpoint(await findLine('live.mjs', 'over'));
      await debugTo(ui(), 'live.mjs', 'stop');
      await ui().isolateView(view);
    });

    it('calls no getter to show what is in an object', async () => {
      await ui().expand(view, /^2 {2}close/);
      await ui().expand(view, /^what = /);
      await ui().row(view, /^balance = /);
      await becomes(
        ui(),
        () => ui().treeText(view),
        `
Paused in live  2 pending
  live  live.mjs:23  2 pending
    1  () => console.log('count', count)  live.mjs:22
    2  close(${account}, "last")  live.mjs:21
      what = ${account}  object
        balance = (…)  getter, not called
        history = {opened: 1843}  Object
        owner = 'Ada'  string
        [[Prototype]] = Object
      reason = "last"  string
      registered at  live.mjs:21
      calls  close`.trim(),
      );
      assert.equal((await ui().rows(view)).find(({ label }) => label.startsWith('balance'))?.expanded, undefined);
      const { kind, parts } = await ui().editorHover('let reads', 'reads');
      assert.deepEqual([kind, (await parts.innerText()).trim()], ['debugger', '0']);
      await ui().closeHovers();
    });

    it('shows the new rows and values after a step, and what was expanded stays so', async () => {
      await ui().expand(view, /^1 /);
      await ui().row(view, 'count → 1');
      await ui().step('F10');
      await ui().row(view, 'count → 2');
      await ui().step('F10');
      await becomes(
        ui(),
        () => ui().treeText(view),
        `
Paused in live  3 pending
  live  live.mjs:25  3 pending
    1  close(${account}, "first")  live.mjs:24
    2  () => console.log('count', count)  live.mjs:22
      count → 2  number
      registered at  live.mjs:22
      calls  () => console.log('count', count)
    3  close(${account}, "last")  live.mjs:21
      what = ${account}  object
        balance = (…)  getter, not called
        history = {opened: 1843}  Object
        owner = 'Ada'  string
        [[Prototype]] = Object
      reason = "last"  string
      registered at  live.mjs:21
      calls  close`.trim(),
      );
      await becomes(ui(), () => ui().viewDescription(view), '3 pending');
      await becomes(ui(), () => ui().lineHints(), ['21: runs 3rd', '22: runs 2nd', '24: runs next']);
    });

    it('is never empty on the way from one stop to the next', async () => {
      const seen = await ui().watchView(view, () => ui().step('F10'));
      await ui().treeTextWhen(view, (text) => text.includes('live.mjs:26'));
      assert.deepEqual(
        seen.filter((text) => !/Paused in live/.test(text)),
        [],
      );
    });

    it('says when nothing is pending any more, with what ran', async () => {
      await ui().page.keyboard.press('F5');
      await ui().cursorAt('Ln 27, Col 1');
      await (await ui().view(view)).getByText('Nothing is pending in this stack: ').waitFor();
      await becomes(ui(), () => ui().treeText(view), 'Already ran  3');
      await becomes(ui(), () => ui().viewDescription(view), '');
      await becomes(ui(), () => ui().lineHints(), []);
      await ui().expand(view, 'Already ran');
      await becomes(
        ui(),
        () => ui().treeText(view),
        `
Already ran  3
  close  live.mjs:21
  () => console.log('count', count)  live.mjs:22
  close  live.mjs:24`.trim(),
      );
      await takePictures(ui(), 'empty-nothing');
    });

    it('says that it runs', async () => {
      await ui().page.keyboard.press('F5');
      assert.equal(await ui().welcomeWhen(view, /Running/), 'Running. Pending cleanups appear when the program pauses.');
      await takePictures(ui(), 'empty-running');
      await ui().command('Deferscope: Take Snapshot');
      await ui().toast('The program is running. Pause it, or let it stop at a breakpoint, then take the snapshot.').waitFor();
      await ui().closeNotifications();
      await ui().stopDebugging();
    });
  });
}
