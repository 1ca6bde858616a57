import assert from 'node:assert/strict';
import { toLocalPath } from '../../../../src/languages/go/localPathsPort.ts';
import { readSessionSettings } from '../../../../src/languages/go/sessionSettings.ts';

describe('The paths of a Go session', () => {
  const rules = [
    { from: '/work/app', to: 'example.com/app' },
    { from: 'C:\\work\\lib', to: '/build/lib/' },
  ];

  for (const [path, local] of [
    ['example.com/app/main.go', '/work/app/main.go'],
    ['example.com/app', '/work/app'],
    ['example.com/apple/main.go', undefined],
    ['/build/lib/a/b.go', 'C:\\work\\lib/a/b.go'],
    ['/usr/local/go/src/fmt/print.go', undefined],
  ] as const)
    it(`have ${path} ${local === undefined ? 'as it is' : `as ${local}`}`, () => {
      assert.equal(toLocalPath(path, rules), local);
    });

  it('are taken from the launch configuration, as far as they make sense', () => {
    const [rule] = rules;
    assert.deepEqual(readSessionSettings({ substitutePath: [rule, { from: '/x' }, { from: '/x', to: '' }, 7, null] }).paths, [rule]);
    assert.deepEqual(readSessionSettings({ substitutePath: 'all' }).paths, []);
    assert.deepEqual(readSessionSettings(undefined), { isLegacy: false, paths: [] });
  });

  it('say whether the adapter is the old one', () => {
    assert.equal(readSessionSettings({ debugAdapter: 'legacy' }).isLegacy, true);
    assert.equal(readSessionSettings({ debugAdapter: 'dlv-dap' }).isLegacy, false);
  });
});
