import assert from 'node:assert/strict';
import { becomes, view, type Ui } from '../harness.ts';

/** The rows of the sample at its breakpoint. */
const rows = `
Paused in write receipt  8 pending
  write receipt  orderService.ts:51  2 pending
    1  audit: log("receipt written for", "Ada Lovelace")  orderService.ts:47
    2  (path) => rmSync(path, { force: true })  path = "/tmp/receipt-4711.txt"  orderService.ts:46
  place order  orderService.ts:38  6 pending
    –  release({sku: "oil-can", quantity: 1})  only on failure  orderService.ts:35
    –  release({sku: "brass-gear", quantity: 12})  only on failure  orderService.ts:35
    –  release({sku: "punch-cards", quantity: 200})  only on failure  orderService.ts:35
    –  () => transaction.rollback()  only on failure  orderService.ts:31
    3  unlock({name: "order-4711", since: NUMBER})  orderService.ts:28
    4  Database[Symbol.dispose]()  this = Database {#open: true, name: "orders.db"}  orderService.ts:25
Problems  1
  3 cleanups pending at orderService.ts:35: a cleanup that is registered in a loop runs only when its scope ends`.trim();

const sentences = [
  'Paused in write receipt, 8 pending',
  'write receipt, at orderService.ts line 51, 2 pending',
  'Runs first: audit: log("receipt written for", "Ada Lovelace"), registered at orderService.ts line 47',
  'Runs second: (path) => rmSync(path, { force: true }), path is "/tmp/receipt-4711.txt", registered at orderService.ts line 46',
  'place order, at orderService.ts line 38, 6 pending',
  'Runs when place order ends: release({sku: "oil-can", quantity: 1}), only on failure, registered at orderService.ts line 35',
  'Runs when place order ends: release({sku: "brass-gear", quantity: 12}), only on failure, registered at orderService.ts line 35',
  'Runs when place order ends: release({sku: "punch-cards", quantity: 200}), only on failure, registered at orderService.ts line 35',
  'Runs when place order ends: () => transaction.rollback(), only on failure, registered at orderService.ts line 31',
  'Runs third, or later on failure: unlock({name: "order-4711", since: NUMBER}), registered at orderService.ts line 28',
  'Runs fourth, or later on failure: Database[Symbol.dispose](), this is Database {#open: true, name: "orders.db"}, registered at orderService.ts line 25',
  'Problems, 1',
  'warning: 3 cleanups pending at orderService.ts:35: a cleanup that is registered in a loop runs only when its scope ends',
];

export function testTree(ui: () => Ui): void {
  describe('the tree', () => {
    it('says in its title how many cleanups are pending', async () => {
      await becomes(ui(), () => ui().viewDescription(view), '8 pending');
    });

    it('has buttons to refresh, to take a snapshot and to collapse', async () => {
      assert.deepEqual(await ui().viewButtons(view), ['Refresh Cleanups', 'Take Snapshot', 'Collapse All', 'More Actions...']);
    });

    it('lists every pending cleanup in run order, by scope', async () => {
      await becomes(ui(), async () => settle(await ui().treeText(view)), rows);
    });

    it('says each row as a sentence', async () => {
      await becomes(ui(), async () => (await ui().rowAriaLabels(view)).map(settle), sentences);
    });

    it('shows the live properties of an argument', async () => {
      await ui().expand(view, /^3 {2}unlock/);
      await ui().expand(view, /^mutex = /);
      await ui().row(view, /^since = /);
      await becomes(
        ui(),
        () => below(ui(), '3  unlock'),
        `
      mutex = {name: "order-4711", since: NUMBER}  object
        name = 'order-4711'  string
        since = NUMBER  number
        [[Prototype]] = Object
      registered at  orderService.ts:28
      calls  unlock`,
      );
      await ui().collapse(view, /^3 {2}unlock/);
    });

    it('shows what an inline function captured, as it is now', async () => {
      await ui().expand(view, /^– {2}\(\) => transaction/);
      await ui().expand(view, /^transaction → /);
      await ui().row(view, /^state = /);
      await becomes(
        ui(),
        () => below(ui(), '–  ()'),
        `
      transaction → Transaction {database: 'orders.db', state: 'active'}  Transaction
        database = 'orders.db'  string
        state = 'active'  string
        [[Prototype]] = Object
      registered at  orderService.ts:31
      calls  () => transaction.rollback()`,
      );
      assert.equal(
        await ui().rowAriaLabel(view, /^transaction → /),
        "transaction → Transaction {database: 'orders.db', state: 'active'}, by reference: the value may still change before it runs",
      );
      await ui().collapse(view, /^– {2}\(\) => transaction/);
    });

    it('tells all about a cleanup in its tooltip', async () => {
      const tooltip = await ui().tooltip(view, /^3 {2}unlock/);
      assert.equal(
        settle(await tooltip.innerText()),
        [
          'unlock({name: "order-4711", since: NUMBER})',
          'runs 3rd when place order returns, or later on failure',
          'mutex = {name: "order-4711", since: NUMBER} — object, captured when registered',
          'Registered at orderService.ts:28\nCalls unlock locks.ts:15',
        ].join('\n\n'),
      );
      await tooltip.getByText('locks.ts:15').click();
      await ui().activeEditor('locks.ts');
      await ui().cursorAt('Ln 15, Col 17');
    });

    it('says in the tooltip under which condition a cleanup runs, and how an adopted value is held', async () => {
      assert.equal(
        await ui().rowTooltip(view, /^– {2}release\(\{sku: "brass-gear"/),
        [
          'release({sku: "brass-gear", quantity: 12})',
          'runs when place order ends · only on failure',
          '{sku: "brass-gear", quantity: 12} — object, captured when registered',
          'Registered at orderService.ts:35\nCalls release warehouse.ts:13',
        ].join('\n\n'),
      );
      assert.equal(
        await ui().rowTooltip(view, /^2 /),
        [
          '(path) => rmSync(path, { force: true })',
          'runs 2nd when write receipt returns',
          'path = "/tmp/receipt-4711.txt" — string, captured when registered',
          'Registered at orderService.ts:46\nCalls (path) => rmSync(path, { force: true }) orderService.ts:46',
        ].join('\n\n'),
      );
    });

    it('can be collapsed', async () => {
      await ui().clickViewButton(view, 'Collapse All');
      await becomes(ui(), () => ui().treeText(view), 'Paused in write receipt  8 pending\nProblems  1');
      await ui().expand(view, 'Paused in write receipt');
      await ui().expand(view, 'write receipt');
      await ui().expand(view, 'place order');
      await ui().expand(view, 'Problems');
      await becomes(ui(), async () => settle(await ui().treeText(view)), rows);
    });
  });
}

/** The rows below the one that begins like this, down to the next one on its level. */
async function below(ui: Ui, row: string): Promise<string> {
  const lines = settle(await ui.treeText(view)).split('\n');
  const at = lines.findIndex((line) => line.trimStart().startsWith(row));
  const end = lines.findIndex((line, index) => index > at && !line.startsWith('      '));
  return `\n${lines.slice(at + 1, end).join('\n')}`;
}

/** What differs between runs: the time. */
function settle(text: string): string {
  return text.replace(/since(?::| =) \d+/g, (found) => found.replace(/\d+/, 'NUMBER'));
}
