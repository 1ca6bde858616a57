import assert from 'node:assert/strict';
import { compareOutcomes, runProgram, type Outcome } from './comparison.ts';

const run = (text: string): Promise<Outcome> =>
  runProgram({ node: process.execPath, args: ['--eval', text], cwd: __dirname, env: process.env });

/** Programs that each differ from the first in one way. */
const others: readonly { readonly title: string; readonly text: string; readonly differences: readonly string[] }[] = [
  {
    title: 'prints another line',
    text: `console.log('one'); console.log('three');`,
    differences: ['stdout: line 2 was\n  two\nand is with the preload\n  three\n  '],
  },
  {
    title: 'prints one line less',
    text: `console.log('one');`,
    differences: ['stdout: line 2 was\n  two\nand is with the preload\n  (no such line)'],
  },
  {
    title: 'warns',
    text: `console.log('one'); console.log('two'); console.error('warning');`,
    differences: ['stderr: line 1 was\n  \nand is with the preload\n  warning\n  '],
  },
  {
    title: 'ends with another status',
    text: `console.log('one'); console.log('two'); process.exitCode = 3;`,
    differences: ['status: line 1 was\n  0\nand is with the preload\n  3'],
  },
  {
    title: 'ends by a signal',
    text: `console.log('one'); console.log('two'); process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);`,
    differences: [
      'status: line 1 was\n  0\nand is with the preload\n  null',
      'signal: line 1 was\n  null\nand is with the preload\n  SIGKILL',
    ],
  },
];

describe('Comparing two runs of a program', () => {
  const first = `console.log('one'); console.log('two');`;
  for (const { title, text, differences } of others)
    it(`tells one that ${title}`, async () => {
      const [before, after] = await Promise.all([run(first), run(text)]);
      assert.deepEqual(compareOutcomes(before, after), differences);
    });

  it('passes over process ids and durations, and what a program is said to vary in', async () => {
    const text = `process.emitWarning('old'); console.log('duration_ms ' + process.pid / 7); console.log('at ' + process.pid);`;
    const [before, after] = await Promise.all([run(text), run(text)]);
    assert.deepEqual(compareOutcomes(before, after, [/(?<=^at )\d+/gm]), []);
    assert.equal(compareOutcomes(before, after).length, 1);
  });
});
