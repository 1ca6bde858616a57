// Two moments side by side: of a replay of the leaking server of the README, and of saved snapshots.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { cleanup, scope, snapshot, stack } from '../../../unit/core/snapshots.ts';
import { debuggees, resultFile, takePictures, view, type Ui } from '../harness.ts';

const program = path.join(debuggees, 'leak/server.mjs');
const RECORDING = 'run.deferscope.jsonl';

/** Leaves further files beside the recording. */
export function testComparisons(ui: () => Ui, scratch: () => string): void {
  describe('comparisons in VS Code', () => {
    const fileOf = (name: string): string => path.join(scratch(), name);
    const question = (title: string) =>
      ui().page.locator('.quick-input-widget', { has: ui().page.locator('.quick-input-title', { hasText: title }) });

    /** Chooses one of the items that are offered under a title, and returns all of them. */
    async function choose(title: string, label: RegExp): Promise<string[]> {
      const labels = question(title).locator('.monaco-list-row .quick-input-list-row:first-child .label-name');
      const wanted = labels.filter({ hasText: label }).first();
      await wanted.waitFor();
      const offered = await labels.allInnerTexts();
      await wanted.click();
      return offered.map((text) => text.replaceAll('\u00a0', ' ').trim());
    }

    async function goTo(moment: string, event: string): Promise<void> {
      await ui().command('Deferscope: Go to Moment of Replay…', { asksMore: true });
      await ui().page.locator('.quick-input-widget input').first().fill(moment);
      await ui().page.keyboard.press('Enter');
      await ui().treeTextWhen(view, (text) => text.startsWith(event));
    }

    /** The sentence about the difference, with pictures of it, also in a narrow window; then the list of differences, which is returned. */
    async function look({
      picture,
      titles,
      says,
    }: {
      readonly picture: string;
      readonly titles: readonly [string, string];
      readonly says: string;
    }): Promise<string> {
      await ui().activeEditor(`Cleanups: ${titles[0]} ↔ ${titles[1]}`);
      const toast = ui().toast(/^Cleanups, from/);
      await toast.waitFor();
      assert.equal(await toast.innerText(), `Cleanups, from ${titles[0]} to ${titles[1]}: ${says}.`);
      await takePictures(ui(), picture);
      const { width, height } = ui().page.viewportSize() ?? { width: 1280, height: 900 };
      await ui().page.setViewportSize({ width: 700, height });
      await ui().screenshot(resultFile(`${picture}-narrow.png`), { clean: true });
      await ui().page.setViewportSize({ width, height });
      await ui().page.locator('.notification-toast').getByRole('button', { name: 'List Them' }).click();
      await ui().activeEditor(/^Comparison \d+\.deferscope$/);
      return (await ui().editorText()).trim();
    }

    it('compares two moments of a replay', async () => {
      await ui().openFile(RECORDING);
      await ui().command('Deferscope: Replay Recording');
      await ui().treeTextWhen(view, (text) => text.startsWith('scope opened: /orders/1'));
      await goTo('#7', 'registered: release(Connection {id: 2})');
      await goTo('#2', 'registered: release(Connection {id: 1})');
      await ui().command('Deferscope: Compare Snapshots…', { asksMore: true });
      await choose('Compare: the earlier one', /A moment of the replay…/);
      assert.deepEqual(await choose('Compare: the earlier one', /^#2 /), [
        '#7  registered: release(Connection {id: 2})',
        '#2  registered: release(Connection {id: 1})',
        '#1  scope opened: /orders/1',
      ]);
      await choose('Compare: the later one', /A moment of the replay…/);
      assert.deepEqual(await choose('Compare: the later one', /^#7 /), ['#7  registered: release(Connection {id: 2})']);
      const list = await look({ picture: 'comparison-replay', titles: [`${RECORDING} #2`, `${RECORDING} #7`], says: '1 new, 1 ran' });
      assert.equal(
        list,
        `Deferscope comparison
  before: ${RECORDING} #2
  after: ${RECORDING} #7
  1 new, 1 ran

New: registered in between  1
  release(Connection {id: 2})  /orders/2  server.mjs:26

Ran  1
  release(Connection {id: 1})  /orders/1  server.mjs:26`,
      );
      // The replay has not moved.
      assert.ok((await ui().treeText(view)).startsWith('registered: release(Connection {id: 1})'));
    });

    it('compares moments of a replay that has ended, as long as its recording is there', async () => {
      await ui().stopDebugging();
      await ui().command('Deferscope: Compare Snapshots…', { asksMore: true });
      await choose('Compare: the earlier one', /A moment of the replay…/);
      await choose('Compare: the earlier one', /^#2 /);
      fs.renameSync(fileOf(RECORDING), fileOf('kept'));
      await choose('Compare: the later one', /A moment of the replay…/);
      const toast = ui().toast(/^Deferscope: /);
      await toast.waitFor();
      assert.equal(
        await toast.innerText(),
        `Deferscope: The recording ${fileOf(RECORDING)} is no longer there. Put it back, or choose another one.`,
      );
      await ui().closeNotifications();
      fs.renameSync(fileOf('kept'), fileOf(RECORDING));
    });

    it('compares a moment of a recording that nobody replays with a saved snapshot, and two saved snapshots', async () => {
      const save = (name: string, labels: readonly string[]): void => {
        const cleanups = labels.map((label, at) => cleanup({ id: label, order: at + 1, label, registeredAt: { path: program, line: 26 } }));
        fs.writeFileSync(fileOf(name), JSON.stringify(snapshot({ stacks: [stack({ scopes: [scope({ cleanups })] })] })));
      };
      save('before.json', ['flush(log)', 'close(log)']);
      save('after.json', ['unlock()', 'close(log)']);
      const open = async (title: string, name: string): Promise<void> => {
        await choose(title, /A saved snapshot or recording…/);
        await ui().openInDialog(fileOf(name));
      };
      await ui().command('Deferscope: Compare Snapshots…', { asksMore: true });
      await open('Compare: the earlier one', RECORDING);
      assert.deepEqual(await choose('Compare: the earlier one', /^#3082 /), [
        '#4998  the process ended with 1 pending',
        '#3082  registered: release(Connection {id: 617})',
        '#1  scope opened: /orders/1',
      ]);
      await open('Compare: the later one', 'after.json');
      await ui().activeEditor(`Cleanups: ${RECORDING} #3082 ↔ after.json`);
      await ui()
        .toast(/^Cleanups, from/)
        .waitFor();
      await ui().closeNotifications();

      await ui().command('Deferscope: Compare Snapshots…', { asksMore: true });
      await open('Compare: the earlier one', 'before.json');
      await open('Compare: the later one', 'after.json');
      const list = await look({ picture: 'comparison-saved', titles: ['before.json', 'after.json'], says: '1 new, 1 gone' });
      assert.equal(
        list,
        `Deferscope comparison
  before: before.json
  after: after.json
  1 new, 1 gone

New: registered in between  1
  unlock()  work  server.mjs:26

Gone: no longer pending; the later snapshot does not say whether they ran  1
  flush(log)  work  server.mjs:26`,
      );
    });

    it('compares no file with itself, and nothing that is no snapshot: it says so', async () => {
      fs.writeFileSync(fileOf('cut.json'), '{"schema":');
      await ui().command('Deferscope: Compare Snapshots…', { asksMore: true });
      for (const title of ['Compare: the earlier one', 'Compare: the later one']) {
        await choose(title, /A saved snapshot or recording…/);
        await ui().openInDialog(fileOf('before.json'));
      }
      await ui().toast('Deferscope: before.json was chosen twice. Choose another file as the later one.').waitFor();
      await ui().closeNotifications();
      await ui().command('Deferscope: Compare Snapshots…', { asksMore: true });
      await choose('Compare: the earlier one', /A saved snapshot or recording…/);
      await ui().openInDialog(fileOf('cut.json'));
      await ui().toast('Deferscope: cut.json is not valid JSON. Choose a file that Save Snapshot… wrote as JSON.').waitFor();
      await ui().closeNotifications();
    });
  });
}
