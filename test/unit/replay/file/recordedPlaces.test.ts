import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { RecordedPlaces } from '../../../../src/replay/file/recordedPlaces.ts';
import { openRecording, toLines, useFolder } from '../recordings.ts';

const SOURCE = `interface Connection { close(): void }

export function serve(connection: Connection): void {
  defer(connection.close);
}
`;

describe('places of a recording', () => {
  const folder = useFolder();

  /** Compiles the source into a file beside it; returns both, and where the call of `defer` is in the compiled one. */
  function compile(sourcemap: 'inline' | 'external'): {
    readonly source: string;
    readonly compiled: string;
    readonly line: number;
    readonly column: number;
  } {
    const source = folder.write(SOURCE, 'server.ts');
    const { code, map } = transformSync(SOURCE, { loader: 'ts', sourcefile: 'server.ts', sourcemap, minifyWhitespace: true });
    if (sourcemap === 'external') folder.write(map, 'server.js.map');
    const compiled = folder.write(sourcemap === 'external' ? `${code}//# sourceMappingURL=server.js.map\n` : code, 'server.js');
    const line = code.split('\n').findIndex((each) => each.includes('defer('));
    return { source, compiled, line: line + 1, column: (code.split('\n')[line] ?? '').indexOf('defer(') + 1 };
  }

  for (const sourcemap of ['inline', 'external'] as const)
    it(`are those of the source, by a map that is ${sourcemap}`, () => {
      const { source, compiled, line, column } = compile(sourcemap);
      assert.deepEqual(new RecordedPlaces().locate({ path: compiled, line, column }), { path: source, line: 4, column: 3 });
    });

  it('are one object for one place', () => {
    const { compiled, line, column } = compile('inline');
    const places = new RecordedPlaces();
    assert.equal(places.locate({ path: compiled, line, column }), places.locate({ path: compiled, line, column }));
  });

  it('reach whoever reads the recording', async () => {
    const { source, compiled, line, column } = compile('external');
    const file = await openRecording(
      folder.write(
        toLines([
          { kind: 'registered', t: 1, scope: 1, cleanup: 1, label: 'close()', at: { path: pathToFileURL(compiled).href, line, column } },
          { kind: 'exit', t: 2, pending: 1, scopes: 1 },
        ]),
      ),
    );
    const first = file.line(0);
    assert.ok(first.kind === 'registered');
    assert.deepEqual(first.at, { path: source, line: 4, column: 3 });
    assert.equal(file.line(1).kind, 'exit');
    file.close();
  });

  it('stay as they are where no map tells more', () => {
    const stays = (file: string): void => {
      const at = { path: file, line: 1, column: 1 };
      assert.equal(new RecordedPlaces().locate(at), at, file);
    };
    stays(folder.write('plain();\n', 'plain.js'));
    stays(folder.write('gone();\n//# sourceMappingURL=not-there.js.map\n', 'gone.js'));
    stays(folder.write('broken();\n//# sourceMappingURL=data:application/json;base64,e30\n', 'broken.js'));
    stays(folder.write('far();\n//# sourceMappingURL=https://example.org/far.js.map\n', 'far.js'));
    stays(folder.write('bad();\n//# sourceMappingURL=data:application/json,%E0%A4%A\n', 'bad.js'));
    stays('node:internal/timers');
    stays('relative.js');
    stays('');
    stays('\0');
    stays('//server/share/a.js');
    const { compiled } = compile('inline');
    stays(path.dirname(compiled));
    // Beyond the last line of the compiled text.
    const beyond = { path: compiled, line: 1_000_000, column: 1 };
    assert.equal(new RecordedPlaces().locate(beyond), beyond);
  });

  it('are not looked for in what never ends', function () {
    if (process.platform === 'win32') this.skip();
    const pipe = path.join(path.dirname(folder.write('', 'x.js')), 'pipe.js');
    execFileSync('mkfifo', [pipe]);
    const at = { path: pipe, line: 1, column: 1 };
    assert.equal(new RecordedPlaces().locate(at), at);
    const source = folder.write('map();\n//# sourceMappingURL=pipe.js\n', 'to-pipe.js');
    const other = { path: source, line: 1, column: 1 };
    assert.equal(new RecordedPlaces().locate(other), other);
    assert.ok(fs.existsSync(pipe));
  });
});
