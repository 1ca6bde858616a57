import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { SourceLocation } from '../../../core/snapshot.ts';
import { unlessRefused, type DapPort } from '../../../dap/port.ts';
import type { ParsedText } from '../syntax/javascriptNodes.ts';
import type { JavascriptTrees } from '../syntax/javascriptTrees.ts';
import { findScopeNames, findScopeVariable, guessScopeNames } from '../syntax/scopeCalls.ts';
import type { TextPosition } from '../../../syntax/textRange.ts';
import { parseJson } from '../../../wire/shape.ts';
import { ownExpression } from '../values/expression.ts';
import { canEvaluate } from '../frames/frames.ts';
import type { ReadText } from '../../readText.ts';

/** How many frames' variables are asked for scopes that no call stack explains. */
const MAX_ASKED_FRAMES = 12;
/**
 * Library calls that hold the scope of the body that they run; nobody is looking for those. In code that a bundler has made sloppy, the
 * debugger shows the receiver too: `global.run`.
 */
const LIBRARY_CALLS = /^(?:[\w$]+\.)?(?:run|runBody|runAsync|startBody)$/;
/** How many sources are searched for names. */
const MAX_SOURCES = 4;
/** How many variable names are looked up in each source. */
const MAX_NAMES = 24;

export interface HolderQuery {
  /** Where each scope without a known frame was made; undefined for one that was made before a debugger was attached. */
  readonly sites: readonly (SourceLocation | undefined)[];
  readonly frames: readonly Dap.StackFrame[];
  readonly port: DapPort;
  readonly trees: JavascriptTrees;
  readonly readText: ReadText;
  readonly signal: AbortSignal;
}

/** A frame and the variable through which it holds a scope. */
export interface Holder {
  readonly frame: Dap.StackFrame;
  readonly variable: string;
}

/**
 * Finds the frames whose own variables hold scopes. After an `await` the call stack no longer tells which of several activations of an
 * async function is paused, but the function's variable does. Takes one request per frame, all at once, and none if the sources name no
 * variable. Returns the frame for each scope id: the outermost one that holds it, because inner frames have it from there.
 */
export async function findHolders(query: HolderQuery): Promise<Map<string, Holder>> {
  const names = await findNames(query);
  const holders = new Map<string, Holder>();
  if (names.length === 0) return holders;
  const expression = ownExpression(names);
  const asked = query.frames.filter(isOwnCode).slice(0, MAX_ASKED_FRAMES);
  const answers = await Promise.all(
    asked.map(async (frame) => {
      const answer = await unlessRefused(
        query.signal,
        query.port.request('evaluate', { expression, frameId: frame.id, context: 'copy' }, query.signal),
      );
      return answer === undefined ? [] : readHolders(answer.result);
    }),
  );
  answers.forEach((found, at) => {
    const frame = asked[at];
    for (const [index, id] of found.entries()) {
      const variable = names[index];
      if (id === undefined || variable === undefined || frame === undefined || (holders.has(id) && LIBRARY_CALLS.test(frame.name)))
        continue;
      holders.set(id, { frame, variable });
    }
  });
  return holders;
}

async function findNames(query: HolderQuery): Promise<string[]> {
  const names = new Set<string>();
  for (const site of query.sites) {
    const found = site && (await parseSource(site, query));
    const name = found && findScopeVariable(found.parsed, found.position);
    if (name !== undefined) names.add(name);
  }
  if (query.sites.includes(undefined)) for (const name of await findNamesInFrames(query)) names.add(name);
  return [...names].slice(0, MAX_NAMES);
}

/** If nothing was recorded, the sources of the paused frames tell which names their scopes have. */
async function findNamesInFrames(query: HolderQuery): Promise<string[]> {
  const paths = new Set(query.frames.filter(isOwnCode).map((frame) => frame.source?.path ?? ''));
  const names = await Promise.all(
    [...paths].slice(0, MAX_SOURCES).map(async (path) => {
      const text = await query.readText(path);
      return text === undefined ? [] : [...(await findNamesIn(path, text, query.trees))];
    }),
  );
  return names.flat();
}

/** The names that a source uses for scopes. A framework's component is written in a language of its own around the code. */
export async function findNamesIn(path: string, text: string, trees: JavascriptTrees): Promise<ReadonlySet<string>> {
  const file = await trees.parse(path, text);
  return file === undefined ? guessScopeNames(text) : findScopeNames({ file, text });
}

/** A place in a source and the syntax around it. */
export interface ParsedPlace {
  readonly parsed: ParsedText;
  readonly position: TextPosition;
}

/** The syntax around a place in a source; undefined if its text is not available, or does not parse there. */
export async function parseSource(
  { path, line, column = 1 }: SourceLocation,
  { readText, trees }: Pick<HolderQuery, 'readText' | 'trees'>,
): Promise<ParsedPlace | undefined> {
  const text = await readText(path);
  const position = { line: line - 1, column: column - 1 };
  const parsed = text === undefined ? undefined : await trees.parseNear(path, text, position);
  return parsed && { parsed, position };
}

/** The probe's answer to `own`: a scope id for each variable that holds a scope. */
export function readHolders(text: string): (string | undefined)[] {
  const list = parseJson(text);
  return Array.isArray(list)
    ? list.slice(0, MAX_NAMES).map((id: unknown) => (typeof id === 'string' && /^\d+:\d+$/.test(id) ? id : undefined))
    : [];
}

function isOwnCode(frame: Dap.StackFrame): boolean {
  const path = frame.source?.path ?? '';
  return canEvaluate(frame) && path !== '' && !path.startsWith('<node_internals>') && frame.presentationHint !== 'label';
}
