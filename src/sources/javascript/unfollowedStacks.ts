import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { LABEL_LENGTH, toDisplayText } from '../../core/displayText.ts';
import type { UnorderedScope } from '../../core/runOrder.ts';
import type { Translate } from '../../core/translate.ts';
import { unlessRefused, type DapPort } from '../../dap/port.ts';
import type { SyntaxParser } from '../../syntax/parser.ts';
import { findScopeNames } from '../../syntax/scopeCalls.ts';
import { stacksExpression } from './expression.ts';
import { canEvaluate, frameLocation } from './frames.ts';
import { parseSource } from './holders.ts';
import type { ReadText } from './runningTexts.ts';
import { optional, parseJson } from '../../wire/shape.ts';

/** Frames whose variables are looked at. */
const FRAMES_ASKED = 12;
/** Names that are looked up in each. */
const NAMES = 24;

export interface UnfollowedQuery {
  readonly frames: readonly Dap.StackFrame[];
  readonly port: DapPort;
  readonly parser: SyntaxParser;
  readonly readText: ReadText;
  readonly t: Translate;
  readonly signal: AbortSignal;
}

/**
 * The stacks of the language's own that variables of the paused frames hold, in a program that was started without the preload: that
 * they are there is known, what is in them is not. Costs nothing where the sources do not speak of such stacks.
 */
export async function findUnfollowed(query: UnfollowedQuery): Promise<UnorderedScope[]> {
  const found = new Map<string, UnorderedScope>();
  await Promise.all(query.frames.filter(canEvaluate).slice(0, FRAMES_ASKED).map(async (frame) => {
    const names = await findNames(frame.source?.path, query);
    if (names.length === 0) return;
    const answer = await unlessRefused(query.signal, query.port.request('evaluate', { expression: stacksExpression(names), frameId: frame.id, context: 'copy' }, query.signal));
    readNames(answer?.result ?? '', names.length).forEach((kind, at) => {
      const name = names[at];
      if (kind === undefined || name === undefined || found.has(name)) return;
      found.set(name, {
        id: `stack:${name}`, kind: 'object', ends: 'owner', name: toDisplayText(`${name} (${kind})`, LABEL_LENGTH), frameId: frame.id, ...optional('location', frameLocation(frame)), total: 0, unknown: true, cleanups: [],
        notes: [query.t('what is registered on it is not known')],
      });
    });
  }));
  return [...found.values()];
}

async function findNames(path: string | undefined, query: UnfollowedQuery): Promise<string[]> {
  if (path === undefined || path.startsWith('<node_internals>')) return [];
  const text = await query.readText(path);
  if (text === undefined || !/DisposableStack\b/.test(text)) return [];
  const root = await parseSource(path, query);
  return root === undefined ? [] : [...findScopeNames(root)].slice(0, NAMES);
}

/** The probe's answer: the class of each variable's stack, or empty text. */
function readNames(text: string, most: number): (string | undefined)[] {
  const list = parseJson(text);
  return Array.isArray(list) ? list.slice(0, most).map((kind: unknown) => (kind === 'DisposableStack' || kind === 'AsyncDisposableStack' ? kind : undefined)) : [];
}
