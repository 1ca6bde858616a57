import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { chooseAdapter } from '../../../src/cli/adapters.ts';
import type { InspectRequest } from '../../../src/cli/commandLine.ts';
import type { LanguageSupport } from '../../../src/languages/languageSupport.ts';
import { NoAdapterError, type TerminalSupport } from '../../../src/languages/terminalSupport.ts';

/** A language whose programs end in `.NAME`; folders may also be its programs. */
function language(name: string, more: Partial<TerminalSupport> = {}): LanguageSupport {
  return {
    debugTypes: [name],
    editorLanguages: [name],
    stackKinds: ['thread'],
    createReader: () => assert.fail('nothing is read here'),
    terminal: {
      name,
      type: name,
      judge: (program) => (program.endsWith(`.${name}`) ? 'own' : path.extname(program) === '' ? 'possible' : 'foreign'),
      findAdapter: (program) => Promise.resolve({ command: `${name}-debugger`, args: [path.basename(program)], transport: 'tcp', env: {} }),
      configure: ({ args, file }, scratch) => ({ request: 'launch', args, file, scratch }),
      knowsWholeProgram: true,
      ...more,
    },
  };
}

const languages = [language('ada', { listens: (command) => command === 'ada-server' }), language('basic')];

describe('the debug adapter for a program', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'deferscope-adapters-'));
    mkdirSync(path.join(folder, 'package'));
    writeFileSync(path.join(folder, 'binary'), '');
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  async function choose(program: string, adapter?: string) {
    const request: InspectRequest = {
      file: 'f',
      line: 1,
      hit: 1,
      format: 'text',
      adapter,
      program: path.join(folder, program),
      args: ['x'],
    };
    return chooseAdapter(request, { languages, scratch: '/scratch', env: { A: '1' } });
  }

  const chosen: readonly (readonly [program: string, adapter: string | undefined, expected: string])[] = [
    ['main.ada', undefined, 'ada: ada-debugger main.ada, tcp'],
    ['main.basic', undefined, 'basic: basic-debugger main.basic, tcp'],
    ['main.ada', 'basic', 'basic: basic-debugger main.ada, tcp'],
    ['binary', 'basic', 'basic: basic-debugger binary, tcp'],
    ['main.ada', 'other dap', 'ada: other dap, stdio'],
    ['main.ada', 'other --listen=127.0.0.1:0', 'ada: other --listen=127.0.0.1:0, tcp'],
    ['main.ada', 'ada-server --fast', 'ada: ada-server --fast, tcp'],
    ['main.basic', 'ada-server --fast', 'basic: ada-server --fast, stdio'],
    // A command counts as the adapter of the first language that the program may belong to.
    ['package', 'other', 'ada: other, stdio'],
    ['main.basic', `"my tools/other" 'two words' three`, 'basic: my tools/other|two words|three, stdio'],
  ];
  for (const [program, adapter, expected] of chosen)
    it(`${program}${adapter === undefined ? '' : ` with --adapter ${adapter}`}`, async () => {
      const { language: of, command } = await choose(program, adapter);
      const words = [command.command, ...command.args];
      assert.equal(`${of.name}: ${words.join(words.some((word) => word.includes(' ')) ? '|' : ' ')}, ${command.transport}`, expected);
    });

  it('is told the program, its arguments, the file and where to build', async () => {
    const { configuration } = await choose('main.ada');
    assert.deepEqual(configuration, { request: 'launch', args: ['x'], file: 'f', scratch: '/scratch' });
  });

  it("gets the environment with a command of one's own", async () => {
    assert.deepEqual((await choose('main.ada', 'other')).command.env, { A: '1' });
  });

  const refused: readonly (readonly [program: string, adapter: string | undefined, message: RegExp])[] = [
    ['main.txt', undefined, /^The name of .*main\.txt does not show which debugger it needs\. Choose one with --adapter ada or basic\.$/],
    ['binary', undefined, /does not show which debugger it needs/],
    ['main.txt', 'other', /does not show which debugger it needs/],
    ['main.py', undefined, /^Deferscope does not read Python yet\.$/],
    ['main.py', 'ada', /^Deferscope does not read Python yet\.$/],
    ['main.ada', ' ', /^--adapter needs a command\.$/],
  ];
  for (const [program, adapter, message] of refused)
    it(`refuses ${program}${adapter === undefined ? '' : ` with --adapter ${adapter}`}`, async () => {
      await assert.rejects(choose(program, adapter), (error) => {
        assert.ok(error instanceof NoAdapterError);
        assert.match(error.message, message);
        return true;
      });
    });
});
