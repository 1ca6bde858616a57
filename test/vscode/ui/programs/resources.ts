import assert from 'node:assert/strict';
import { becomes, debugTo, resultFile, takePictures, view, type Ui } from '../harness.ts';

export function testResources(ui: () => Ui): void {
  describe('resources of every kind', () => {
    before(async () => {
      await debugTo(ui(), 'resources/byHand.mjs', 'stop');
      await ui().unfolded(view); // by itself, even if this is the first that it ever shows
      await ui().isolateView(view);
      await ui().row(view, 'Resources');
    });

    after(() => ui().stopDebugging());

    it('stand in a group of their own, though nothing is pending', async () => {
      await becomes(
        ui(),
        () => ui().treeText(view),
        `
Resources  7
  guard orders  2 held, 1 waiting  byHand.mjs:5
    order-17  held, owner worker-7, token 41, expires in 3 s, waiting 1  byHand.mjs:8
    order-18  expired, owner {id: 8, name: "worker"}
  guard \\u{1b}[31mred\\u{202e}\\n**bold** [x](command:evil)  $(bug), <b> \`
  manager services  1 running
    database  running
    cache  stopped, depends on database
  pool buffers  250 in use, 6 idle  byHand.mjs:17
  gate api  refusing, 100 active, because event-loop delay
  owned value #5  held, value {handle: 7}  byHand.mjs:21
  background cleanups after shutdown  running
    flush the log  running, since 2 min
Problems  2
  guard orders, order-18: its holder has not released it
  a handle that was made here was collected open`.trim(),
      );
    });

    it('say what they are in tooltips and to a screen reader', async () => {
      assert.equal(await ui().rowAriaLabel(view, 'guard orders'), 'guard orders, 2 held, 1 waiting, 2 entries, made at byHand.mjs line 5');
      assert.equal(
        await ui().rowAriaLabel(view, 'order-18'),
        'order-18, expired, owner {id: 8, name: "worker"}, its holder has not released it',
      );
      const lines = async (label: string): Promise<string[]> =>
        (await ui().rowTooltip(view, label))
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '');
      assert.deepEqual(await lines('order-17'), [
        'order-17',
        'held',
        'owner worker-7',
        'token 41',
        'expires in 3 s',
        'waiting 1',
        'Added at byHand.mjs:8',
      ]);
      assert.deepEqual(await lines('order-18'), ['order-18', 'expired', 'its holder has not released it', 'owner {id: 8, name: "worker"}']);
      await ui().pointAway();
    });

    it('lead to where they were made, and are copied', async () => {
      await ui().clickRow(view, 'order-17');
      await ui().cursorAt('Ln 8, Col 1');
      const entries = await ui().contextMenu(view, 'guard orders');
      for (const entry of ['Go to Registration', 'Copy', 'Copy Value'])
        assert.ok(entries.includes(entry), `${entry} is not in ${entries.join(', ')}`);
      assert.equal(
        await ui().copied(() => ui().pickFromContextMenu(view, 'order-17', 'Copy')),
        'order-17  held, owner worker-7, token 41, expires in 3 s, waiting 1  byHand.mjs:8',
      );
      assert.ok(!(await ui().contextMenu(view, 'manager services')).includes('Go to Registration'));
    });

    it('are seen, also in a narrow side bar', async () => {
      await ui().setSideBarWidth(440);
      await takePictures(ui(), 'resources');
      await ui().tooltip(view, 'order-17');
      await ui().screenshot(resultFile('resources-tooltip.png'), { clean: false });
      await ui().pointAway();
      await ui().setSideBarWidth(240);
      await ui().screenshot(resultFile('resources-narrow.png'), { clean: true });
      await ui().setSideBarWidth(440);
    });

    it('are loaded page by page', async () => {
      await ui().expand(view, 'pool buffers');
      await ui().row(view, '#1');
      await ui().clickRow(view, 'pool buffers');
      await ui().page.keyboard.press('End');
      await ui().clickRow(view, '… 150 more');
      await ui().row(view, '#101');
      await ui().page.keyboard.press('End');
      await ui().clickRow(view, '… 50 more');
      await ui().row(view, '#201');
      await ui().page.keyboard.press('End');
      assert.ok(!(await ui().treeText(view)).includes('more'));
      await ui()
        .collapse(view, 'pool buffers')
        .catch(() => undefined);
    });

    it('stand in the text snapshot, without the times that are left', async () => {
      await ui().command('Deferscope: Take Snapshot');
      await ui().activeEditor(/^Cleanups \d+\.deferscope$/);
      const text = await ui().editorText();
      assert.match(text, /^Resources$/m);
      assert.match(text, /^ {4}order-17 {2}held, owner worker-7, token 41, waiting 1 {2}byHand\.mjs:8$/m);
      await ui().screenshot(resultFile('resources-snapshot.png'), { clean: true });
      await ui().command('View: Close Editor');
    });
  });
}

/** What the library's parts show, for people to look at. */
export function testResourcePictures(ui: () => Ui): void {
  for (const { name, row } of [
    { name: 'shutdown', row: 'shutdown api' },
    { name: 'leaks', row: 'sessions' },
    { name: 'limit', row: 'flush(signal, "app.log")' },
  ])
    describe(`the library's ${name}`, () => {
      before(async () => {
        await debugTo(ui(), `resources/${name}.mjs`, 'stop');
        await ui().unfolded(view);
        await ui().isolateView(view);
      });

      after(() => ui().stopDebugging());

      it('is seen, also in a narrow side bar', async () => {
        await ui().setSideBarWidth(440);
        await waitForText(ui(), row);
        await takePictures(ui(), `library-${name}`);
        await ui().setSideBarWidth(240);
        await ui().screenshot(resultFile(`library-${name}-narrow.png`), { clean: true });
        await ui().setSideBarWidth(440);
      });
    });
}

async function waitForText(ui: Ui, text: string): Promise<void> {
  await becomes(ui, async () => (await ui.treeText(view)).includes(text), true);
}
