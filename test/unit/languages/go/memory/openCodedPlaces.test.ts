import assert from 'node:assert/strict';
import { parseBuildSettings } from '../../../../../src/languages/go/memory/buildSettings.ts';
import { valueAt } from '../../../../../src/languages/go/memory/functionTable.ts';
import { decodeOpenCoded, readVarints } from '../../../../../src/languages/go/memory/openCodedPlaces.ts';

/** Bytes in the form in which the compilers of different Go versions write them. */
describe('places of open-coded deferred calls', () => {
  it('Go 1.22 and later: a byte of bits, and closures in a row', () => {
    // The byte is 97 bytes below the variables, and the row begins 64 bytes below them.
    assert.deepEqual(decodeOpenCoded(Buffer.from([97, 64, 9, 9]), 26, 8), { bits: 97, slots: [64, 56, 48, 40, 32, 24, 16, 8] });
  });

  it('a row that has no room for all eight', () => {
    assert.deepEqual(decodeOpenCoded(Buffer.from([25, 24, 0]), 24, 8)?.slots, [24, 16, 8]);
  });

  it('up to Go 1.21: each closure has a place, the last statement stands first', () => {
    assert.deepEqual(decodeOpenCoded(Buffer.from([0x81, 0x01, 3, 24, 48, 0x80, 0x01]), 21, 8), { bits: 129, slots: [128, 48, 24] });
  });

  for (const { name, bytes, minor } of [
    { name: 'nothing', bytes: [], minor: 26 },
    { name: 'a number that does not end', bytes: [97, 0xff, 0xff], minor: 26 },
    { name: 'a byte that lies nowhere', bytes: [0, 64], minor: 26 },
    { name: 'a row between two words', bytes: [97, 63], minor: 26 },
    { name: 'a frame beyond all sizes', bytes: [97, 0x80, 0x80, 0x80, 0x80, 0x10], minor: 26 },
    { name: 'nine closures', bytes: [97, 9, 8, 16, 24, 32, 40, 48, 56, 64, 72], minor: 21 },
    { name: 'fewer closures than it says', bytes: [97, 2, 8], minor: 21 },
  ])
    it(`no place is made of ${name}`, () => {
      assert.equal(decodeOpenCoded(Buffer.from(bytes), minor, 8), undefined);
    });
});

describe('the frame size of a function at an instruction', () => {
  // A function of arm64: 0 for 16 bytes, 48 up to byte 80, then 0 again. Instructions have four bytes.
  const arm64 = readVarints(Buffer.from([2, 4, 96, 16, 95, 4, 0]));
  for (const [offset, size] of [
    [0, 0],
    [12, 0],
    [16, 48],
    [76, 48],
    [80, 0],
    [92, 0],
    [96, undefined],
  ] as const)
    it(`arm64, at ${offset}: ${size ?? 'none'}`, () => {
      assert.equal(valueAt(arm64, offset, 4), size);
    });

  it('a table that was not read to its end', () => {
    assert.equal(valueAt([2, 4], 40, 1), 'further');
  });
});

describe('how a program was built', () => {
  const lines = (flags: string): string =>
    `path\texample.com/app\nmod\texample.com/app\t(devel)\t\nbuild\t-compiler=gc\n${flags}build\tGOARCH=arm64\nbuild\tGOOS=linux\n`;
  for (const { flags, isPlain } of [
    { flags: 'build\t-gcflags="all=-N -l"\n', isPlain: true },
    { flags: 'build\t-gcflags=all=-N\n', isPlain: true },
    { flags: '', isPlain: false },
    { flags: 'build\t-gcflags="-N -l"\n', isPlain: false },
    { flags: 'build\t-gcflags="all=-l"\n', isPlain: false },
    { flags: 'build\t-gcflags="all=-N -l" -gcflags=fmt=\n', isPlain: false },
  ])
    it(`${flags === '' ? 'without flags' : flags.trim().replace('\t', ' ')}: ${isPlain ? 'nothing' : 'something'} may be optimized`, () => {
      assert.deepEqual(parseBuildSettings(lines(flags)), { isPlain, architecture: 'arm64' });
    });
});
