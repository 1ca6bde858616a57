import assert from 'node:assert/strict';
import * as os from 'node:os';
import { openGoSample, resultFile, takePictures, type PausedWorkbench } from './harness.ts';

describe('an unchanged Go program under Delve', () => {
  let paused: PausedWorkbench | undefined;

  before(async function () {
    paused = await openGoSample(this);
  });

  after(() => paused?.close());

  it('shows every deferred call with what it captured', () => {
    assert.equal(
      (paused?.report.tree ?? '')
        .replaceAll(/"[^"]*receipt\d+"/g, '"TMP/receipt"')
        .replaceAll(os.tmpdir(), 'TMP')
        .trim(),
      `
Goroutine 1 · main.writeReceipt  9 pending
  writeReceipt  main.go:53  2 pending
    1  file.Close()  file → "TMP/receipt"  main.go:49
    2  os.Remove(file.Name())  file.Name() = "TMP/receipt"  main.go:48
  place  main.go:75  7 pending
    3  release(l)  l = {sku: "oil-can", quantity: 1}  main.go:73
    4  release(l)  l = {sku: "brass-gear", quantity: 12}  main.go:73
    5  release(l)  l = {sku: "punch-cards", quantity: 200}  main.go:73
    6  func() { … }()  err → nil, customer = "Ada Lovelace"  main.go:66  can recover
    7  tx.rollback("not committed")  tx = &{db: &{…}, done: false}  main.go:65
    8  db.Close()  db = &{name: "orders.db", open: true}  main.go:62
    9  orders.Unlock()  orders → locked  main.go:59
Problems  1
  3 cleanups pending at main.go:73: a cleanup that is registered in a loop runs only when its scope ends`.trim(),
    );
  });

  it('expands a captured argument', async () => {
    assert.ok(paused);
    const { ui } = paused;
    await ui.foldViews(['Variables', 'Watch', 'Breakpoints']);
    await ui.setSideBarWidth(440);
    await ui.settled('Cleanups');
    await ui.expand('Cleanups', '8  db.Close()');
    await ui.settled('Cleanups');
    assert.match(await ui.treeText('Cleanups'), /^ {4}8 {2}db\.Close\(\).*\n {6}db = &\{name: "orders\.db", open: true\}/m);
    await ui.screenshot(resultFile('go-light.png'), { clean: true });
  });

  it('says in a hover on a defer line what runs when, with what was captured', async () => {
    assert.ok(paused);
    const { ui } = paused;
    const texts = async (text: string, word: string): Promise<string[]> => {
      const hover = await ui.ourHover(text, word);
      const lines = (await hover.innerText())
        .replaceAll('\u00a0', ' ')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
      await ui.closeHovers();
      return lines.map((line) => line.replace(/"[^"]*receipt\d+"/g, '"TMP/receipt"'));
    };
    assert.deepEqual(await texts('defer os.Remove', 'defer'), [
      'Deferscope · runs 2nd when writeReceipt returns',
      'os.Remove(file.Name())',
      'file.Name() = "TMP/receipt" (captured when registered)',
      'Registered here 1 time · Show in Cleanups',
    ]);
    await ui.goToLine(66);
    assert.deepEqual(await texts('defer release(l)', 'release'), [
      'Deferscope · runs 3rd when place returns',
      '3  release(l)  l = {sku: "oil-can", quantity: 1}',
      '4  release(l)  l = {sku: "brass-gear", quantity: 12}',
      '5  release(l)  l = {sku: "punch-cards", quantity: 200}',
      'Registered here 3 times · Show in Cleanups',
    ]);
  });

  it('says beside the lines when they run', async () => {
    assert.ok(paused);
    const { ui } = paused;
    await ui.until('the hints stand there', async () => (await ui.lineHints()).length > 1);
    assert.deepEqual(await ui.lineHints(), [
      '48: runs 2nd',
      '49: runs next',
      '59: runs 9th',
      '62: runs 8th',
      '65: runs 7th',
      '66: runs 6th',
      '73: 3 pending, the first runs 3rd',
    ]);
  });

  it('tells what has run since the stop before, which Go itself does not keep', async () => {
    assert.ok(paused);
    const { ui } = paused;
    await ui.goToLine(78);
    await ui.command('Debug: Run to Cursor');
    await ui.treeTextWhen('Cleanups', (text) => text.includes('Already ran  2'));
    await ui.expand('Cleanups', 'Already ran');
    await ui.settled('Cleanups');
    assert.match(
      (await ui.treeText('Cleanups')).replaceAll(/"[^"]*receipt\d+"/g, '"TMP/receipt"'),
      /^Goroutine 1 · main\.place {2}7 pending\n {2}place {2}main\.go:78 {2}7 pending\n[^]*\nAlready ran {2}2\n {2}os\.Remove\(file\.Name\(\)\) {2}.*main\.go:48\n {2}file\.Close\(\) {2}.*main\.go:49$/,
    );
    await takePictures(ui, 'go-ran');
    await ui.setSideBarWidth(260);
    await ui.screenshot(resultFile('go-ran-narrow.png'), { clean: true });
  });
});
