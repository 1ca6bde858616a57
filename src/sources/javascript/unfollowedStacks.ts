import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { LABEL_LENGTH, toDisplayText } from '../../core/displayText.ts';
import type { UnorderedScope } from '../../core/runOrder.ts';
import type { Problem } from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import { unlessRefused, type DapPort } from '../../dap/port.ts';
import type { SyntaxParser } from '../../syntax/parser.ts';
import { findScopeNames } from '../../syntax/scopeCalls.ts';
import { stacksExpression } from './expression.ts';
import { canEvaluate, frameLocation } from './frames.ts';
import { parseSource } from './holders.ts';
import type { ReadText } from './runningTexts.ts';
import type { WireLibrary } from '../../wire/javascriptReading.ts';
import { optional, parseJson } from '../../wire/shape.ts';

/** Frames whose variables are looked at. */
const FRAMES_ASKED = 12;
/** Names that are looked up in each. */
const NAMES = 24;

/** `use` and `defer` alone are said by too many programs that have no stacks. */
const SPEAKS_OF_STACKS = /DisposableStack|\busing\s|\.(?:adopt|dispose|disposeAsync)\(/;

export interface UnfollowedQuery {
  readonly frames: readonly Dap.StackFrame[];
  readonly port: DapPort;
  readonly parser: SyntaxParser;
  readonly readText: ReadText;
  readonly t: Translate;
  readonly signal: AbortSignal;
}

/** A disposable stack of which only that it is there is known. */
interface Unfollowed {
  readonly scope: UnorderedScope;
  /** It is one of the language's own two classes, or of a subclass. */
  readonly isNative: boolean;
}

/**
 * The disposable stacks that variables of the paused frames hold and that no library tells of: the language's own in a program that was
 * started without the preload, and those of other classes that can do the same. Costs nothing where the sources do not speak of such stacks.
 */
export async function findUnfollowed(query: UnfollowedQuery): Promise<Unfollowed[]> {
  const found = new Map<string, Unfollowed>();
  await Promise.all(query.frames.filter(canEvaluate).slice(0, FRAMES_ASKED).map(async (frame) => {
    const names = await findNames(frame.source?.path, query);
    if (names.length === 0) return;
    const answer = await unlessRefused(query.signal, query.port.request('evaluate', { expression: stacksExpression(names), frameId: frame.id, context: 'copy' }, query.signal));
    readStacks(answer?.result ?? '', names.length).forEach((stack, at) => {
      const name = names[at];
      if (stack === undefined || name === undefined || found.has(name)) return;
      const scope: UnorderedScope = {
        id: `stack:${name}`, kind: 'object', ends: 'owner', name: toDisplayText(`${name} (${stack.className})`, LABEL_LENGTH), frameId: frame.id, ...optional('location', frameLocation(frame)), total: 0, unknown: true, cleanups: [],
        notes: [query.t('what is registered on it is not known')],
      };
      found.set(name, { scope, isNative: stack.isNative });
    });
  }));
  return [...found.values()];
}

async function findNames(path: string | undefined, query: UnfollowedQuery): Promise<string[]> {
  if (path === undefined || path.startsWith('<node_internals>')) return [];
  const text = await query.readText(path);
  if (text === undefined || !SPEAKS_OF_STACKS.test(text)) return [];
  const root = await parseSource(path, query);
  return root === undefined ? [] : [...findScopeNames(root)].slice(0, NAMES);
}

/** Whether the script that follows the language's own stacks is there; into a page it cannot be brought. */
export type PreloadState = 'loaded' | 'missing' | 'impossible';

/** Why it is not known what is registered on them, a sentence for each reason. */
export function explainUnfollowed(found: readonly Unfollowed[], preload: PreloadState, t: Translate): Problem[] {
  const native = found.find(({ isNative }) => isNative)?.scope;
  const other = found.find(({ isNative }) => !isNative)?.scope;
  const at = (scope: UnorderedScope): Pick<Problem, 'scope' | 'location'> => ({ scope: scope.id, ...optional('location', scope.location) });
  return [
    ...(native === undefined || preload !== 'missing' ? [] : [{ code: 'not-followed' as const, severity: 'info' as const, message: t('What a DisposableStack holds is known only of programs that were launched with the setting deferscope.preload on'), ...at(native) }]),
    ...(native === undefined || preload !== 'impossible' ? [] : [{ code: 'incomplete' as const, severity: 'info' as const, message: t('What a DisposableStack holds is not known in a browser: the engine keeps it to itself, and Deferscope loads no script of its own into a page'), ...at(native) }]),
    ...(native === undefined || preload !== 'loaded' ? [] : [{ code: 'incomplete' as const, severity: 'info' as const, message: t('Nothing is known of what a DisposableStack of another context (vm, Jest) holds, nor of one that was made before the script was loaded'), ...at(native) }]),
    ...(other === undefined ? [] : [{ code: 'incomplete' as const, severity: 'info' as const, message: t('Only the language’s own DisposableStack and AsyncDisposableStack are followed: what is registered on a stack of another class is not known'), ...at(other) }]),
  ];
}

/** Awaited disposals that began before a debugger was there to have their ends watched for. */
export function explainUnseen(libraries: readonly WireLibrary[], t: Translate): Problem[] {
  if (!libraries.some(({ unseen = 0 }) => unseen > 0)) return [];
  return [{ code: 'incomplete', severity: 'info', message: t('Of an AsyncDisposableStack whose disposal began before the debugger came, it is not known whether the last cleanup still runs') }];
}

interface FoundStack {
  readonly isNative: boolean;
  readonly className: string;
}

/** The probe's answer for each variable. */
function readStacks(text: string, most: number): (FoundStack | undefined)[] {
  const list = parseJson(text);
  return Array.isArray(list) ? list.slice(0, most).map(readStack) : [];
}

function readStack(words: unknown): FoundStack | undefined {
  const [, kind, className] = typeof words === 'string' ? (/^(native|other) (.+)$/su.exec(words) ?? []) : [];
  return className === undefined ? undefined : { isNative: kind === 'native', className };
}
