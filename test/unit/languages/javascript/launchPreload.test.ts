import assert from 'node:assert/strict';
import { addPreload } from '../../../../src/languages/javascript/launchPreload.ts';
import type { Configuration } from '../../../../src/languages/launchAddition.ts';

const FILE = '/opt/my extensions/dist/preload.cjs';
const OPTION = `--require "${FILE}"`;
const SKIPPED = ['<node_internals>/**', FILE];
const launch = { type: 'pwa-node', request: 'launch', name: 'x', program: '/p.js' };

const cases: readonly {
  readonly title: string;
  readonly given: Configuration;
  readonly inherited?: string;
  readonly added?: Configuration;
}[] = [
  { title: 'a plain one', given: launch, added: { skipFiles: SKIPPED, env: { NODE_OPTIONS: OPTION } } },
  { title: 'an environment', given: { ...launch, env: { A: '1' } }, added: { skipFiles: SKIPPED, env: { A: '1', NODE_OPTIONS: OPTION } } },
  {
    title: 'options of its own',
    given: { ...launch, env: { NODE_OPTIONS: '--no-deprecation' } },
    inherited: '--inherited',
    added: { skipFiles: SKIPPED, env: { NODE_OPTIONS: `--no-deprecation ${OPTION}` } },
  },
  {
    title: 'inherited options',
    given: { ...launch, env: { A: '1' } },
    inherited: '--inherited',
    added: { skipFiles: SKIPPED, env: { A: '1', NODE_OPTIONS: `--inherited ${OPTION}` } },
  },
  {
    title: 'options taken away',
    given: { ...launch, env: { NODE_OPTIONS: null } },
    inherited: '--inherited',
    added: { skipFiles: SKIPPED, env: { NODE_OPTIONS: OPTION } },
  },
  {
    title: 'skipped files of its own',
    given: { ...launch, skipFiles: ['lib/**'] },
    added: { skipFiles: ['lib/**', FILE], env: { NODE_OPTIONS: OPTION } },
  },
  {
    title: 'arguments of the runtime stay',
    given: { ...launch, runtimeArgs: ['--expose-gc'] },
    added: { skipFiles: SKIPPED, env: { NODE_OPTIONS: OPTION } },
  },
  {
    title: 'another runtime',
    given: { ...launch, runtimeExecutable: 'npm', runtimeArgs: ['test'] },
    added: { skipFiles: SKIPPED, env: { NODE_OPTIONS: OPTION } },
  },
  {
    title: 'a terminal',
    given: { type: 'node-terminal', request: 'launch', command: 'npm test' },
    added: { skipFiles: SKIPPED, env: { NODE_OPTIONS: OPTION } },
  },
  {
    title: 'an environment in a file',
    given: { ...launch, envFile: '/.env', runtimeArgs: ['--expose-gc'] },
    added: { skipFiles: SKIPPED, runtimeArgs: ['--require', FILE, '--expose-gc'] },
  },
  { title: 'an environment in a file, for another runtime', given: { ...launch, envFile: '/.env', runtimeExecutable: 'npm' } },
  { title: 'there already', given: { ...launch, env: { NODE_OPTIONS: OPTION } } },
  { title: 'a child session', given: { ...launch, __pendingTargetId: '7' } },
  { title: 'attaching', given: { ...launch, request: 'attach' } },
  { title: 'a browser', given: { type: 'pwa-chrome', request: 'launch', url: 'http://localhost' } },
  { title: 'another debugger', given: { type: 'go', request: 'launch', program: '.' } },
  { title: 'no type', given: { request: 'launch' } },
  { title: 'an environment that is none', given: { ...launch, env: 'A=1' } },
];

describe('a preload in a configuration', () => {
  for (const { title, given, inherited, added } of cases)
    it(title, () => {
      const before = structuredClone(given);
      assert.deepEqual(addPreload(given, FILE, inherited), { ...given, ...added });
      assert.deepEqual(given, before);
    });

  it('is quoted as Node reads it', () => {
    assert.deepEqual(addPreload(launch, 'C:\\a "b"\\p.cjs', undefined)['env'], { NODE_OPTIONS: '--require "C:\\\\a \\"b\\"\\\\p.cjs"' });
  });
});
