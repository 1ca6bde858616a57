import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { LABEL_LENGTH, toDisplayText, VALUE_LENGTH } from '../../../core/displayText.ts';
import { numberScopes, type UnorderedCleanup, type UnorderedScope } from '../../../core/runOrder.ts';
import type { PossibleCleanup, Problem, SourceLocation, Stack } from '../../../core/snapshot.ts';
import { shortLocation } from '../../../core/sourceName.ts';
import type { Translate } from '../../../core/translate.ts';
import type { DapPort } from '../../../dap/port.ts';
import {
  findGeneratorAt,
  findGeneratorLoops,
  findHolderNames,
  hasGenerators,
  type GeneratorDeclaration,
  type GeneratorFunction,
  type HolderNames,
} from '../syntax/generators.ts';
import { isBefore } from '../syntax/javascriptNodes.ts';
import type { ParsedText } from '../syntax/javascriptNodes.ts';
import type { JavascriptTrees } from '../syntax/javascriptTrees.ts';
import { optional } from '../../../core/optional.ts';
import { canEvaluate, frameLocation, isOfProgram } from '../frames/frames.ts';
import { readVariable } from '../values/heldValue.ts';
import { readHeldGenerators, type HeldGenerator } from './heldGenerators.ts';
import type { RunningText, RunningTexts } from '../texts/runningTexts.ts';
import { listNames } from '../values/writtenValues.ts';

/** How many frames' variables are searched. */
const MAX_ASKED_FRAMES = 12;
/** How many names are looked up in each frame. */
const MAX_NAMES = 24;
/** How many resources one sentence names. */
const MAX_NAMED_RESOURCES = 6;

