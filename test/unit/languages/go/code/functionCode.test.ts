import assert from 'node:assert/strict';
import type { DapPort } from '../../../../../src/dap/port.ts';
import { readFunctionCodes, readLines, type FunctionCode } from '../../../../../src/languages/go/code/functionCode.ts';
import { Evaluator } from '../../../../../src/languages/go/memory/evaluator.ts';

/** An instruction as Delve shows it: its text, and its bytes and its line if they matter. */
type Shown = readonly [text: string, bytes?: string, line?: number];

const START = 0x480000;

/** A program of this many instructions, each of four bytes, that begins at START. */
function program(...shown: readonly Shown[]): Evaluator {
  const instructions = shown.map(([instruction, instructionBytes, line], at) => ({
    address: `0x${(START + 4 * at).toString(16)}`,
    instruction,
    ...(instructionBytes === undefined ? {} : { instructionBytes }),
    ...(line === undefined ? {} : { line, location: { path: '/app/main.go' } }),
  }));
  const port: DapPort = {
    request(_, args) {
      const { memoryReference, instructionCount } = args as { memoryReference: string; instructionCount: number };
      const from = (Number(memoryReference) - START) / 4;
      return Promise.resolve({ instructions: instructions.slice(from, from + instructionCount) } as never);
    },
  };
  return new Evaluator(port, 1, new AbortController());
}

async function read(...shown: readonly Shown[]): Promise<FunctionCode | undefined> {
  return (await readFunctionCodes(program(...shown), BigInt(START))).get(BigInt(START));
}

