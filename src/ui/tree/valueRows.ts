import * as vscode from 'vscode';
import { describeArgument, describeCapture } from '../../core/describe.ts';
import { codeText, Markdown } from '../markdown.ts';
import type { NodeOf } from './nodes.ts';
import { icon, type RowKind } from './rowKind.ts';

const { t } = vscode.l10n;
const { Collapsed, None } = vscode.TreeItemCollapsibleState;

export const argumentRow: RowKind<NodeOf<'argument'>> = {
  look({ argument }, { hasChildren }) {
    const text = describeArgument(argument, t);
    const how = describeCapture(argument, t);
    return {
      label: text,
      description: argument.type ?? '',
      icon: icon(argument.capture === 'reference' ? 'references' : 'symbol-variable'),
      state: hasChildren(argument) ? Collapsed : None,
      tooltip: new Markdown().add(codeText(text)).line().add(how).value,
      spoken: `${text}, ${how}`,
    };
  },
  value: ({ argument }) => argument.value,
  text: ({ argument }) => argument.value,
};

/** A variable that a closure captured. */
export const capturedRow: RowKind<NodeOf<'captured'>> = {
  look({ value: { name, value, type, variablesReference } }) {
    const text = `${name} → ${value}`;
    const how = t('by reference: the value may still change before it runs');
    return {
      label: text,
      description: type ?? '',
      icon: icon('references'),
      state: variablesReference > 0 ? Collapsed : None,
      tooltip: new Markdown().add(codeText(text)).line().add(how).value,
      spoken: `${text}, ${how}`,
    };
  },
  value: ({ value }) => value.value,
  text: ({ value }) => value.value,
};

export const liveRow: RowKind<NodeOf<'live'>> = {
  look({ value: { name, value, type, variablesReference } }) {
    const text = `${name} = ${value}`;
    return {
      label: text,
      description: type === value ? '' : (type ?? ''),
      state: variablesReference > 0 ? Collapsed : None,
      tooltip: new Markdown().add(codeText(text)).value,
    };
  },
  value: ({ value }) => value.value,
  text: ({ value }) => value.value,
};
