import assert from 'node:assert/strict';
import type { UnorderedScope } from '../../../../../src/core/runOrder.ts';
import type { FinallyRow, FrameFinallies } from '../../../../../src/languages/javascript/using/finallyRows.ts';
import { mergeParts, type FramePart } from '../../../../../src/languages/javascript/stacks/frameParts.ts';
import type { UsingPart } from '../../../../../src/languages/javascript/using/usingReading.ts';

/** Nested ranges are identified by where they begin. */
const from = (line: number): FinallyRow['around'] => ({ start: { line, column: 0 }, end: { line: 100 - line, column: 0 } });

function row(line: number, state: 'pending' | 'running' = 'pending'): FinallyRow {
  return {
    around: from(line),
    cleanup: { id: `f${line}`, kind: 'finally', state, label: 'finally {}', callee: { name: 'finally' }, arguments: [] },
  };
}

function block(line: number, isRunning = false): UsingPart {
  const cleanups: UnorderedScope['cleanups'] = [
    { id: `u${line}`, state: isRunning ? 'running' : 'pending', label: 'u()', callee: { name: 'u' }, arguments: [] },
  ];
  return {
    kind: 'block',
    range: from(line),
    isRunning,
    scope: { id: `block${line}`, kind: 'block', name: 'work', total: isRunning ? 0 : 1, cleanups },
  };
}

const library = (line: number, isRunning = false): UsingPart => ({ kind: 'library', range: from(line), isRunning, scopeId: `s${line}` });

const finallies = (...rows: readonly FinallyRow[]): FrameFinallies => ({
  scope: { id: 'frame:1', kind: 'function', name: 'work', total: 0, cleanups: [] },
  rows,
});

const describePart = (part: FramePart): string =>
  part.kind === 'library' ? part.scopeId : `${part.scope.id} ${part.scope.total}: ${part.scope.cleanups.map(({ id }) => id).join(' ')}`;

describe('the clauses of a frame among its resources', () => {
  const table: readonly {
    readonly title: string;
    readonly using: readonly UsingPart[];
    readonly clauses: readonly FinallyRow[];
    readonly parts: readonly string[];
  }[] = [
    { title: 'without resources', using: [], clauses: [row(5), row(3)], parts: ['frame:1 2: f5 f3'] },
    { title: 'without clauses', using: [block(5), library(3)], clauses: [], parts: ['block5 1: u5', 's3'] },
    {
      title: 'in the block, around it, and in the next',
      using: [block(6), block(2)],
      clauses: [row(8), row(7), row(4), row(1)],
      parts: ['block6 3: f8 f7 u6', 'block2 2: f4 u2', 'frame:1:2 1: f1'],
    },
    {
      title: 'before a stack that a block holds',
      using: [library(4), block(4)],
      clauses: [row(6)],
      parts: ['frame:1 1: f6', 's4', 'block4 1: u4'],
    },
    { title: 'one that runs is not pending', using: [block(2)], clauses: [row(5, 'running')], parts: ['block2 1: f5 u2'] },
    {
      title: 'in a block that is being left they are done',
      using: [block(4, true), block(2)],
      clauses: [row(6, 'running'), row(3)],
      parts: ['block4 0: u4', 'block2 2: f3 u2'],
    },
    {
      title: 'in a block that disposes of a stack they are done',
      using: [library(4, true), block(4, true)],
      clauses: [row(6, 'running'), row(1)],
      parts: ['s4', 'block4 0: u4', 'frame:1:2 1: f1'],
    },
    { title: 'around a block that stands at the same place', using: [block(0)], clauses: [row(0)], parts: ['block0 2: f0 u0'] },
  ];
  for (const { title, using, clauses, parts } of table)
    it(title, () => {
      assert.deepEqual(mergeParts(using, clauses.length === 0 ? undefined : finallies(...clauses)).map(describePart), parts);
    });
});
