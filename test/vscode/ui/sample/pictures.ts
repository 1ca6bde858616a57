import { resultFile, view, type Ui } from '../harness.ts';

/** What people see, for people to look at: test-results/*.png. */
export function testPictures(ui: () => Ui): void {
  describe('pictures', () => {
    before(async () => {
      await ui().command('View: Close All Editors');
      await ui().clickRow(view, 'place order'); // opens the source
      await ui().clickRow(view, 'write receipt');
      await ui().goToLine(38);
      await ui().setSideBarWidth(440);
    });

    const take = async (name: string): Promise<void> => {
      await ui().screenshot(resultFile(`${name}.png`));
    };

    const takeAll = async (theme: string): Promise<void> => {
      await ui().closeHovers();
      await take(`tree-${theme}`);
      await ui().expand(view, /^– {2}\(\) => transaction/);
      await ui().expand(view, /^3 /);
      await ui().row(view, /^mutex = /);
      await ui().tooltip(view, /^3 /);
      await take(`tooltip-${theme}`);
      await ui().collapse(view, /^– {2}\(\) => transaction/);
      await ui().collapse(view, /^3 /);
      await ui().ourHover('s.deferOnError(release', 'deferOnError');
      await take(`hover-${theme}`);
      await ui().closeHovers();
      await ui().command('Deferscope: Take Snapshot');
      await ui().activeEditor(/^Cleanups \d+\.deferscope$/);
      await ui().coloured();
      await take(`snapshot-${theme}`);
      await ui().command('View: Close Editor');
      await ui().activeEditor('orderService.ts');
    };

    it('in light', () => takeAll('light'));

    it('for the README', async () => {
      await ui().view('Call Stack');
      await ui().selectFrame('51:7');
      await ui().goToLine(32); // the line of the call has room for the hover above it, and the breakpoint is visible
      await ui().page.keyboard.press('Home');
      await ui().ourHover('(s) => {', 's');
      await take('readme');
      await ui().isolateView(view);
      await ui().goToLine(38);
    });

    it('in a narrow side bar', async () => {
      await ui().setSideBarWidth(240);
      await ui().pointAway();
      await take('narrow-light');
      await ui().setSideBarWidth(440);
    });

    it('in dark', async () => {
      await ui().switchTheme('dark');
      await takeAll('dark');
    });

    for (const [name, theme, kind] of [
      ['high-contrast-dark', 'Dark High Contrast', 'hc-black'],
      ['high-contrast-light', 'Light High Contrast', 'hc-light'],
    ] as const) {
      it(`in ${theme}`, async () => {
        await ui().pickTheme(theme, kind);
        await takeAll(name);
      });
    }
  });
}
