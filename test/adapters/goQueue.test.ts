import assert from 'node:assert/strict';
import * as path from 'node:path';
import { inEnglish } from '../../src/core/translate.ts';
import type { DapPort } from '../../src/dap/port.ts';
import { GoSource } from '../../src/languages/go/goSource.ts';
import { SyntaxParser } from '../../src/syntax/parser.ts';
import { ROOT } from '../unit/schema.ts';
import { buildGo, DEBUGGEES, GoRun, readLines, requireGo, setupDelve } from './delve.ts';

/** The most that a request asks for: in bytes, and in words that are written out. */
const MOST_BYTES = 512 * 1024;
const MOST_WORDS = 4096;

/** VS Code's own views use the same adapter, which answers one request after the other. */
describe('Another client of the adapter, while deferred calls are read', function () {
  let dlv = '';
  let binary = '';
  let parser: SyntaxParser | undefined;

  before(function () {
    this.timeout(300_000);
    requireGo(this);
    dlv = setupDelve();
    binary = buildGo('cases');
    parser = new SyntaxParser(path.join(ROOT, 'dist'));
  });
  after(() => {
    parser?.dispose();
  });

  for (const [name, args, mark] of [
    ['ten thousand in one function', ['many', '10000'], '// page'],
    ['two thousand goroutines', ['crowd', '2000'], '// page'],
    ['closures of all kinds', ['values'], '// stop'],
  ] as const) {
    it(`waits behind one request at most: ${name}`, async () => {
      assert.ok(parser);
      const file = path.join(DEBUGGEES, 'cases', `${args[0]}.go`);
      const line = readLines(file).findIndex((text) => text.endsWith(mark)) + 1;
      const run = await GoRun.start({ program: binary, args: [...args], dlv, breakpoints: new Map([[file, [line]]]) });
      try {
        const stop = await run.run.nextStop(0);
        assert.ok(stop);
        let ours = 0;
        let asked = 0;
        const ahead: number[] = [];
        const theirs: Promise<unknown>[] = [];
        const port: DapPort = {
          async request(command, requested, signal) {
            checkSize(command, requested as Readonly<Record<string, unknown>> | undefined);
            ours += 1;
            asked += 1;
            const answer = run.run.client.request(command, requested, signal);
            // Their request arrives while ours is being answered: it waits for no more than what is in flight now.
            ahead.push(ours);
            if (asked % 3 === 0) theirs.push(run.run.client.request('scopes', { frameId: 1000 }));
            try {
              return await answer;
            } finally {
              ours -= 1;
            }
          },
        };
        const source = new GoSource({ port, parser, readText: () => Promise.resolve(undefined), t: inEnglish });
        const result = await source.read(stop, AbortSignal.timeout(60_000));
        assert.equal(result.kind, 'stacks');
        await Promise.all(theirs);
        assert.ok(theirs.length >= 3, `theirs was asked ${theirs.length} times`);
        assert.equal(Math.max(...ahead), 1);
        // When it is aborted in the middle, it sends no more requests.
        const cut = new AbortController();
        asked = 0;
        const cutting: DapPort = {
          request: (command, requested, signal) => {
            if (asked === 7) cut.abort();
            return port.request(command, requested, signal);
          },
        };
        await assert.rejects(
          new GoSource({ port: cutting, parser, readText: () => Promise.resolve(undefined), t: inEnglish }).read(stop, cut.signal),
        );
        assert.equal(asked, 8);
      } finally {
        await run.end();
      }
    });
  }
});

function checkSize(command: string, args: Readonly<Record<string, unknown>> | undefined): void {
  if (command === 'readMemory') assert.ok(Number(args?.['count']) <= MOST_BYTES);
  if (command === 'disassemble') assert.ok(Number(args?.['instructionCount']) <= 500);
  const expression = typeof args?.['expression'] === 'string' ? args['expression'] : '';
  const dimensions = /^\*\(\*((?:\[\d+\])+)uintptr\)/.exec(expression)?.[1];
  const words = [...(dimensions ?? '').matchAll(/\d+/g)].reduce((product, [size]) => product * Number(size), 1);
  assert.ok(words <= MOST_WORDS);
}
