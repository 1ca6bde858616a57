import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import { nameInPackageOf, packageFunctionName, titleOfFunction } from '../symbols/functionNames.ts';
import { recoversByName } from '../syntax/goFunctions.ts';
import type { CapturedVariable } from '../values/capturedVariable.ts';
import { interfaceParts } from '../values/goValues.ts';
import type { MatchedCall } from './matchedCall.ts';

/** The method in `r.Close`. */
const METHOD = /\.(\w+)$/;

/** Whether the function that the call calls is nil. */
export function callsNil({ deferred, isWrapped, parts }: MatchedCall): boolean {
  if (deferred.name === '') return true;
  const [called] = (deferred.isSilent ? deferred.captured : parts?.[0]?.captured) ?? [];
  return isWrapped && called?.value === 'nil';
}

/** The function that a deferred call calls, behind its wrapper, as a person names it. */
export function nameCallee(call: MatchedCall, { t }: Pick<CleanupContext, 't'>): string {
  const { deferred, isWrapped, statement } = call;
  if (callsNil(call)) return 'nil';
  if (!isWrapped) return titleOfFunction(deferred.name);
  const firstCall = deferred.code?.firstCall;
  if (firstCall?.kind === 'direct') return titleOfFunction(firstCall.symbol);
  const value = calledValue(call);
  if (value?.type.startsWith('func(') === true) return titleOfFunction(value.value);
  if (deferred.isSilent && statement?.literal !== undefined) return t('function literal');
  const method = value && methodThrough(value, call);
  if (method !== undefined) return toDisplayText(methodName(method.type, method.name), LABEL_LENGTH);
  return toDisplayText(statement?.callee.text ?? packageFunctionName(deferred.name), LABEL_LENGTH);
}

/**
 * Whether the method that is called through an interface itself calls `recover`; undefined if its source is not available, and for any
 * other call.
 */
export async function recoversThroughInterface(
  call: MatchedCall,
  { sources }: Pick<CleanupContext, 'sources'>,
): Promise<boolean | undefined> {
  const { deferred, parts } = call;
  const [held] = parts?.[0]?.captured ?? [];
  const method = held && methodThrough(held, call);
  if (method === undefined || deferred.site === undefined) return undefined;
  // A pointer has the methods of what it points to as well.
  for (const type of method.type.startsWith('*') ? [method.type, method.type.slice(1)] : [method.type]) {
    const name = nameInPackageOf(deferred.name, methodName(type, method.name));
    const recovers = name === undefined ? undefined : await sources.askFile(deferred.site.path, (root) => recoversByName(root, name));
    if (recovers !== undefined) return recovers;
  }
  return undefined;
}

/**
 * What a wrapper calls, or whose method it calls. Without the source, the first value that an indirect call's wrapper holds is what it
 * calls.
 */
function calledValue({ deferred, parts }: MatchedCall): CapturedVariable | undefined {
  const isFirst = deferred.isSilent || (parts === undefined && deferred.code?.firstCall?.kind === 'indirect');
  return isFirst ? deferred.captured[0] : parts?.[0]?.captured[0];
}

/** The method that is called through an interface, and the type that has it. */
function methodThrough(
  { type }: CapturedVariable,
  { statement }: MatchedCall,
): { readonly type: string; readonly name: string } | undefined {
  const dynamic = interfaceParts(type)?.dynamic;
  const name = METHOD.exec(statement?.callee.text ?? '')?.[1];
  return dynamic === undefined || name === undefined ? undefined : { type: dynamic, name };
}

/** `main.(*R).Close` of `*main.R`, `main.R.Close` of `main.R`. */
function methodName(type: string, method: string): string {
  const plain = packageFunctionName(type.replace(/^\*/, ''));
  if (!type.startsWith('*')) return `${plain}.${method}`;
  const dot = plain.indexOf('.');
  return `${plain.slice(0, dot + 1)}(*${plain.slice(dot + 1)}).${method}`;
}
