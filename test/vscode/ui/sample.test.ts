import assert from 'node:assert/strict';
import { openSample, resultFile, type PausedWorkbench } from './harness.ts';

describe('the sample in VS Code', () => {
  let paused: PausedWorkbench | undefined;

  before(async () => {
    paused = await openSample();
  });

  after(() => paused?.close());

  it('is paused with the view Cleanups in sight', async () => {
    assert.ok(paused);
    const { ui } = paused;
    assert.ok((await ui.viewTitles()).includes('Cleanups'));
    await ui.settled('Cleanups');
    await ui.screenshot(resultFile('sample-light.png'), { clean: true });
    await ui.switchTheme('dark');
    await ui.screenshot(resultFile('sample-dark.png'), { clean: true });
  });
});
