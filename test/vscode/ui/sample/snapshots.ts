import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inEnglish } from '../../../../src/core/translate.ts';
import { RecordingFile } from '../../../../src/replay/file/recordingFile.ts';
import { assertSnapshot } from '../../../unit/schema.ts';
import { becomes, view, type Ui } from '../harness.ts';

const text = `
Deferscope snapshot · pwa-node · breakpoint at orderService.ts:51 · 8 pending

Paused in write receipt
  write receipt  orderService.ts:51
      1  audit: log("receipt written for", "Ada Lovelace")  orderService.ts:47
      2  (path) => rmSync(path, { force: true })  path = "/tmp/receipt-4711.txt"  orderService.ts:46
  place order  orderService.ts:38
      –  release({sku: "oil-can", quantity: 1})  orderService.ts:35  only on failure
      –  release({sku: "brass-gear", quantity: 12})  orderService.ts:35  only on failure
      –  release({sku: "punch-cards", quantity: 200})  orderService.ts:35  only on failure
      –  () => transaction.rollback()  orderService.ts:31  only on failure
      3  unlock({name: "order-4711", since: NUMBER})  orderService.ts:28
      4  Database[Symbol.dispose]()  this = Database {#open: true, name: "orders.db"}  orderService.ts:25

Problems
  warning  3 cleanups pending at orderService.ts:35: a cleanup that is registered in a loop runs only when its scope ends
`.trimStart();

export function testSnapshots(ui: () => Ui): void {
  describe('snapshots', () => {
    let folder = '';

    before(() => {
      folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-snapshots-')));
    });

    after(() => {
      fs.rmSync(folder, { recursive: true, force: true });
    });

    it('are opened as text', async () => {
      await ui().command('Deferscope: Take Snapshot');
      await ui().activeEditor('Cleanups 1.deferscope');
      await ui().page.locator('[id="status.editor.mode"]', { hasText: 'Deferscope Snapshot' }).waitFor();
      await becomes(ui(), async () => settle(await ui().editorText()), text);
    });

    it('cannot be edited', async () => {
      await ui().page.keyboard.type('x');
      await ui().page.locator('.monaco-editor-overlaymessage', { hasText: 'Cannot edit in read-only editor' }).waitFor();
      await becomes(ui(), async () => settle(await ui().editorText()), text);
    });

    it('are coloured', async () => {
      await ui().coloured();
    });

    it('can be folded by stack and by scope', async () => {
      await ui().page.keyboard.press('Control+Home');
      await ui().goToLine(7);
      await ui().command('Fold');
      await ui().until('the scope is folded', async () => !(await ui().editorText()).includes('oil-can'));
      assert.match(await ui().editorText(), /Ada Lovelace[^]*place order[^]*Problems/);
      await ui().goToLine(3);
      await ui().command('Fold');
      await ui().until('the stack is folded', async () => !(await ui().editorText()).includes('place order'));
      await ui().command('Unfold All');
      await ui().until('all is unfolded', async () => settle(await ui().editorText()) === text);
    });

    it('link each place to its source', async () => {
      const { x, y } = await ui().editorPosition('orderService.ts:28');
      await ui().page.keyboard.down('Control');
      await ui().page.mouse.move(x - 1, y);
      await ui().page.locator('.editor-group-container.active .detected-link-active').first().waitFor();
      await ui().page.mouse.click(x, y);
      await ui().page.keyboard.up('Control');
      await ui().activeEditor('orderService.ts');
      await ui().cursorAt('Ln 28, Col 9');
    });

    it('are copied, and it is said', async () => {
      assert.equal(settle(await ui().copied(() => ui().command('Deferscope: Copy Snapshot'))), text);
      await ui().page.locator('.part.statusbar', { hasText: 'The snapshot is on the clipboard' }).waitFor();
    });

    it('are taken with the button too', async () => {
      await ui().clickViewButton(view, 'Take Snapshot');
      await ui().activeEditor('Cleanups 2.deferscope');
      await becomes(ui(), async () => settle(await ui().editorText()), text);
    });

    const save = async (name: string): Promise<string> => {
      const file = path.join(folder, name);
      await ui().command('Deferscope: Save Snapshot…', { asksMore: true });
      await ui().saveAs(file);
      return ui().until(`${name} is written`, () =>
        Promise.resolve(fs.existsSync(file) && fs.statSync(file).size > 0 ? fs.readFileSync(file, 'utf8') : undefined),
      );
    };

    it('are saved as JSON that the published schema accepts', async () => {
      const saved = JSON.parse(await save('snapshot.json')) as {
        readonly schema: string;
        readonly version: number;
        readonly stacks: readonly { readonly scopes: readonly { readonly name: string; readonly total: number }[] }[];
      };
      assertSnapshot(saved);
      assert.deepEqual([saved.schema, saved.version], ['deferscope.snapshot', 1]);
      assert.deepEqual(
        saved.stacks.map(({ scopes }) => scopes.map(({ name, total }) => [name, total])),
        [
          [
            ['write receipt', 2],
            ['place order', 6],
          ],
        ],
      );
    });

    it('are saved as text', async () => {
      assert.equal(settle(await save('snapshot.txt')), text);
    });

    it('of each stop are saved as a recording, which replays what was pending', async () => {
      const file = path.join(folder, 'session.deferscope.jsonl');
      await ui().command('Deferscope: Save Session Recording…', { asksMore: true });
      await ui().saveAs(file);
      await ui().until('the recording is written', () =>
        Promise.resolve(fs.existsSync(file) && fs.readFileSync(file, 'utf8').endsWith('\n')),
      );
      const recording = await RecordingFile.open(file, inEnglish);
      try {
        assert.equal(recording.count, 1);
        const stop = recording.line(0);
        assert.ok(stop.kind === 'stop');
        assertSnapshot(stop.snapshot);
        assert.deepEqual(
          stop.snapshot.stacks.map(({ scopes }) => scopes.map(({ name, total }) => [name, total])),
          [
            [
              ['write receipt', 2],
              ['place order', 6],
            ],
          ],
        );
      } finally {
        recording.close();
      }
    });

    it('are saved as Markdown', async () => {
      assert.equal(settle(await save('snapshot.md')), `\`\`\`text\n${text}\`\`\`\n`);
    });
  });
}

/** What differs between runs: the time. */
function settle(snapshot: string): string {
  return snapshot.replace(/since: \d+/g, 'since: NUMBER');
}
