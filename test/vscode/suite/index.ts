// What VS Code loads as its tests (extensionTestsPath): runs Mocha in the extension host. The files, Mocha's options and the reporter come
// from test/run.mjs.
import Mocha from 'mocha';

export async function run(): Promise<void> {
  const mocha = new Mocha({ reporter: read('DEFERSCOPE_REPORTER'), timeout: 60_000, color: true, ...grep() });
  for (const file of JSON.parse(read('DEFERSCOPE_TEST_FILES')) as string[]) mocha.addFile(file);
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}

function grep(): { grep?: string } {
  return process.env['DEFERSCOPE_GREP'] ? { grep: process.env['DEFERSCOPE_GREP'] } : {};
}

function read(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run these tests with "npm test -- vscode".`);
  return value;
}
