import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { chooseAdapter } from '../../../src/cli/adapters.ts';
import { LANGUAGES } from '../../../src/languages/all.ts';
import { NoAdapterError } from '../../../src/languages/terminalSupport.ts';

/** Binaries are recognised by how they begin. */
const BEGINNINGS: Readonly<Record<string, Buffer>> = {
  'binary': Buffer.from('\x7fELF'),
  'app.test': Buffer.from('\x7fELF'),
  'app.macho': Buffer.from('cffaedfe', 'hex'),
  'script': Buffer.from('#!/bin/sh'),
};

describe('the adapter for a program', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'deferscope-adapters-'));
    mkdirSync(path.join(folder, 'package'));
    for (const name of ['binary', 'app.test', 'app.macho', 'script', 'main.go', 'main_test.go', 'main.py', 'dlv', 'dlv.exe']) {
      writeFileSync(path.join(folder, name), BEGINNINGS[name] ?? '');
      chmodSync(path.join(folder, name), 0o755);
    }
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** `DEBUG TYPE COMMAND MODE`, or why there is none. */
  async function choose(program: string, adapter?: string, file = 'main.go'): Promise<string> {
    const request = { file, line: 1, hit: 1, format: 'text', adapter, program: path.join(folder, program), args: [] } as const;
    try {
      const chosen = await chooseAdapter(request, { languages: LANGUAGES, scratch: folder, env: { PATH: folder } });
      const { command, args, transport } = chosen.command;
      const mode = chosen.configuration['mode'];
      return [chosen.language.type, path.basename(command, '.exe'), ...args, transport, ...(typeof mode === 'string' ? [mode] : [])].join(
        ' ',
      );
    } catch (error) {
      assert.ok(error instanceof NoAdapterError);
      return error.message.replace(folder + path.sep, '');
    }
  }

  const delve = 'go dlv dap --listen=127.0.0.1:0 tcp';
  const unknown = 'The name of program.wasm does not show which debugger it needs. Choose one with --adapter node or go.';
  const table: readonly {
    readonly program: string;
    readonly adapter?: string;
    readonly file?: string;
    readonly chosen: string | RegExp;
  }[] = [
    { program: 'main.go', chosen: `${delve} debug` },
    { program: 'main_test.go', chosen: `${delve} test` },
    { program: 'package', chosen: `${delve} debug` },
    { program: 'package', file: 'main_test.go', chosen: `${delve} test` },
    { program: 'binary', chosen: `${delve} exec` },
    { program: 'app.test', chosen: `${delve} exec` },
    { program: 'app.macho', chosen: `${delve} exec` },
    { program: 'script', chosen: unknown.replace('program.wasm', 'script') },
    { program: 'program.wasm', chosen: unknown },
    { program: 'program.wasm', adapter: 'go', chosen: `${delve} exec` },
    { program: 'program.wasm', adapter: 'dlv dap', chosen: 'go dlv dap tcp exec' },
    { program: 'program.wasm', adapter: `relay "a b" 'c d'`, chosen: 'go relay a b c d stdio exec' },
    { program: 'main.mjs', chosen: /^No debug adapter for Node\.js can be found outside of VS Code\./ },
    { program: 'main.ts', adapter: 'my-adapter', chosen: 'pwa-node my-adapter stdio' },
    { program: 'main.ts', adapter: 'my-adapter --listen=1', chosen: 'pwa-node my-adapter --listen=1 tcp' },
    { program: 'main.go', adapter: ' ', chosen: '--adapter needs a command.' },
    { program: 'main.py', chosen: 'Deferscope does not read Python yet.' },
    { program: 'main.py', adapter: 'python -m debugpy.adapter', chosen: 'Deferscope does not read Python yet.' },
  ];
  for (const { program, adapter, file, chosen } of table)
    it(
      [program, ...(adapter === undefined ? [] : [`with ${adapter}`]), ...(file === undefined ? [] : [`for ${file}`])].join(' '),
      async () => {
        const found = await choose(program, adapter, file);
        if (typeof chosen === 'string') assert.equal(found, chosen);
        else assert.match(found, chosen);
      },
    );
});
