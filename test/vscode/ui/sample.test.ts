import assert from 'node:assert/strict';
import { openSample, picturesOfFailures, resultFile, view, type PausedWorkbench, type Ui } from './harness.ts';
import { testHovers } from './sample/hovers.ts';
import { testKeyboard } from './sample/keyboard.ts';
import { testNavigation } from './sample/navigation.ts';
import { testPictures } from './sample/pictures.ts';
import { testSnapshots } from './sample/snapshots.ts';
import { testTree } from './sample/tree.ts';

// One workbench for all: each part leaves the program paused where it was, and the view alone in the side bar.
describe('the sample in VS Code', () => {
  let paused: PausedWorkbench | undefined;
  const ui = (): Ui => {
    assert.ok(paused);
    return paused.ui;
  };

  before(async () => {
    paused = await openSample({
      // Nothing that covers the text, or that mentions where it runs.
      settings: {
        'editor.stickyScroll.enabled': false,
        'js/ts.tsserver.useSyntaxServer': 'auto', // here ours are beside the hovers of TypeScript
        'editor.scrollbar.horizontal': 'hidden',
        'editor.matchBrackets': 'never',
        'window.title': '${activeEditorShort}${separator}${rootName}',
      },
      configuration: { env: { TMPDIR: '/tmp' } }, // a part of what is shown
    });
  });

  after(() => paused?.close());
  picturesOfFailures(ui);

  it('is paused with the view Cleanups in sight', async () => {
    assert.deepEqual(await ui().viewTitles(), ['Variables', 'Watch', 'Call Stack', 'Loaded Scripts', 'Breakpoints', 'Cleanups']);
    await ui().settled(view);
    await ui().screenshot(resultFile('sample-light.png'), { clean: true });
    await ui().isolateView(view);
  });

  testTree(ui);
  testNavigation(ui);
  testKeyboard(ui);
  testHovers(ui);
  testSnapshots(ui);
  testPictures(ui);
});
