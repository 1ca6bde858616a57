import assert from 'node:assert/strict';
import * as path from 'node:path';
import { findBreakpointFile } from '../../../src/cli/breakpointFile.ts';
import { goTerminal } from '../../../src/languages/go/goTerminal.ts';

describe('the file of a breakpoint', () => {
  for (const { file, found } of [
    { file: 'package.json', found: path.resolve('package.json') },
    { file: 'nowhere/at-all.mjs', found: path.resolve('nowhere/at-all.mjs') },
    { file: './nowhere/main.go', found: path.resolve('nowhere/main.go') },
    // As a program that was built with -trimpath knows its files; only the program knows whether it has one of that name.
    { file: 'nowhere.go', found: 'nowhere.go' },
    { file: 'example.com/nowhere/main.go', found: 'example.com/nowhere/main.go' },
    { file: 'example.com/nowhere/v2@v2.1.0/db/open.go', found: 'example.com/nowhere/v2@v2.1.0/db/open.go' },
  ])
    it(file, () => {
      assert.equal(findBreakpointFile(file, 'program', goTerminal.isFileName), found);
    });
});