describe('the code of a Go function', () => {
  const called: readonly (readonly [title: string, code: readonly Shown[], call: FunctionCode['firstCall']])[] = [
    [
      'amd64: forward',
      [['PUSHQ BP'], ['CALL main.close(SB)', 'e8 0b 00 00 00'], ['RET']],
      { kind: 'direct', symbol: 'main.close', address: 0x480004n + 5n + 0xbn },
    ],
    ['amd64: backward', [['CALL main.close(SB)', 'e8 fb ff ff ff'], ['RET']], { kind: 'direct', symbol: 'main.close', address: 0x480000n }],
    [
      'arm64: forward',
      [['MOVD.W R30, -16(RSP)'], ['CALL main.close(SB)', '04000094'], ['RET']],
      { kind: 'direct', symbol: 'main.close', address: 0x480004n + 16n },
    ],
    ['arm64: backward', [['CALL main.close(SB)', 'ffffff97'], ['RET']], { kind: 'direct', symbol: 'main.close', address: 0x480000n - 4n }],
    [
      'an encoding that is not known',
      [['CALL main.close(SB)', '0c000000'], ['RET']],
      { kind: 'direct', symbol: 'main.close', address: undefined },
    ],
    ['through a value, amd64', [['CALL CX'], ['RET']], { kind: 'indirect' }],
    ['through a value, arm64', [['CALL (R1)'], ['RET']], { kind: 'indirect' }],
    [
      'behind those that the compiler puts in',
      [['CALL runtime.morestack_noctxt(SB)'], ['CALL 0x46e2c5'], ['CALL runtime.GC(SB)'], ['RET']],
      { kind: 'direct', symbol: 'runtime.GC', address: undefined },
    ],
    ['none behind its end', [['RET'], ['CALL main.other(SB)']], undefined],
  ];
  for (const [title, code, call] of called)
    it(`says what it calls first: ${title}`, async () => {
      assert.deepEqual((await read(...code))?.firstCall, call);
    });

  const used: readonly (readonly [title: string, code: readonly string[], offsets: readonly number[]])[] = [
    ['amd64', ['LEAQ 0x8(DX), SI', 'LEAQ 16(DX), CX', 'RET'], [8, 16]],
    ['amd64, by adding', ['ADDQ $0x18, DX', 'LEAQ 0x20(DX), CX', 'RET'], [24]],
    ['386', ['LEAL 0x4(DX), AX', 'RET'], [4]],
    ['arm64', ['ADD $8, R26, R0', 'ADD $0x18, R26, R1', 'RET'], [8, 24]],
    ['arm64, until the register holds something else', ['ADD $8, R26, R0', 'MOVD 16(R26), R26', 'ADD $24, R26, R1', 'RET'], [8]],
    ['arm64, in place', ['ADD $8, R26', 'ADD $16, R26, R1', 'RET'], [8]],
    ['a comparison leaves the register as it is', ['CMPQ $0, DX', 'LEAQ 0x8(DX), SI', 'RET'], [8]],
    ['not what it copies', ['MOVQ 0x8(DX), SI', 'MOVD 8(R26), R0', 'RET'], []],
    ['not of another register', ['LEAQ 0x8(SP), SI', 'ADD $8, R27, R0', 'RET'], []],
  ];
  for (const [title, code, offsets] of used)
    it(`says which variables it uses in its closure: ${title}`, async () => {
      assert.deepEqual((await read(...code.map((text): Shown => [text])))?.inlineOffsets, offsets);
    });

  it('says where it begins, and where those that lie near begin', async () => {
    const codes = await readFunctionCodes(
      program(['PUSHQ BP', '', 7], ['RET'], ['PUSHQ BP', '', 9], ['CALL main.close(SB)']),
      BigInt(START),
      [BigInt(START + 8), 0x900000n],
    );
    assert.deepEqual(
      [...codes].map(([address, { entry }]) => [address, entry?.line]),
      [
        [0x480000n, 7],
        [0x480008n, 9],
      ],
    );
  });

  it('has lines, each until the next is named', async () => {
    const code = program(['PUSHQ BP', '', 7], ['NOP'], ['CALL main.close(SB)', '', 8]);
    const lines = await readLines(code, BigInt(START), [BigInt(START + 4), BigInt(START + 8)]);
    assert.deepEqual(
      [...lines].map(([address, location]) => [address, location?.line]),
      [
        [0x480000n, 7],
        [0x480004n, 7],
        [0x480008n, 8],
      ],
    );
  });

  const ready: readonly (readonly [title: string, code: readonly Shown[], index: number | undefined])[] = [
    [
      'after the last value that it takes is in its frame',
      [
        ['SUBQ $0x18, SP'],
        ['MOVQ 0x8(DX), CX'],
        ['MOVQ 0x10(DX), BX'],
        ['MOVQ CX, 0x18(SP)'],
        ['MOVQ BX, 0x20(SP)'],
        ['MOVQ $0x7, 0x8(SP)'],
        ['RET'],
      ],
      5,
    ],
    [
      'after the addresses of what it uses in place',
      [['LEAQ 0x8(DX), AX'], ['MOVQ AX, 0x10(SP)'], ['ADDQ $0x18, DX'], ['MOVQ DX, 0x20(SP)'], ['NOPL'], ['RET']],
      4,
    ],
    ['where a part of a register was stored', [['MOVZX 0x8(DX), CX'], ['MOVB CL, 0x7(SP)'], ['RET']], 2],
    ['before the call that it passes them to', [['MOVQ 0x8(DX), CX'], ['MOVQ CX, 0x8(SP)'], ['CALL main.use(SB)'], ['RET']], 2],
    ['arm64: in pairs', [['LDP 8(R26), (R0, R1)'], ['STP (R0, R1), 24(RSP)'], ['ADD $24, R26, R2'], ['MOVD R2, 8(RSP)'], ['RET']], 4],
    ['nothing is taken', [['SUBQ $0x18, SP'], ['MOVQ AX, 0x8(SP)'], ['RET']], undefined],
    [
      'what the register holds later is not the closure',
      [['MOVQ 0x8(DX), CX'], ['MOVQ CX, 0x8(SP)'], ['MOVQ AX, DX'], ['MOVQ 0x8(DX), AX'], ['RET']],
      2,
    ],
  ];
  for (const [title, code, index] of ready)
    it(`has what it captured: ${title}`, async () => {
      assert.equal((await read(...code))?.capturesReadyAt, index === undefined ? undefined : BigInt(START + 4 * index));
    });
});
