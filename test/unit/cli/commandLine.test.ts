import assert from 'node:assert/strict';
import { describeUsage, readCommandLine, UsageError, type InspectRequest } from '../../../src/cli/commandLine.ts';
import { LANGUAGES } from '../../../src/languages/all.ts';

const plain: InspectRequest = { file: 'main.go', line: 12, hit: 1, format: 'text', adapter: undefined, program: '.', args: [] };

describe('the command line of deferscope inspect', () => {
  const understood: readonly (readonly [line: string, request: InspectRequest | undefined])[] = [
    ['inspect --break main.go:12 .', plain],
    ['inspect . --break=main.go:12', plain],
    ['inspect --break main.go:12 --hit 3 .', { ...plain, hit: 3 }],
    ['inspect --break main.go:12 --format json .', { ...plain, format: 'json' }],
    ['inspect --break main.go:12 --adapter go .', { ...plain, adapter: 'go' }],
    ['inspect --break main.go:12 . -- a --break b -- c', { ...plain, args: ['a', '--break', 'b', '--', 'c'] }],
    ['inspect --break C:\\work\\main.go:12 .', { ...plain, file: 'C:\\work\\main.go' }],
    ['--help', undefined],
    ['inspect --help', undefined],
    ['-h', undefined],
    ['', undefined],
  ];
  for (const [line, request] of understood)
    it(line || 'nothing', () => {
      assert.deepEqual(readCommandLine(line.split(' ').filter(Boolean)), request);
    });

  const wrong: readonly (readonly [line: string, message: string | RegExp])[] = [
    ['--', 'No command was given.'],
    ['look', '"look" is not a command; the commands are "inspect" and "replay".'],
    ['inspect --break main.go:12', 'No program was given.'],
    ['inspect --break main.go:12 a b', 'Unexpected argument "b": put the program\'s own arguments after "--".'],
    ['inspect .', 'Where to stop is missing: --break FILE:LINE.'],
    ['inspect . --break main.go', '"main.go" is not FILE:LINE.'],
    ['inspect . --break main.go:0', '"main.go:0" is not FILE:LINE.'],
    ['inspect . --break :7', '":7" is not FILE:LINE.'],
    ['inspect . --break main.go:7 --hit 0', '"0" is not a number of hits.'],
    ['inspect . --break main.go:7 --hit 1.5', '"1.5" is not a number of hits.'],
    ['inspect . --break main.go:7 --hit often', '"often" is not a number of hits.'],
    ['inspect . --break main.go:7 --format xml', '"xml" is not a format; the formats are text and json.'],
    ['inspect . --colour', /^Unknown option '--colour'/],
    ['inspect . --break', /^Option '--break <value>' argument missing/],
  ];
  for (const [line, message] of wrong)
    it(`refuses ${line}`, () => {
      assert.throws(
        () => readCommandLine(line.split(' ')),
        (error) => {
          assert.ok(error instanceof UsageError);
          if (typeof message === 'string') assert.equal(error.message, message);
          else assert.match(error.message, message);
          return true;
        },
      );
    });

  it('is described with every option that it understands', () => {
    const usage = describeUsage(LANGUAGES);
    for (const option of ['--break FILE:LINE', '--hit N', '--format FORMAT', '--adapter ADAPTER', 'PROGRAM [-- ARGS…]'])
      assert.ok(usage.includes(option), option);
    for (const { terminal } of LANGUAGES)
      if (terminal !== undefined) assert.match(usage, new RegExp(`--adapter ADAPTER .*\\b${terminal.name}\\b`));
  });
});
