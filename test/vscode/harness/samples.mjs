import * as os from 'node:os';
import * as path from 'node:path';
import { lineOf } from './markers.mjs';
import { repository } from './repository.mjs';

const javascript = path.join(repository, 'test/debuggees/javascript/sample');
const go = path.join(repository, 'test/debuggees/go/sample');

/** The programs that `npm start` can show: the folder to open, what to run, where to stop. */
export const samples = {
  javascript: {
    folder: javascript,
    program: path.join(repository, 'dist/debuggees/javascript/sample/main.mjs'),
    adapter: 'pwa-node',
    configuration: { skipFiles: ['<node_internals>/**', '**/dist/runtime/**', '**/src/runtime/**'] },
    get breakpoint() {
      const file = path.join(javascript, 'src/orderService.ts');
      return { path: file, line: lineOf(file, 'stop here'), hit: 1 };
    },
  },
  go: {
    folder: go,
    program: path.join(go, 'main.go'),
    adapter: 'go',
    // By default Delve builds next to the program, and leaves the binary behind when it is killed.
    configuration: { mode: 'debug', output: path.join(os.tmpdir(), `deferscope-go-sample-${process.pid}`) },
    get breakpoint() {
      const file = path.join(go, 'main.go');
      return { path: file, line: lineOf(file, 'stop here'), hit: 1 };
    },
  },
};
