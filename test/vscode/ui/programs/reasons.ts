import assert from 'node:assert/strict';
import { becomes, debugTo, findLine, takePictures, view, type Ui } from '../harness.ts';

const debugViews = ['Variables', 'Watch', 'Call Stack', 'Breakpoints'];

/** Why there is nothing to see, and what to do. The first program that is debugged is debugged here. */
export function testReasons(ui: () => Ui): void {
  describe('what is said when there is nothing to see', () => {
    const toastAfter = async (command: string): Promise<string> => {
      await ui().command(command);
      const toast = ui().toast(/./);
      await toast.waitFor();
      const text = await toast.innerText();
      await ui().closeNotifications();
      return text;
    };

    it('takes no room before a program is debugged', async () => {
      await ui().view('Breakpoints');
      await becomes(ui(), () => ui().viewTitles(), debugViews);
    });

    for (const command of ['Deferscope: Take Snapshot', 'Deferscope: Copy Snapshot', 'Deferscope: Save Snapshot…']) {
      it(`says what to start, for "${command}"`, async () => {
        assert.equal(await toastAfter(command), 'No program is being debugged. Start one, stop at a breakpoint, then take the snapshot.');
      });
    }

    it('takes no room beside a debugger that it cannot read, and says so when asked', async () => {
      await ui().debug('other');
      await ui().until('it is paused', async () => (await ui().rowAriaLabels('Call Stack')).some((row) => /only frame/.test(row)));
      await becomes(ui(), () => ui().viewTitles(), debugViews);
      assert.match(await toastAfter('Deferscope: Take Snapshot'), /^Deferscope cannot read sessions of type "other"\./);
    });

    it('unfolds by itself when something is pending for the first time, and leaves the focus in the editor', async () => {
      await debugTo(ui(), 'live.mjs', 'stop');
      await ui().unfolded(view);
      assert.equal(
        (await ui().focus()).widget,
        'The editor is not accessible at this time. To enable screen reader optimized mode, use Shift+Alt+F4',
      );
      assert.match(
        await ui().treeTextWhen(view, (text) => text.includes('live.mjs:23')),
        /^Paused in live {2}2 pending\n {2}live {2}live\.mjs:23 {2}2 pending\n/,
      );
    });

    it('names the debugger that it cannot read, when that one is looked at', async () => {
      await ui().isolateView('Call Stack');
      await (await ui().view('Call Stack')).locator('.monaco-list-row', { hasText: /^other/ }).click({ position: { x: 60, y: 10 } });
      await ui().isolateView(view);
      await (await ui().view(view)).getByText('Deferscope cannot read sessions of type "other".').waitFor();
      await ui().until('the rows of the other are gone', async () => (await ui().rows(view)).length === 0);
      await takePictures(ui(), 'empty-adapter');
      await ui().page.keyboard.press('Shift+F5'); // it, and not the other
      await ui().row(view, 'Paused in live');
    });

    it('is hidden again when nothing is debugged', async () => {
      await ui().stopDebugging();
      await ui().until('the view is gone', async () => !(await ui().viewTitles()).includes(view));
    });

    it('says how to use the library in a program that has not loaded it', async () => {
      await debugTo(ui(), 'unloaded.mjs', 'stop');
      assert.equal(
        await ui().welcomeWhen(view, /library/),
        'This program has not loaded the deferscope library, so there are no scopes to show. How to use it',
      );
      await takePictures(ui(), 'empty-library');
      await (await ui().view(view)).getByText('How to use it').click();
      await ui().activeEditor(/^Preview library\.md/);
      await ui().stopDebugging();
    });

    it('says that nothing is pending yet', async () => {
      await debugTo(ui(), 'live.mjs', 'start');
      await (await ui().view(view)).getByText('Nothing is pending in this stack: ').waitFor();
      await becomes(ui(), () => ui().viewDescription(view), '');
      await ui().toggleBreakpoint(await findLine('live.mjs', 'start'));
      await ui().stopDebugging();
    });
  });
}
