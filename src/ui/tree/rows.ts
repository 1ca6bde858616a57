import * as vscode from 'vscode';
import type { Cleanup, SourceLocation } from '../../core/snapshot.ts';
import { ROW_ABILITIES } from '../contributions.ts';
import { calleeRow, cleanupRow, moreRow, noteRow, possibleRow, registrationRow, repeatsRow } from './cleanupRows.ts';
import type { NodeKind, NodeOf, TreeNode } from './nodes.ts';
import { historyRow, logRow, problemRow, problemsRow, ranRow } from './problemRows.ts';
import { entryRow, moreEntriesRow, resourceRow, resourcesRow } from './resourceRows.ts';
import type { RowContext, RowKind } from './rowKind.ts';
import { moreStacksRow, scopeRow, stackRow, tasksRow } from './stackRows.ts';
import { argumentRow, capturedRow, liveRow } from './valueRows.ts';

/** All kinds of rows: a new kind of node joins here, or it does not compile. */
const ROWS: { readonly [Kind in NodeKind]: RowKind<NodeOf<Kind>> } = {
  stack: stackRow,
  moreStacks: moreStacksRow,
  tasks: tasksRow,
  scope: scopeRow,
  cleanup: cleanupRow,
  possible: possibleRow,
  repeats: repeatsRow,
  more: moreRow,
  argument: argumentRow,
  captured: capturedRow,
  live: liveRow,
  registration: registrationRow,
  callee: calleeRow,
  note: noteRow,
  resources: resourcesRow,
  resource: resourceRow,
  entry: entryRow,
  moreEntries: moreEntriesRow,
  problems: problemsRow,
  problem: problemRow,
  history: historyRow,
  ran: ranRow,
  log: logRow,
};

/** The row of a node. */
export function treeItem(node: TreeNode, context: RowContext): vscode.TreeItem {
  const look = rowOf(node).look(node, context);
  const item = new vscode.TreeItem(look.label, look.state ?? vscode.TreeItemCollapsibleState.None);
  item.id = node.id;
  item.contextValue = [node.kind, ...listAbilities(node)].join(' ');
  if (look.description !== undefined) item.description = look.description;
  if (look.icon !== undefined) item.iconPath = look.icon;
  if (look.command !== undefined) item.command = look.command;
  if (look.tooltip !== undefined) item.tooltip = look.tooltip;
  item.accessibilityInformation = { label: look.spoken ?? [look.label, look.description ?? ''].filter((part) => part !== '').join(', ') };
  return item;
}

/** What its menu offers, in the form that the manifest expects. */
function listAbilities(node: TreeNode): readonly string[] {
  return [
    ...(findRegistration(node) === undefined ? [] : [ROW_ABILITIES.goToRegistration]),
    ...(findCallee(node) === undefined ? [] : [ROW_ABILITIES.goToCallee]),
    ...(rowValue(node) === undefined ? [] : [ROW_ABILITIES.copyValue]),
  ];
}

/** The statement that a row is about. */
export function findRegistration(node: TreeNode): SourceLocation | undefined {
  return rowOf(node).registration?.(node);
}

/** The cleanup whose function a row can lead to. */
export function findCallee(node: TreeNode): Cleanup | undefined {
  return rowOf(node).callee?.(node);
}

/** The value in a row, without its name. */
export function rowValue(node: TreeNode): string | undefined {
  return rowOf(node).value?.(node);
}

/** The whole row as text. */
export function rowText(node: TreeNode, context: RowContext): string {
  const row = rowOf(node);
  if (row.text !== undefined) return row.text(node);
  const { label, description = '' } = row.look(node, context);
  return [label, description].filter((part) => part !== '').join('  ');
}

/** Each kind of row gets only nodes of its own kind: the list guarantees it. */
function rowOf(node: TreeNode): RowKind<TreeNode> {
  return ROWS[node.kind];
}