/** How a generator is written: a text without this has none. */
const GENERATES = /\bfunction\s*\*|[{;,}\n]\s*(?:(?:static|async)\s+)*\*\s*[\w$[#]/;

export interface GeneratorsQuery {
  /** The paused frames. */
  readonly frames: readonly Dap.StackFrame[];
  /** Functions that are already listed because they wait for the paused one; an async generator may be among them. */
  readonly listed: readonly Stack[];
  readonly port: DapPort;
  readonly texts: RunningTexts;
  readonly trees: JavascriptTrees;
  readonly t: Translate;
  readonly signal: AbortSignal;
}

export interface SuspendedGenerators {
  readonly stacks: readonly Stack[];
  readonly problems: readonly Problem[];
}

/**
 * Suspended generators that hold resources through `using` declarations. The variables of the paused frames are searched for them. A
 * generator that a loop runs is in no variable, so it can only be said that it may hold some.
 */
export async function readSuspendedGenerators(query: GeneratorsQuery): Promise<SuspendedGenerators> {
  const frames = query.frames.filter((frame) => canEvaluate(frame) && isOfProgram(frame)).slice(0, MAX_ASKED_FRAMES);
  const parsed = await Promise.all(frames.map(({ source }) => parseAt({ url: source?.path ?? '', ...optional('source', source) }, query)));
  if (parsed.every((one) => one === undefined)) return { stacks: [], problems: [] };
  const held = await Promise.all(
    frames.map(async (frame, at) => {
      const place = placeOf(frame);
      const file = parsed[at]?.file;
      const names =
        file === undefined || place === undefined
          ? undefined
          : findHolderNames(file, { line: place.line - 1, column: (place.column ?? 1) - 1 });
      return names === undefined ? NOTHING : readFrame(frame, names, query);
    }),
  );
  const stacks = await Promise.all(distinct(held.map(({ found }) => found)).map((one, at) => buildStack(one, at, query)));
  return {
    stacks: stacks.flatMap((stack) => stack ?? []),
    problems: [...frames.flatMap((frame, at) => explainLoops(frame, parsed[at], query)), ...explainUnread(held, query)],
  };
}

function placeOf(frame: Dap.StackFrame): SourceLocation | undefined {
  return frameLocation(frame);
}

/** The source that a person wrote; for code that is in no file, the running text. */
async function parseAt(given: RunningText, { texts, trees }: GeneratorsQuery): Promise<ParsedText | undefined> {
  const text = (await texts.readFile(given.url)) ?? (await texts.read(given));
  if (text === undefined || !/\busing\b/.test(text) || !GENERATES.test(text)) return undefined;
  const file = await trees.parse(given.url, text);
  return file !== undefined && hasGenerators(file, text) ? { text, file } : undefined;
}

/** A generator, and whether its variable was given by a caller. */
interface Found {
  readonly generator: HeldGenerator;
  readonly isGiven: boolean;
}

/** What a frame's variables lead to, and the gaps in that. */
interface FrameFound {
  readonly found: readonly Found[];
  readonly cut: readonly string[];
  readonly isUnread: boolean;
}

const NOTHING: FrameFound = { found: [], cut: [], isUnread: false };

async function readFrame(
  frame: Dap.StackFrame,
  { own, parameters, module }: HolderNames,
  { port, signal }: GeneratorsQuery,
): Promise<FrameFound> {
  const names = ['this', ...own, ...parameters, ...module.filter((name) => !own.includes(name) && !parameters.includes(name))].slice(
    0,
    MAX_NAMES,
  );
  const { generators, ...unknown } = await readHeldGenerators({ frame, names, port, signal });
  return { found: generators.map((generator): Found => ({ generator, isGiven: !own.includes(generator.holder) })), ...unknown };
}

function explainUnread(held: readonly FrameFound[], { t }: GeneratorsQuery): Problem[] {
  const names = [...new Set(held.flatMap(({ cut }) => cut))];
  const listed = toDisplayText(listNames(names, MAX_NAMED_RESOURCES), LABEL_LENGTH);
  const messages = [
    ...(names.length === 0 ? [] : [t('Not everything that {0} holds was searched: suspended generators in it may hold resources', listed)]),
    ...(held.some(({ isUnread }) => isUnread) ? [t('Suspended generators, which may hold resources, could not be read')] : []),
  ];
  return messages.map((message): Problem => ({ code: 'incomplete', severity: 'info', message }));
}

/** Outer frames may hold what a caller passed or what the module has; it is the same generator then. */
function distinct(held: readonly (readonly Found[])[]): HeldGenerator[] {
  const all = held.flat();
  return all
    .filter(({ generator, isGiven }, at) => !isGiven || !all.slice(at + 1).some((other) => isAlike(other.generator, generator)))
    .map(({ generator }) => generator);
}

function isAlike(one: HeldGenerator, other: HeldGenerator): boolean {
  return describe(one) === describe(other);
}

function describe({ location, variables }: HeldGenerator): string {
  return JSON.stringify([location, [...(variables ?? [])].map(([name, { value }]) => [name, value])]);
}

async function buildStack(held: HeldGenerator, at: number, query: GeneratorsQuery): Promise<Stack | undefined> {
  const { t } = query;
  const parsed = await parseAt({ url: held.location.path }, query);
  const { line, column = 1, path } = held.location;
  const generator = parsed && findGeneratorAt(parsed.file, parsed.text, { line: line - 1, column: column - 1 });
  if (generator === undefined || query.listed.some(({ scopes }) => isIn(scopes[0]?.location, path, generator.range))) return undefined;
  const { certain, possible } = divide(generator, held.variables);
  if (certain.length + possible.length === 0) return undefined;
  const id = `generator:${at}:${held.holder}`;
  const called = generator.name === '' ? t('(anonymous function)') : generator.name;
  const name = toDisplayText(t('Generator {0}, held by {1}', called, held.holder), LABEL_LENGTH);
  const scope: UnorderedScope = {
    id,
    kind: 'function',
    name,
    location: held.location,
    ends: 'owner',
    total: certain.length,
    cleanups: certain.map((declaration): UnorderedCleanup => ({
      id: `${id}:${declaration.range.start.line}:${declaration.range.start.column}`,
      ...buildCleanup(declaration, held, path),
    })),
    ...(possible.length === 0
      ? {}
      : {
          possible: possible.map((declaration): PossibleCleanup => ({
            label: labelOf(declaration),
            registeredAt: siteOf(declaration, path),
          })),
        }),
  };
  return {
    id,
    kind: 'task',
    name,
    current: false,
    status: { kind: 'blocked', reason: t('suspended') },
    failures: [],
    scopes: numberScopes([scope]),
  };
}

function isIn(at: SourceLocation | undefined, path: string, { start, end }: GeneratorFunction['range']): boolean {
  if (at?.path !== path) return false;
  const position = { line: at.line - 1, column: (at.column ?? 1) - 1 };
  return !isBefore(position, start) && isBefore(position, end);
}

/** In run order: what is registered, and what may be. */
function divide(
  { declarations, names }: GeneratorFunction,
  variables: HeldGenerator['variables'],
): { readonly certain: GeneratorDeclaration[]; readonly possible: GeneratorDeclaration[] } {
  // If none of the source's names is present, the code runs under different names.
  const isKnown = variables !== undefined && (variables.size === 0 || [...variables.keys()].some((name) => names.has(name)));
  const last = [...declarations].reverse().filter(({ initializer }) => !/^(?:null|undefined|void 0)$/.test(initializer));
  if (!isKnown) return { certain: [], possible: last };
  const there = last.filter(({ name }) => holdsSomething(variables.get(name)));
  return { certain: there.filter(({ certain }) => certain), possible: there.filter(({ certain }) => !certain) };
}

/** The debugger shows an uninitialised variable as undefined. */
function holdsSomething(variable: Dap.Variable | undefined): boolean {
  return variable !== undefined && variable.variablesReference > 0;
}

function buildCleanup(declaration: GeneratorDeclaration, { variables }: HeldGenerator, path: string): Omit<UnorderedCleanup, 'id'> {
  const value = variables?.get(declaration.name);
  return {
    state: 'pending',
    label: labelOf(declaration),
    callee: { name: calleeOf(declaration) },
    registeredAt: siteOf(declaration, path),
    arguments: [
      {
        name: declaration.name,
        type: 'object',
        value: toDisplayText((value && readVariable(value)?.value.text) ?? '', VALUE_LENGTH),
        capture: 'value',
      },
    ],
    ...(declaration.awaited ? { async: true } : {}),
  };
}

function labelOf(declaration: GeneratorDeclaration): string {
  return `${declaration.awaited ? 'await ' : ''}${calleeOf(declaration)}()`;
}

function calleeOf({ name, awaited }: GeneratorDeclaration): string {
  return toDisplayText(`${name}[Symbol.${awaited ? 'asyncDispose' : 'dispose'}]`, LABEL_LENGTH - 8);
}

function siteOf({ range: { start } }: GeneratorDeclaration, path: string): SourceLocation {
  return { path, line: start.line + 1, column: start.column + 1 };
}

function explainLoops(frame: Dap.StackFrame, parsed: ParsedText | undefined, { t }: GeneratorsQuery): Problem[] {
  const place = placeOf(frame);
  if (parsed === undefined || place === undefined) return [];
  const loops = findGeneratorLoops(parsed.file, parsed.text, { line: place.line - 1, column: (place.column ?? 1) - 1 });
  return loops.map(({ range, generators }): Problem => {
    const location: SourceLocation = { path: place.path, line: range.start.line + 1, column: range.start.column + 1 };
    const names = [...new Set(generators.flatMap(({ declarations }) => declarations.map(({ name }) => name)))];
    const listed = listNames(names, MAX_NAMED_RESOURCES);
    const message = t(
      'The generator that the loop at {0} runs may hold resources that no variable leads to: {1}',
      shortLocation(location),
      listed,
    );
    return { code: 'incomplete', severity: 'info', location, message: toDisplayText(message, VALUE_LENGTH) };
  });
}
