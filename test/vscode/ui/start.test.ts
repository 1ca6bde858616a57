import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository } from './harness.ts';

const program = `import { run } from ${JSON.stringify(path.join(repository, 'dist/runtime/deferscope.mjs'))};
function close(name) {}
run({ label: 'work' }, (s) => {
  for (const name of ['a', 'b']) {
    s.defer(close, name);
    console.log(name);
  }
});
`;

describe('npm start without a window', () => {
  let folder = '';

  before(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-start-test-')));
    fs.mkdirSync(path.join(folder, 'program'));
    fs.writeFileSync(path.join(folder, 'program/main.mjs'), program);
    fs.writeFileSync(path.join(folder, 'program/notes.txt'), '');
  });

  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function start(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
    const env = { ...process.env };
    delete env['INIT_CWD'];
    return spawnSync(process.execPath, [path.join(repository, 'test/vscode/start.mjs'), ...args], {
      cwd: path.join(folder, 'program'),
      encoding: 'utf8',
      timeout: 100_000,
      env,
    });
  }

  const misuse: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [['--program', 'nope.mjs', '--break', 'main.mjs:6'], /There is no program .*nope\.mjs/],
    [['--program', 'notes.txt', '--break', 'main.mjs:6'], /How is notes\.txt debugged\?/],
    [['--program', 'main.mjs'], /Where should it stop\?/],
    [['--program', 'main.mjs', '--break', 'main.mjs'], /"main\.mjs" is not FILE:LINE/],
    [['--program', 'main.mjs', '--break', 'main.mjs:0'], /"main\.mjs:0" is not FILE:LINE/],
    [['--program', 'main.mjs', '--break', 'other.mjs:6'], /There is no file other\.mjs/],
    [['--program', 'main.mjs', '--break', 'main.mjs:600'], /main\.mjs has 9 lines/],
    [['--program', 'main.mjs', '--break', 'main.mjs:6', '--hit', '0'], /--hit takes a number/],
    [['--program', 'main.mjs', '--break', 'main.mjs:6', '--theme', 'pink'], /No theme is called "pink"/],
    [['--program', 'main.mjs', '--break', 'main.mjs:6', '--snapshot', 'nowhere/s.json'], /there is no folder .*nowhere/],
    [['--program', 'main.mjs', '--break', 'main.mjs:6', '--node', 'no-node'], /--node: there is no file .*no-node/],
    [['--program', 'main.mjs', '--break', 'main.mjs:6', '--node', 'notes.txt'], /notes\.txt is not a Node that runs here/],
    [
      ['--program', 'main.mjs', '--break', 'main.mjs:6', '--node', process.execPath, '--adapter', 'go'],
      /--node is for programs that Node runs/,
    ],
    [['--node', process.execPath], /Which program\?/],
    [['--break', 'main.mjs:6'], /Which program\?/],
    [['--colour'], /Unknown option '--colour'/],
  ];
  for (const [args, says] of misuse) {
    it(`refuses ${args.join(' ')}`, () => {
      const { status, stdout, stderr } = start(...args);
      assert.match(stderr, says);
      assert.equal(stdout, '');
      assert.equal(status, 2);
    });
  }

  it("prints what is pending at the asked-for hit, and leaves the program's folder as it was", () => {
    const picture = path.join(folder, 'picture.png');
    const file = path.join(folder, 'snapshot.json');
    const { status, stdout, stderr } = start(
      '--program',
      'main.mjs',
      '--break',
      'main.mjs:6',
      '--hit',
      '2',
      '--screenshot',
      picture,
      '--snapshot',
      file,
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, /1 {2}close\("b"\).*\n +2 {2}close\("a"\)/);
    assert.equal((JSON.parse(fs.readFileSync(file, 'utf8')) as { schema: string }).schema, 'deferscope.snapshot');
    assert.equal(fs.readFileSync(picture).subarray(1, 4).toString(), 'PNG');
    assert.deepEqual(fs.readdirSync(path.join(folder, 'program')).sort(), ['main.mjs', 'notes.txt']);
  });

  it('runs the program with the Node that was asked for, and follows its stacks', async () => {
    const { nodeBinary } = (await import(pathToFileURL(path.join(repository, 'test/runtime/nodes.mjs')).href)) as {
      nodeBinary: (major: number) => string;
    };
    fs.writeFileSync(
      path.join(folder, 'program/stack.mjs'),
      'using stack = new DisposableStack();\nstack.defer(function closeIt() {});\nconsole.log(process.version);\n',
    );
    const { status, stdout, stderr } = start('--program', 'stack.mjs', '--break', 'stack.mjs:3', '--node', nodeBinary(24), '--preload');
    fs.rmSync(path.join(folder, 'program/stack.mjs'));
    assert.equal(status, 0, stderr);
    assert.match(stdout, /1 {2}closeIt\(\)/);
  });

  it('says that the breakpoint was never hit', () => {
    const { status, stdout, stderr } = start('--program', 'main.mjs', '--break', 'main.mjs:6', '--hit', '3');
    assert.match(stderr, /The program ended without stopping at .*main\.mjs:6, hit 3\./);
    assert.equal(stdout, '');
    assert.equal(status, 3);
  });

  it('says which debugger is missing', () => {
    const { status, stderr } = start('--program', 'main.mjs', '--break', 'main.mjs:6', '--adapter', 'cobol');
    assert.match(stderr, /No installed extension debugs the type "cobol"/);
    assert.equal(status, 4);
  });
});
