import assert from 'node:assert/strict';
import { ARE_PICTURES_ASKED, nodeWithUsing, openWorkspace, picturesOfFailures, type OpenWorkspace, type Ui } from './harness.ts';
import { testHostile } from './programs/hostile.ts';
import { testLive } from './programs/live.ts';
import { testMany } from './programs/many.ts';
import { testReasons } from './programs/reasons.ts';
import { testResources, testResourcePictures } from './programs/resources.ts';
import { testStacks } from './programs/stacks.ts';

// One workbench for all, in which one program after the other is debugged.
describe('programs in VS Code', () => {
  let workspace: OpenWorkspace | undefined;
  const ui = (): Ui => {
    assert.ok(workspace);
    return workspace.ui;
  };

  before(async () => {
    const runtimeExecutable = await nodeWithUsing();
    // Beyond ten thousand the library does not remember every place, and which ones it remembers depends on the time.
    workspace = await openWorkspace({
      'live.mjs': {},
      'many.mjs': { args: ['9000'] },
      'hostile.mjs': {},
      'nothing.mjs': {},
      'unloaded.mjs': {},
      'resources/byHand.mjs': {},
      'resources/shutdown.mjs': {},
      'resources/leaks.mjs': {},
      'resources/limit.mjs': {},
      'stacks/launched.mjs': { runtimeExecutable },
      'using/native.mjs': { runtimeExecutable },
      'using/finally.mjs': { runtimeExecutable },
    });
    await ui().runAndDebug();
  });

  after(() => workspace?.close());
  picturesOfFailures(ui);

  testReasons(ui);
  testLive(ui);
  testMany(ui);
  testHostile(ui);
  testResources(ui);
  if (ARE_PICTURES_ASKED) testResourcePictures(ui);
  testStacks(ui);
});
