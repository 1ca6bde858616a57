import type { SourceLocation } from '../../../core/snapshot.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import { alignCaptures, type AlignedPart } from '../statements/alignment.ts';
import { chooseStatement } from '../statements/statementChoice.ts';
import { hasReceiver, isWrapper } from '../symbols/symbolKinds.ts';
import { findDefers, type DeferStatement } from '../syntax/goDefers.ts';
import { findAliases, findConstants, findFunctions, hasLiteral } from '../syntax/goFunctions.ts';
import type { DeferredCall } from './deferredCall.ts';

/** A deferred call and the statement that has deferred it. */
export interface MatchedCall {
  readonly deferred: DeferredCall;
  /** The runtime calls a wrapper that the compiler has made around the call. */
  readonly isWrapped: boolean;
  /** Undefined without the source, or if the source has none that can have deferred it. */
  readonly statement: DeferStatement | undefined;
  /** How the source differs from the program: its line defers nothing, or something else. Undefined if they agree. */
  readonly difference: 'nothing' | 'other' | undefined;
  /** Names of constants that the file declares. */
  readonly constants: ReadonlySet<string>;
  /** The callee, then the arguments, with what a wrapper holds for each; undefined if that cannot be told. */
  readonly parts: readonly AlignedPart[] | undefined;
}

const NO_NAMES: ReadonlySet<string> = new Set();
const NO_ALIASES: ReadonlyMap<string, string> = new Map();

/** What the file of a statement declares. */
interface FileNames {
  readonly constants: ReadonlySet<string>;
  readonly aliases: ReadonlyMap<string, string>;
}

/** Finds the statement of a deferred call. */
export async function matchCall(deferred: DeferredCall, { sources }: CleanupContext): Promise<MatchedCall> {
  const { site } = deferred;
  const isWrapped = isWrapper(deferred.name);
  if (site === undefined)
    return { deferred, isWrapped, statement: undefined, difference: undefined, constants: NO_NAMES, parts: undefined };
  const statements = await sources.askLine(site, findDefers);
  const functions = (await sources.askFile(site.path, findFunctions)) ?? NO_NAMES;
  const chosen = statements && chooseStatement(statements, { ...deferred, functions });
  const isOther = chosen !== undefined && (await defersOther(chosen, deferred, { sources }));
  const statement = isOther ? undefined : chosen;
  const constants = (await sources.askFile(site.path, findConstants)) ?? NO_NAMES;
  return {
    deferred,
    isWrapped,
    statement,
    difference: statements === undefined || statement !== undefined ? undefined : isOther ? 'other' : 'nothing',
    constants,
    parts:
      isWrapped && statement !== undefined
        ? align(statement, deferred, { constants, aliases: (await sources.askFile(site.path, findAliases)) ?? NO_ALIASES })
        : undefined,
  };
}

/** Whether a statement is not the one that has deferred a function literal: that begins where the source has none, or another one. */
async function defersOther(
  { line, literal }: DeferStatement,
  { entry, site }: DeferredCall,
  { sources }: Pick<CleanupContext, 'sources'>,
): Promise<boolean> {
  const begins: SourceLocation | undefined = await entry?.();
  // A literal of another file reaches the statement through a variable.
  if (begins === undefined || begins.path !== site?.path) return false;
  return literal === undefined ? (await sources.askLine(begins, hasLiteral)) === false : begins.line !== line;
}

function align(statement: DeferStatement, deferred: DeferredCall, { constants, aliases }: FileNames): readonly AlignedPart[] | undefined {
  if (deferred.isSilent) return [statement.callee, ...statement.arguments].map((part) => ({ part, captured: [] }));
  const call = deferred.code?.firstCall;
  return alignCaptures({
    callee: statement.callee,
    arguments: statement.arguments,
    captured: deferred.captured,
    isMethod: call?.kind === 'direct' ? hasReceiver(statement.callee.text, call.symbol) : undefined,
    isIndirect: call?.kind === 'indirect',
    isConstant: (name) => constants.has(name),
    aliases,
  })?.parts;
}
