import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { ROOT } from './schema.ts';

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** Runs the project's import rules over a made-up source tree, as `npm run check` does. */
function checkImports(files: Readonly<Record<string, string>>): Outcome {
  const folder = mkdtempSync(path.join(tmpdir(), 'deferscope-imports-'));
  try {
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) cpSync(path.join(ROOT, name), path.join(folder, name));
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, 'src', name)), { recursive: true });
      writeFileSync(path.join(folder, 'src', name), `${text}\nexport const x = 1;\n`);
    }
    const cli = path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, '--config', '.dependency-cruiser.cjs', 'src'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, output: stdout === '' ? stderr : stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every layer, and for each a file that breaks nothing. */
const CLEAN: Readonly<Record<string, string>> = {
  'runtime/door.ts': '',
  'core/words.ts': '',
  'wire/shape.ts': "import '../core/words.ts';",
  'dap/port.ts': "import '../wire/shape.ts';",
  'syntax/parser.ts': "import '../core/words.ts';",
  'preload/preload.ts': "import '../runtime/door.ts';",
  'languages/all.ts': "import './go/source.ts';",
  'languages/languages.ts': "import '../dap/port.ts';",
  'languages/go/source.ts': "import '../../dap/port.ts'; import '../../syntax/parser.ts';",
  'languages/go/memory/memory.ts': '',
  'languages/go/deferred/list.ts': "import '../memory/memory.ts';",
  'languages/python/words.ts': '',
  'languages/python/source.ts': "import './words.ts'; import 'probe:javascript';",
  'languages/javascript/wire/reading.ts': "import '../../../wire/shape.ts';",
  'languages/javascript/probe/probe.ts': "import '../wire/reading.ts'; import '../../../runtime/door.ts';",
  'session/model.ts': "import '../languages/languages.ts'; import type { x } from '../dap/port.ts';",
  'ui/tree.ts': "import 'vscode'; import '../session/model.ts';",
  'cli/inspect.ts': "import '../session/model.ts';",
  'cli/main.ts': "import './inspect.ts'; import '../languages/all.ts';",
  'replay/adapter.ts': "import '../core/words.ts';",
  'extension.ts': "import 'vscode'; import './ui/tree.ts'; import './languages/all.ts';",
};

describe('import rules', function () {
  this.timeout(20_000);

  it('let pass what may be imported', () => {
    const { status, output } = checkImports(CLEAN);
    assert.match(output, /no dependency violations found/);
    assert.match(output, new RegExp(`\\b${Object.keys(CLEAN).length + 2} modules`)); // and two that are only named
    assert.equal(status, 0);
  });

  it('fail on every kind of what may not', () => {
    const broken: Readonly<Record<string, readonly [text: string, rule: string]>> = {
      'core/up.ts': ["import '../wire/shape.ts';", 'core-does-not-look-up'],
      'core/typesUp.ts': ["import type { x } from '../ui/tree.ts';", 'core-does-not-look-up'],
      'wire/up.ts': ["import '../dap/port.ts';", 'wire-does-not-look-up'],
      'preload/up.ts': ["import '../languages/all.ts';", 'preload-does-not-look-up'],
      'preload/core.ts': ["import '../core/words.ts';", 'preload-is-self-contained'],
      'languages/javascript/probe/core.ts': ["import '../../../core/words.ts';", 'probe-is-self-contained'],
      'languages/javascript/probe/node.ts': ["import 'node:fs';", 'probe-is-self-contained'],
      'dap/up.ts': ["import '../syntax/parser.ts';", 'dap-does-not-look-up'],
      'syntax/up.ts': ["import '../languages/go/source.ts';", 'syntax-does-not-look-up'],
      'languages/go/up.ts': ["import '../../session/model.ts';", 'languages-does-not-look-up'],
      'languages/go/other.ts': ["import '../python/source.ts';", 'languages-are-separate'],
      'languages/any.ts': ["import './go/source.ts';", 'languages-by-their-list'],
      'ui/words.ts': ["import '../languages/go/source.ts';", 'languages-by-their-list'],
      'cli/list.ts': ["import '../languages/all.ts';", 'the-list-is-handed-over'],
      'languages/go/memory/up.ts': ["import '../deferred/list.ts';", 'languages-go-memory-looks-down'],
      'languages/go/memory/out.ts': ["import '../source.ts';", 'languages-go-memory-looks-down'],
      'runtime/scopes/up.ts': ["import '../door.ts';", 'runtime-scopes-looks-down'],
      'session/up.ts': ["import '../cli/inspect.ts';", 'session-does-not-look-up'],
      'session/code.ts': ["import * as vscode from 'vscode';", 'vscode-only-in-ui'],
      'cli/up.ts': ["import '../ui/tree.ts';", 'cli-does-not-look-up'],
      'ui/up.ts': ["import '../extension.ts';", 'ui-does-not-look-up'],
      'runtime/core.ts': ["import '../core/words.ts';", 'runtime-stands-alone'],
      'runtime/node.ts': ["import 'node:util';", 'runtime-stands-alone'],
      'webview/page.ts': ["import '../core/words.ts';", 'webview-is-a-page'],
      'core/one.ts': ["import './two.ts';", 'no-cycles'],
      'core/nowhere.ts': ["import './nothing.ts';", 'no-unresolved'],
      'core/dynamic.ts': ["export const load = () => import('../session/model.ts');", 'core-does-not-look-up'],
    };
    const files = {
      ...CLEAN,
      'core/two.ts': "import './one.ts';",
      ...Object.fromEntries(Object.entries(broken).map(([name, [text]]) => [name, text])),
    };
    const { status, output } = checkImports(files);
    const violations = [...output.matchAll(/^ *(\w+) ([\w-]+): (src\/\S+)/gm)];
    const found = violations.map(([, , rule = '', from = '']) => `${from}: ${rule}`);
    for (const [name, [, rule]] of Object.entries(broken))
      assert.ok(found.includes(`src/${name}: ${rule}`), `${name} passed; found:\n${found.join('\n')}`);
    for (const name of Object.keys(CLEAN))
      assert.ok(!found.some((one) => one.startsWith(`src/${name}:`) && !one.includes('no-cycles')), `${name} was blamed`);
    assert.deepEqual(
      violations.filter(([, severity]) => severity !== 'error'),
      [],
    );
    assert.notEqual(status, 0);
  });
});
