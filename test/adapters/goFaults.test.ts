import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import * as path from 'node:path';
import { inEnglish } from '../../src/core/translate.ts';
import { DapClient } from '../../src/dap/client.ts';
import { DapError, type DapPort } from '../../src/dap/port.ts';
import type { Stop } from '../../src/dap/stopTracker.ts';
import { assembleSnapshot } from '../../src/session/assembleSnapshot.ts';
import { GoSource } from '../../src/languages/go/goSource.ts';
import { SyntaxParser } from '../../src/syntax/parser.ts';
import { assertSnapshot, ROOT } from '../unit/schema.ts';

const STOP: Stop = { epoch: 1, reason: 'breakpoint', threadId: 1 };

/** Offsets of Go 1.26, as the fake program reports them. */
const OFFSETS: Readonly<Record<string, number>> = {
  '_defer.rangefunc': 1,
  '_defer.sp': 8,
  '_defer.pc': 16,
  '_defer.fn': 24,
  '_defer.link': 32,
  '_defer.head': 40,
  '_panic.link': 16,
  '_panic.recovered': 96,
  '_panic.goexit': 97,
  '_panic.sp': 40,
  'g.stack': 0,
  'g._panic': 32,
  'g._defer': 40,
  'g.atomicstatus': 144,
  'g.goid': 152,
  'g.waitreason': 176,
};
const G = 0xc000002000n;
const HIGH = 0xc000100000n;
const CODE = 0x480000n;

/** The words of a goroutine whose list begins at `first`, and of the given records. */
function words(
  first: bigint,
  records: readonly { readonly at: bigint; readonly sp: bigint; readonly fn: bigint; readonly link: bigint }[],
): Map<bigint, string> {
  const all = new Map<bigint, bigint>([
    [G, HIGH - 0x8000n],
    [G + 8n, HIGH],
    [G + 32n, 0n],
    [G + 40n, first],
    [G + 144n, 2n],
    [G + 152n, 1n],
    [G + 176n, 0n],
  ]);
  for (const { at, sp, fn, link } of records)
    for (const [offset, word] of [
      [0n, 0n],
      [8n, sp],
      [16n, CODE + 9n],
      [24n, fn],
      [32n, link],
      [40n, 0n],
    ] as const)
      all.set(at + offset, word);
  all.set(0xc000005000n, CODE);
  return new Map([...all].map(([address, word]) => [address, word.toString()]));
}

function hex(address: bigint): string {
  return `0x${address.toString(16)}`;
}

/** Answers as Delve does, from a few words; `spoil` may answer first. */
function fakeDelve(
  memory: ReadonlyMap<bigint, string>,
  spoil: (command: string, args: Readonly<Record<string, unknown>>) => unknown = () => undefined,
): DapPort {
  const evaluate = (expression: string): string | undefined => {
    if (expression === 'runtime.runtimeInitTime') return '12345';
    if (expression === 'runtime.buildVersion') return '"go1.26.8"';
    if (expression === 'runtime.frameoff') return '-16';
    if (expression === 'uintptr(&runtime.curg.stack)') return G.toString();
    const offset = /^\(uintptr\(&\(\*\(\*runtime\.(\w+)\)\(65536\)\)\.(\w+)\)-65536\)$/.exec(expression);
    if (offset !== null) return OFFSETS[`${offset[1] ?? ''}.${offset[2] ?? ''}`]?.toString();
    if (expression.startsWith('(uintptr(&(*(*[2]uintptr)(65536))[1])')) return expression.includes('+(') ? undefined : '8';
    const word = /^\*\(\*uintptr\)\((\d+)\)$/.exec(expression)?.[1];
    if (word !== undefined) return memory.get(BigInt(word));
    return undefined;
  };
  return {
    request(command, args) {
      const spoilt = spoil(command, (args ?? {}) as Readonly<Record<string, unknown>>);
      if (spoilt !== undefined) return Promise.resolve(spoilt as never);
      if (command === 'stackTrace')
        return Promise.resolve({
          stackFrames:
            (args as { startFrame?: number }).startFrame === 0
              ? [{ id: 1000, name: 'main.work', line: 5, column: 0, source: { path: '/nowhere/main.go' } }]
              : [],
        } as never);
      if (command === 'threads') return Promise.resolve({ threads: [{ id: 1, name: 'main' }] } as never);
      if (command === 'scopes') return Promise.resolve({ scopes: [] } as never);
      if (command === 'variables') return Promise.resolve({ variables: [] } as never);
      if (command === 'disassemble') return Promise.resolve({ instructions: [] } as never);
      const expression = (args as { expression?: string }).expression ?? '';
      const function_ = /^\(\*\(\*func\(\)\)\(\d+\)\)$/.test(expression);
      const result = function_ ? 'main.cleanup' : evaluate(expression);
      return result === undefined
        ? Promise.reject(new DapError(command, 'Unable to evaluate expression'))
        : Promise.resolve({ result, type: '', variablesReference: 0 } as never);
    },
  };
}

