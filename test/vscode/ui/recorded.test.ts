import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { debuggees, openFolders, picturesOfFailures, type OpenWorkspace, type Ui } from './harness.ts';
import { testComparisons } from './recorded/comparisons.ts';
import { testLeak } from './recorded/leak.ts';
import { testTimeline } from './recorded/timeline.ts';

const program = path.join(debuggees, 'leak/server.mjs');

// One workbench for all, with the recording of a real program: the leaking server of the README.
describe('a recording', () => {
  let workspace: (OpenWorkspace & { readonly scratch: string }) | undefined;
  const ui = (): Ui => {
    assert.ok(workspace);
    return workspace.ui;
  };
  const scratch = (): string => {
    assert.ok(workspace);
    return workspace.scratch;
  };

  before(async () => {
    workspace = await openFolders([path.dirname(program)]);
    const env = { ...process.env, DEFERSCOPE_RECORD: path.join(workspace.scratch, 'run.deferscope.jsonl') };
    const { stdout, stderr, status } = spawnSync(process.execPath, [program], { encoding: 'utf8', env });
    assert.deepEqual({ stdout, stderr, status }, { stdout: '1000 connections opened, 1 still in use\n', stderr: '', status: 0 });
    await ui().runAndDebug();
  });

  after(() => workspace?.close());
  picturesOfFailures(ui);

  testLeak(ui);
  testComparisons(ui, scratch);
  testTimeline(ui, scratch);
});
