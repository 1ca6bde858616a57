import assert from 'node:assert/strict';
import { decodeMachine, type Machine } from '../../../../../src/languages/go/memory/moduleTables.ts';

/** The first bytes of `pcHeader` in programs that Go 1.26 compiled for each machine. */
const RECORDED: Readonly<Record<string, readonly number[]>> = {
  'amd64': [0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8],
  '386': [0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 4],
  'arm64': [0xf1, 0xff, 0xff, 0xff, 0, 0, 4, 8],
  'ppc64le': [0xf1, 0xff, 0xff, 0xff, 0, 0, 4, 8],
  'riscv64': [0xf1, 0xff, 0xff, 0xff, 0, 0, 2, 8],
};

describe('what calls do to the stack', () => {
  const decode = (name: string, wordSize = 8): Machine | undefined => decodeMachine(Buffer.from(RECORDED[name] ?? []), wordSize, name);

  it('amd64: a call pushes the return address, a function keeps the frame pointer', () => {
    assert.deepEqual(decode('amd64'), { wordSize: 8, quantum: 1, pushesReturn: true, keepsFramePointer: true });
  });

  it('386: the same without a frame pointer', () => {
    assert.deepEqual(decode('386', 4), { wordSize: 4, quantum: 1, pushesReturn: true, keepsFramePointer: false });
  });

  it('arm64: the function itself keeps the return address', () => {
    assert.deepEqual(decode('arm64'), { wordSize: 8, quantum: 4, pushesReturn: false, keepsFramePointer: true });
  });

  it('is not known for a machine that looks like arm64 and has another name, or none', () => {
    assert.equal(decode('ppc64le'), undefined);
    assert.equal(decodeMachine(Buffer.from(RECORDED['arm64'] ?? []), 8, undefined), undefined);
  });

  it('is not known for other machines, other words, and a header that is cut off', () => {
    assert.equal(decode('riscv64'), undefined);
    assert.equal(decode('arm64', 4), undefined);
    assert.equal(decodeMachine(Buffer.from([0xf1, 0xff, 0xff, 0xff]), 8, 'arm64'), undefined);
  });
});
