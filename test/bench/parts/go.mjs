// Reading the deferred calls of a Go program under Delve, compared with reading them one by one and with Delve's own terminal.
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';

const root = path.join(import.meta.dirname, '../../..');
execFileSync(process.execPath, ['esbuild.mjs', 'extension', 'test'], { cwd: root, stdio: 'inherit' });
execFileSync(process.execPath, ['dist/test/bench/measureGo.js'], { cwd: root, stdio: 'inherit' });
