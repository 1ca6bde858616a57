// The walkthrough of the README: a server that leaks one connection in a thousand is recorded, and the recording leads to where and why.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { debuggees, resultFile, takePictures, view, type Ui } from '../harness.ts';

const program = path.join(debuggees, 'leak/server.mjs');

/** The number of the first line of the program with that text. */
function lineWith(text: string): number {
  return (
    fs
      .readFileSync(program, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1
  );
}

/** Ends the replay that it starts. */
export function testLeak(ui: () => Ui): void {
  describe('a recorded leak in VS Code', () => {
    const registration = lineWith('s.defer(release, connection)');
    const stands = (line: number): Promise<unknown> =>
      ui().until(`it stands in line ${line}`, async () => (await ui().stopPosition())?.startsWith(`Ln ${line},`), { timeoutMs: 60_000 });

    /** VS Code has these two only as buttons. */
    const clickDebugButton = (name: string): Promise<void> =>
      ui()
        .page.locator(`.debug-toolbar .action-label[aria-label^="${name}"], .part.sidebar .action-label[aria-label^="${name}"]`)
        .first()
        .click();

    it('is opened with the button over the recording, and stands at its beginning', async () => {
      await ui().openFile('run.deferscope.jsonl');
      await ui().command('Deferscope: Replay Recording');
      await stands(lineWith('const s = scope('));
      await ui().treeTextWhen(view, (text) => /scope opened: \/orders\/1\b/.test(text));
    });

    it('is at the end without another stop than the leak, and says there what never ran', async () => {
      await ui().command('Debug: Continue');
      await stands(registration);
      await ui().command('Debug: Continue');
      await ui().treeTextWhen(view, (text) =>
        /\/orders\/617 {2}ended: its cleanups never ran · 1 pending\nProblems {2}1\n {2}1 cleanup never ran: \/orders\/617 was open when the process ended/.test(
          text,
        ),
      );
    });

    it('is gone back to: the registration of the one cleanup in a thousand that never ran', async () => {
      await clickDebugButton('Reverse');
      await stands(registration);
      const text = await ui().treeTextWhen(view, (tree) => tree.includes('registered: release'));
      assert.match(
        text,
        /registered: release\(Connection \{id: 617\}\) {2}1 pending\n {2}\/orders\/617 {2}server\.mjs:\d+ {2}1 pending {2}ends when it is disposed of\n {4}1 {2}release\(Connection \{id: 617\}\)/,
      );
    });

    it('says in a hover what the line has registered by then, and when it would run', async () => {
      const hover = await ui().ourHover('defer(release, connection)', 'defer');
      const lines = (await hover.innerText())
        .replaceAll('\u00a0', ' ')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
      await ui().screenshot(resultFile('leak-hover.png'));
      await ui().closeHovers();
      assert.deepEqual(lines, [
        'Deferscope · runs when /orders/617 is disposed of: 1st',
        'release(Connection {id: 617})',
        'Connection {id: 617} (captured when registered)',
        'Registered here 1 time · Show in Cleanups',
      ]);
    });

    it('shows why: nothing more happens in its scope, and below its line the function returns', async () => {
      await ui().setSideBarWidth(440);
      await takePictures(ui(), 'leak');
      await ui().setSideBarWidth(260);
      await ui().screenshot(resultFile('leak-narrow.png'));
      assert.equal(lineWith('return; // and nobody disposes of s'), registration + 4);
      await ui().command('Debug: Step Over');
      await ui().treeTextWhen(view, (text) => text.includes('/orders/617  ended: its cleanups never ran'));
      await clickDebugButton('Step Back');
      await ui().treeTextWhen(view, (text) => text.includes('/orders/617  blocked: open · 1 pending'));
    });

    it('is gone to by its time or number too, and by what happened at a line', async () => {
      await ui().command('Deferscope: Go to Moment of Replay…', { asksMore: true });
      await ui().page.locator('.quick-input-widget input').first().fill('#3');
      await ui().page.keyboard.press('Enter');
      await ui().treeTextWhen(view, (text) => text.startsWith('started: release(Connection {id: 1})'));
      await ui().stopDebugging();
    });
  });
}
