import assert from 'node:assert/strict';
import {
  findGoLine,
  openGoCase,
  openGoDebuggee,
  picturesOfFailures,
  resultFile,
  takePictures,
  type PausedWorkbench,
  type Ui,
} from './harness.ts';

describe('goroutines and a panic of a Go program', () => {
  let paused: PausedWorkbench | undefined;
  const ui = (): Ui => {
    assert.ok(paused);
    return paused.ui;
  };

  before(async function () {
    paused = await openGoDebuggee(this, 'workers');
  });
  after(() => paused?.close());
  picturesOfFailures(ui);

  /** Without what is random: the numbers of goroutines, and so their order. */
  const stable = (text: string): string => text.replace(/Goroutine (?!1\b)\d+/g, 'Goroutine N');
  const roots = (text: string): string[] =>
    stable(text)
      .split('\n')
      .filter((line) => !line.startsWith(' '))
      .sort();

  it('lists other goroutines in folded rows, with what they wait for and how much is pending', async () => {
    await ui().isolateView('Cleanups');
    await ui().setSideBarWidth(440);
    await ui().settled('Cleanups');
    assert.deepEqual(roots(await ui().treeText('Cleanups')), [
      'Goroutine 1 · main.main  1 pending',
      'Goroutine N · main.wait  blocked: select (no cases) · 2 pending',
      'Goroutine N · main.worker  blocked: chan receive · 1 pending',
      'Goroutine N · main.worker  blocked: chan receive · 1 pending',
      'Problems  1',
    ]);
    assert.equal(await ui().viewDescription('Cleanups'), '5 pending');
    assert.match(
      await ui().treeText('Cleanups'),
      /Goroutine \d+ · main\.wait waits forever \(select \(no cases\)\): its 2 deferred calls may never run/,
    );
  });

  it('reads a goroutine when its row is unfolded', async () => {
    await ui().expand('Cleanups', /main\.wait/);
    const text = await ui().treeTextWhen('Cleanups', (shown) => shown.includes('lock.Unlock'));
    assert.match(
      stable(text),
      /\nGoroutine N · main\.wait {2}.*\n {2}wait {2}main\.go:24 {2}2 pending\n {4}1 {2}fmt\.Println\("nobody will read this"\).*\n {4}2 {2}lock\.Unlock\(\)/,
    );
    assert.doesNotMatch(text, /has stopped/);
    await takePictures(ui(), 'go-goroutines');
    await ui().setSideBarWidth(260);
    await ui().screenshot(resultFile('go-goroutines-narrow.png'), { clean: true });
    await ui().setSideBarWidth(440);
  });

  it('follows to the goroutine that is selected in the Call Stack', async () => {
    await ui().isolateView('Call Stack');
    await ui().selectThread(/main\.worker/);
    await ui().isolateView('Cleanups');
    const text = await ui().treeTextWhen('Cleanups', (shown) => shown.includes('has stopped'));
    assert.match(
      stable(text),
      /\nGoroutine N · main\.worker {2}.*\n {2}worker {2}main\.go:13 {2}1 pending\n {4}1 {2}fmt\.Println\("worker", [12], "has stopped"\)/,
    );
    await ui().selected('Cleanups', /^worker/);
  });

  it('shows a panic: what runs now, what can recover, and who has recovered', async () => {
    const line = (mark: string): Promise<number> => findGoLine('workers', mark);
    for (const mark of ['panicking', 'recovered']) {
      await ui().goToLine(await line(mark));
      await ui().toggleBreakpoint(await line(mark));
    }
    const run = async (mark: string): Promise<string> => {
      await ui().step('F5');
      const at = await line(mark);
      await ui().until(`it is paused in line ${at}`, async () => (await ui().stopPosition())?.startsWith(`Ln ${at},`), {
        timeoutMs: 30_000,
      });
      return stable(await ui().treeTextWhen('Cleanups', (shown) => shown.includes(mark === 'panicking' ? 'panicking: ' : 'recovered: ')));
    };
    const panicking = await run('panicking');
    assert.match(
      panicking,
      /^Goroutine 1 · main\.run\.func2 {2}panicking: "no such job" · 3 pending\n {2}run {2}main\.go:39 {2}2 pending\n {4}now {2}func\(\) \{ … \}\(\) {2}job = "sort" {2}main\.go:36\n {4}1 {2}func\(\) \{ … \}\(\) .* can recover\n {4}2 {2}fmt\.Println\("finished", "sort"\)/,
    );
    assert.match(panicking, /main\.wait {2}blocked: select \(no cases\), 2 stops · 2 pending/);
    await takePictures(ui(), 'go-panicking');
    assert.match(
      await run('recovered'),
      /^Goroutine 1 · main\.run\.func1 {2}recovered: "no such job" · 2 pending\n.*\n {4}now {2}func\(\) \{ … \}\(\) .* can recover\n {4}1 {2}fmt\.Println\("finished", "sort"\)/,
    );
  });

  it('writes all goroutines into a snapshot, also those that nobody has looked at', async () => {
    await ui().command('Deferscope: Take Snapshot');
    await ui().activeEditor(/Cleanups 1/);
    const text = await ui().until('the snapshot is there', async () => {
      const shown = (await ui().editorText()).replaceAll('\u00a0', ' ');
      return shown.includes('Problems') ? shown : undefined;
    });
    assert.match(text, /^Deferscope snapshot · go · breakpoint at main\.go:33 · 6 pending/);
    assert.equal((text.match(/fmt\.Println\("worker", [12], "has stopped"\)/g) ?? []).length, 2);
    assert.doesNotMatch(text, /not read/);
    await ui().screenshot(resultFile('go-snapshot.png'), { clean: true });
  });
});

describe('a Go program with more goroutines than a page has', () => {
  let paused: PausedWorkbench | undefined;
  const ui = (): Ui => {
    assert.ok(paused);
    return paused.ui;
  };

  before(async function () {
    paused = await openGoCase(this, ['crowd', '230'], 'page');
  });
  after(() => paused?.close());
  picturesOfFailures(ui);

  /** The last row of the goroutines: only the visible part of a long list can be read, so the keys go there. */
  const lastRow = async (): Promise<string> => {
    await ui().page.keyboard.press('End');
    let { row } = await ui().focus();
    for (let at = 0; at < 6 && !/^(?:… |Goroutine )/.test(row); at += 1) {
      await ui().page.keyboard.press('ArrowUp');
      ({ row } = await ui().focus());
    }
    return row;
  };

  it('lists a hundred, and the next ones when they are asked for by keyboard', async () => {
    await ui().isolateView('Cleanups');
    await ui().setSideBarWidth(440);
    await ui().settled('Cleanups');
    const shown = async (pattern: RegExp): Promise<void> => {
      await ui().until(`the last row is ${pattern.source}`, async () => pattern.test(await lastRow()), { timeoutMs: 30_000 });
    };
    await ui().clickRow('Cleanups', /^Goroutine \d+ · main\.crowd/);
    await shown(/^… 130 more goroutines/);
    await ui().screenshot(resultFile('go-crowd.png'), { clean: true });
    await ui().page.keyboard.press('Enter');
    await shown(/^… 30 more goroutines/);
    await ui().page.keyboard.press('Enter');
    await shown(/^Goroutine \d+ · main\.crowd\.func1/);
  });
});