/** Whatever an adapter answers, the read ends, says what it can, and claims nothing else. */
describe('A Go source with a damaged program, or a hostile adapter', function () {
  this.timeout(20_000);
  const record = (at: bigint, sp: bigint, link: bigint, fn = 0xc000005000n): { at: bigint; sp: bigint; fn: bigint; link: bigint } => ({
    at,
    sp,
    fn,
    link,
  });
  const A = 0xc000006000n;
  const B = 0xc000006100n;
  const SP = HIGH - 0x100n;
  let parser: SyntaxParser | undefined;

  before(() => {
    parser = new SyntaxParser(path.join(ROOT, 'dist'));
  });
  after(() => {
    parser?.dispose();
  });

  async function read(port: DapPort, signal = AbortSignal.timeout(15_000)) {
    assert.ok(parser);
    const source = new GoSource({ port, parser, readText: () => Promise.resolve(undefined), t: inEnglish });
    const snapshot = assembleSnapshot(
      { session: { name: 'test', type: 'go' }, stop: STOP, takenAt: new Date(0) },
      await source.read(STOP, signal),
      inEnglish,
    );
    assertSnapshot(snapshot);
    return snapshot;
  }

  async function pendingIn(
    memory: ReadonlyMap<bigint, string>,
    spoil?: Parameters<typeof fakeDelve>[1],
  ): Promise<{ readonly total: number; readonly problems: readonly string[] }> {
    const snapshot = await read(fakeDelve(memory, spoil));
    return {
      total: snapshot.stacks[0]?.scopes.reduce((sum, scope) => sum + scope.total, 0) ?? 0,
      problems: snapshot.problems.map((problem) => problem.message),
    };
  }

  const DAMAGED = ['The list of deferred calls is damaged; what could be read of it is shown'];

  it('a list that is whole is read whole', async () => {
    assert.deepEqual(await pendingIn(words(A, [record(A, SP, B), record(B, SP, 0n)])), { total: 2, problems: [] });
  });

  it('a list that is a ring', async () => {
    assert.deepEqual(await pendingIn(words(A, [record(A, SP, B), record(B, SP, A)])), { total: 2, problems: DAMAGED });
  });

  it('a link to memory that is not there', async () => {
    assert.deepEqual(await pendingIn(words(A, [record(A, SP, 0xdead0000n)])), { total: 1, problems: DAMAGED });
  });

  it('a link to an address that is none', async () => {
    assert.deepEqual(await pendingIn(words(A, [record(A, SP, A + 3n)])), { total: 1, problems: DAMAGED });
  });

  it('a stack pointer that goes backwards', async () => {
    assert.deepEqual(await pendingIn(words(A, [record(A, SP, B), record(B, SP - 64n, 0n)])), { total: 1, problems: DAMAGED });
  });

  it('a list without end', async () => {
    const endless = words(A, []);
    const { total, problems } = await pendingIn(endless, (command, args) => {
      const expression = typeof args['expression'] === 'string' ? args['expression'] : '';
      const address = BigInt(/^\*\(\*uintptr\)\((\d+)\)$/.exec(expression)?.[1] ?? 0);
      if (command !== 'evaluate' || address < A || endless.has(address)) return undefined;
      const at = (address - A) % 0x100n;
      const word = { 0: 0n, 8: SP, 24: 0xc000005000n, 32: address - at + 0x100n }[Number(at)] ?? 0n;
      return { result: word.toString(), variablesReference: 0 };
    });
    assert.equal(total, 20_000);
    assert.ok(
      problems.some((problem) => /^Only the first 20000 deferred calls were read$/.test(problem)),
      problems.join(),
    );
  });

  for (const [what, garbage] of [
    ['a negative number', '-5'],
    ['a text', '"\u0000<script>"'],
    ['nothing', ''],
    ['a number beyond 64 bits', '99999999999999999999999999999999'],
    ['not a number', 'NaN'],
  ] as const) {
    it(`${what} in the place of every word`, async () => {
      const memory = new Map([...words(A, [record(A, SP, B)])].map(([address, word]) => [address, address > G + 200n ? garbage : word]));
      const snapshot = await read(fakeDelve(memory));
      assert.ok(
        snapshot.absent !== undefined || snapshot.problems.some((problem) => DAMAGED.includes(problem.message)),
        JSON.stringify(snapshot),
      );
      assert.equal(snapshot.stacks.flatMap((stack) => stack.scopes.flatMap((scope) => scope.cleanups)).length, 0);
    });

    it(`${what} in the place of every answer`, async () => {
      const snapshot = await read(
        fakeDelve(words(A, []), (command) => (command === 'evaluate' ? { result: garbage, variablesReference: 0 } : undefined)),
      );
      assert.ok(snapshot.absent !== undefined || snapshot.stacks.every((stack) => stack.scopes.length === 0));
    });
  }

  for (const [what, spoil] of [
    ['less than was asked for', (address: bigint) => ({ address: hex(address), data: 'AAAA' })],
    ['other memory', (address: bigint, count: number) => ({ address: hex(address + 8n), data: Buffer.alloc(count, 7).toString('base64') })],
    ['what is no address', (_: bigint, count: number) => ({ address: '\u202e', data: Buffer.alloc(count, 7).toString('base64') })],
    ['no data', (address: bigint) => ({ address: hex(address) })],
  ] as const) {
    it(`memory that was asked for in one piece: ${what}`, async () => {
      let asked = 0;
      const found = await pendingIn(words(A, [record(A, SP, B), record(B, SP, 0n)]), (command, args) => {
        if (args['expression'] === '(*[]uint8)(uintptr(&runtime.gcController.memoryLimit)-8)')
          return { result: '*[]uint8 len: 9223372036854775807', variablesReference: 7 };
        if (command === 'variables' && args['variablesReference'] === 7)
          return {
            variables: [
              { name: '', value: '[]uint8 len: 9223372036854775807, cap: 4194304, […]', memoryReference: '0x64', variablesReference: 0 },
            ],
          };
        if (command !== 'readMemory') return undefined;
        asked += 1;
        return spoil(BigInt(Number(args['offset'])) + 0x64n, Number(args['count']));
      });
      assert.ok(asked > 0, 'it was not asked for');
      assert.deepEqual(found, { total: 2, problems: [] });
    });
  }

  it('no goroutine, and no frame', async () => {
    const snapshot = await read(fakeDelve(words(0n, []), (command) => (command === 'stackTrace' ? { stackFrames: [] } : undefined)));
    assert.equal(snapshot.absent?.reason, 'failed');
  });

  it('names of a megabyte, with what is not to be shown as it is', async () => {
    const name = `main.${'\u202e<b>'.repeat(250_000)}`;
    const snapshot = await read(
      fakeDelve(words(A, [record(A, SP, 0n)]), (command, args) =>
        command === 'evaluate' && /^\(\*\(\*func/.test(String(args['expression'])) ? { result: name, variablesReference: 0 } : undefined,
      ),
    );
    const [cleanup] = snapshot.stacks[0]?.scopes[0]?.cleanups ?? [];
    assert.ok(cleanup !== undefined && cleanup.label.length < 2_000 && cleanup.callee.name.length < 2_000);
    assert.doesNotMatch(cleanup.label, /\u202e/);
  });

  it('an adapter that never answers: the read ends when it is told to', async () => {
    const client = new DapClient({ connection: { input: new PassThrough(), output: new PassThrough(), close: () => undefined } });
    const told = new AbortController();
    const reading = read(client, told.signal);
    setImmediate(() => {
      told.abort();
    });
    await assert.rejects(reading, (error) => error instanceof DapError && /cancelled/.test(error.message));
  });
});
