import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import type { UnorderedScope } from '../../../core/runOrder.ts';
import type { Problem } from '../../../core/snapshot.ts';
import type { Translate } from '../../../core/translate.ts';
import { unlessRefused, type DapPort } from '../../../dap/port.ts';
import type { JavascriptTrees } from '../syntax/javascriptTrees.ts';
import { stacksExpression } from '../values/expression.ts';
import { canEvaluate, frameLocation, frameName } from '../frames/frames.ts';
import { findNamesIn } from './holders.ts';
import type { PlacedFrame } from '../frames/placedFrames.ts';
import type { ReadText } from '../../readText.ts';
import type { RunningTexts } from '../texts/runningTexts.ts';
import type { WireLibrary } from '../wire/javascriptReading.ts';
import { optional } from '../../../core/optional.ts';
import { parseJson } from '../../../wire/shape.ts';

/** How many names are looked up in each frame. */
const MAX_NAMES = 200;

/** `use` and `defer` alone also appear in many programs that have no stacks. */
const SPEAKS_OF_STACKS = /DisposableStack|\busing\s|\.(?:adopt|dispose|disposeAsync)\(/;

export interface UnfollowedQuery {
  readonly frames: readonly PlacedFrame[];
  readonly texts: RunningTexts;
  readonly port: DapPort;
  readonly trees: JavascriptTrees;
  readonly readText: ReadText;
  readonly t: Translate;
  readonly signal: AbortSignal;
}

/** A disposable stack that is known to exist, but whose contents are not. */
export interface Unfollowed {
  readonly scope: UnorderedScope;
  /** Whether it is one of the language's own two classes or a subclass; missing if nobody knows whether there is a stack. */
  readonly isNative?: boolean;
}

/**
 * Disposable stacks that variables of the paused frames hold and that no library reports: the language's own in a program that was started
 * without the preload, and those of other classes with the same methods. Costs nothing if the sources do not mention such stacks.
 */
export async function findUnfollowed(query: UnfollowedQuery): Promise<Unfollowed[]> {
  const found = new Map<string, Unfollowed>();
  await Promise.all(
    innermostOfEach(query.frames).map(async (placed) => {
      const { frame } = placed;
      const { names, declared } = await findNames(placed, query);
      if (names.length === 0) return;
      const expression = stacksExpression(names);
      const answer = canEvaluate(frame)
        ? await unlessRefused(
            query.signal,
            query.port.request('evaluate', { expression, frameId: frame.id, context: 'copy' }, query.signal),
          )
        : undefined;
      const inBlock = {
        kind: 'object',
        frameId: frame.id,
        ...optional('location', frameLocation(frame)),
        total: 0,
        unknown: true,
        cleanups: [],
      } as const;
      const inFrame = { ...inBlock, ends: 'owner' } as const;
      if (answer === undefined) {
        const name = toDisplayText(frameName(frame), LABEL_LENGTH);
        found.set(`frame ${frame.id}`, {
          scope: {
            ...inFrame,
            id: `stacks:${frame.id}`,
            name,
            notes: [query.t('whether its variables hold a DisposableStack could not be read')],
          },
        });
        return;
      }
      readStacks(answer.result, names.length).forEach((stack, at) => {
        const name = names[at];
        if (stack === undefined || name === undefined || found.has(name)) return;
        const scope: UnorderedScope = {
          ...(declared.has(name) ? inBlock : inFrame),
          id: `stack:${name}`,
          name: toDisplayText(`${name} (${stack.className})`, LABEL_LENGTH),
          notes: [query.t('what is registered on it is not known')],
        };
        found.set(name, { scope, isNative: stack.isNative });
      });
    }),
  );
  return [...found.values()];
}

/** All calls of a function have the same variables, so only one is asked. */
function innermostOfEach(frames: readonly PlacedFrame[]): PlacedFrame[] {
  const seen = new Set<string>();
  return frames.filter(({ frame, running }) => {
    const { name, functionLine = frame.line, functionColumn = frame.column } = { ...running, name: frame.name };
    const key = JSON.stringify([name, running?.url ?? frame.source?.path, functionLine, functionColumn]);
    return !seen.has(key) && seen.add(key);
  });
}

interface StackNames {
  readonly names: readonly string[];
  /** Stacks that a `using` declaration holds: they end with its block. */
  readonly declared: ReadonlySet<string>;
}

const NO_NAMES: StackNames = { names: [], declared: new Set() };

/** Names come from the source, which js-debug knows; for generated code they come from the running text. */
async function findNames({ frame, running }: PlacedFrame, { readText, texts, trees }: UnfollowedQuery): Promise<StackNames> {
  const path = frame.source?.path;
  if (path === undefined || path.startsWith('<node_internals>/internal/')) return NO_NAMES;
  const text = (await readText(path)) ?? (running === undefined ? undefined : await texts.read(running));
  if (text === undefined || !SPEAKS_OF_STACKS.test(text)) return NO_NAMES;
  const declared = [...text.matchAll(/\busing\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=/gu)].map(([, name = '']) => name);
  return { names: [...(await findNamesIn(path, text, trees))].slice(0, MAX_NAMES), declared: new Set(declared) };
}

/** Whether the script that follows the language's own stacks is available; it cannot be loaded into a page. */
export type PreloadState = 'loaded' | 'missing' | 'impossible';

/** Why nobody knows what is registered on them, one sentence per reason. */
export function explainUnfollowed(found: readonly Unfollowed[], preload: PreloadState, t: Translate): Problem[] {
  const native = found.find(({ isNative }) => isNative === true)?.scope;
  const other = found.find(({ isNative }) => isNative === false)?.scope;
  const at = (scope: UnorderedScope): Pick<Problem, 'scope' | 'location'> => ({ scope: scope.id, ...optional('location', scope.location) });
  return [
    ...(native === undefined || preload !== 'missing'
      ? []
      : [
          {
            code: 'not-followed' as const,
            severity: 'info' as const,
            message: t('What a DisposableStack holds is known only for programs that were launched with the setting deferscope.preload on'),
            ...at(native),
          },
        ]),
    ...(native === undefined || preload !== 'impossible'
      ? []
      : [
          {
            code: 'incomplete' as const,
            severity: 'info' as const,
            message: t(
              'What a DisposableStack holds is not known in a browser: the engine keeps it to itself, and Deferscope loads no script of its own into a page',
            ),
            ...at(native),
          },
        ]),
    ...(native === undefined || preload !== 'loaded'
      ? []
      : [
          {
            code: 'incomplete' as const,
            severity: 'info' as const,
            message: t(
              'It is not known what a DisposableStack of another context (vm, Jest) holds, or one that was made before the script was loaded',
            ),
            ...at(native),
          },
        ]),
    ...(other === undefined
      ? []
      : [
          {
            code: 'incomplete' as const,
            severity: 'info' as const,
            message: t(
              'Only the language’s own DisposableStack and AsyncDisposableStack are followed: what is registered on a stack of another class is not known',
            ),
            ...at(other),
          },
        ]),
  ];
}

/** Awaited disposals that began before a debugger was attached, so that nobody watched for their ends. */
export function explainUnseen(libraries: readonly WireLibrary[], t: Translate): Problem[] {
  if (!libraries.some(({ unseen = 0 }) => unseen > 0)) return [];
  return [
    {
      code: 'incomplete',
      severity: 'info',
      message: t(
        'If the disposal of an AsyncDisposableStack began before the debugger was attached, it is not known whether its last cleanup is still running',
      ),
    },
  ];
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
