import assert from 'node:assert/strict';
import type { Resource } from '../../../../src/core/snapshot.ts';
import { GENERAL_WORDS } from '../../../../src/languages/languageWords.ts';
import type { NodeKind, NodeOf } from '../../../../src/ui/tree/nodes.ts';
import type * as Rows from '../../../../src/ui/tree/rows.ts';
import { argument, cleanup, scope, stack } from '../../core/snapshots.ts';
import { provideVscode } from '../fakeVscode.ts';

const at = { path: '/src/main.ts', line: 7 };
const owner = { stack: stack(), scope: scope() };
const pool: Resource = { id: '0:r1', name: 'db', state: 'open', facts: [{ name: 'in use', value: '2' }], entries: [], total: 0 };
const one = { kind: 'pool', resource: pool } as const;
const entry = { name: 'a', state: 'lent', facts: [{ name: 'owner', value: 'job' }] };
const live = { name: 'size', value: '3', variablesReference: 0 };

/** One node of each kind, with everything that it can have. */
const nodes: { readonly [Kind in NodeKind]: NodeOf<Kind> } = {
  stack: { kind: 'stack', id: '', stack: stack() },
  moreStacks: { kind: 'moreStacks', id: '', unlisted: 3 },
  tasks: { kind: 'tasks', id: '', stacks: [stack({ kind: 'task' })] },
  scope: { kind: 'scope', id: '', ...owner, scope: scope({ location: at }) },
  cleanup: { kind: 'cleanup', id: '', ...owner, cleanup: cleanup({ registeredAt: at, arguments: [argument()] }) },
  possible: { kind: 'possible', id: '', ...owner, possible: { label: 'close(db)', registeredAt: at } },
  repeats: { kind: 'repeats', id: '', ...owner, cleanups: [cleanup(), cleanup()], location: at },
  more: { kind: 'more', id: '', scope: scope(), unlisted: 4 },
  argument: { kind: 'argument', id: '', argument: argument({ name: 'n' }) },
  captured: { kind: 'captured', id: '', value: live },
  live: { kind: 'live', id: '', value: live },
  registration: { kind: 'registration', id: '', location: at },
  callee: { kind: 'callee', id: '', cleanup: cleanup() },
  note: { kind: 'note', id: '', text: 'it waits' },
  resources: { kind: 'resources', id: '', resources: [one] },
  resource: { kind: 'resource', id: '', one: { ...one, resource: { ...pool, location: at } } },
  entry: { kind: 'entry', id: '', one, entry: { ...entry, location: at } },
  moreEntries: { kind: 'moreEntries', id: '', resource: pool, unlisted: 5 },
  problems: { kind: 'problems', id: '', problems: [] },
  problem: { kind: 'problem', id: '', problem: { code: 'leak', severity: 'warning', message: 'left open', location: at } },
  history: { kind: 'history', id: '', entries: [] },
  ran: { kind: 'ran', id: '', entry: { id: '', scope: '', state: 'done', label: 'close()', registeredAt: at } },
  log: { kind: 'log', id: '' },
};

/** The text of the row, what can be done with it besides copying it, and what is copied if that is something else. */
const expected: Readonly<Record<NodeKind, readonly [row: string, abilities: string, value?: string | undefined, text?: string]>> = {
  stack: ['Paused in work  nothing pending', ''],
  moreStacks: ['… 3 more stacks  show the next 100', ''],
  tasks: ['Suspended tasks  1 · nothing pending', ''],
  scope: ['work  main.ts:7  nothing pending', 'hasRegistration'],
  cleanup: ['1  close()  1  main.ts:7', 'hasRegistration hasCallee hasValue', '1'],
  possible: ['?  close(db)  main.ts:7  possibly pending', 'hasRegistration', undefined, 'close(db)  main.ts:7  possibly pending'],
  repeats: ['… 2 more at main.ts:7', 'hasRegistration'],
  more: ['… 4 more  show the next 100', ''],
  argument: ['n = 1', 'hasValue', '1', '1'],
  captured: ['size → 3', 'hasValue', '3', '3'],
  live: ['size = 3', 'hasValue', '3', '3'],
  registration: ['registered at  main.ts:7', 'hasRegistration hasValue', '/src/main.ts:7', '/src/main.ts:7'],
  callee: ['calls  close', 'hasCallee hasValue', 'close', 'close'],
  note: ['it waits', 'hasValue', 'it waits'],
  resources: ['Resources  1', ''],
  resource: ['pool db  2 in use  main.ts:7', 'hasRegistration hasValue', 'in use 2'],
  entry: ['a  lent, owner job  main.ts:7', 'hasRegistration hasValue', 'owner job'],
  moreEntries: ['… 5 more  show the next 100', ''],
  problems: ['Problems  0', ''],
  problem: ['left open', 'hasRegistration'],
  history: ['Already ran  0', ''],
  ran: ['close()  main.ts:7', 'hasRegistration'],
  log: ['Show log', ''],
};

describe('the rows of the tree', () => {
  const context = { hasChildren: () => false, wordsOf: () => GENERAL_WORDS };
  let rows: typeof Rows;
  before(async () => {
    provideVscode();
    rows = await import('../../../../src/ui/tree/rows.ts');
  });

  for (const [kind, node] of Object.entries(nodes) as [NodeKind, NodeOf<NodeKind>][]) {
    it(`say what they are and what can be done with them: ${kind}`, () => {
      const [row, abilities, value, text = row] = expected[kind];
      const { label, description, contextValue } = rows.treeItem(node, context);
      assert.deepEqual(
        [[label, description].filter((part): part is string => typeof part === 'string' && part !== '').join('  '), contextValue],
        [row, `${kind} ${abilities}`.trim()],
      );
      assert.deepEqual([rows.rowValue(node), rows.rowText(node, context)], [value, text]);
    });
  }

  it('do not lead from a finally clause to a function', () => {
    const clause = { ...nodes.cleanup, cleanup: cleanup({ kind: 'finally', registeredAt: at }) };
    assert.equal(rows.treeItem(clause, context).contextValue, 'cleanup hasRegistration hasValue');
    assert.equal(rows.findCallee(clause), undefined);
  });

  it('lead nowhere where the place is not known', () => {
    const unknown = [
      { ...nodes.scope, scope: scope() },
      { ...nodes.cleanup, cleanup: cleanup() },
      { ...nodes.resource, one },
      { ...nodes.entry, entry },
      { ...nodes.problem, problem: { code: 'leak', severity: 'warning', message: '' } as const },
      { ...nodes.ran, entry: { id: '', scope: '', state: 'done', label: '' } as const },
    ];
    for (const node of unknown) {
      const item = rows.treeItem(node, context);
      assert.ok(!item.contextValue?.includes('hasRegistration') && item.command === undefined, node.kind);
    }
  });
});
