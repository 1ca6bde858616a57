import type { LiveValue } from '../../cleanupSource.ts';

/** How many variables of one closure are shown. */
const MAX_VARIABLES = 20;

/** Every identifier in a function's text. Only those that the engine lists as captured variables are used. */
export function namesIn(source: string): Set<string> {
  return new Set(source.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []);
}

/**
 * The variables that a closure captured from the functions around it. The engine keeps every variable of an outer function that any closure
 * in it uses; those that the text of this closure does not name are left out. Inner ones come first and hide outer ones of the same name.
 */
export async function readCaptured(
  names: ReadonlySet<string>,
  readChildren: (reference: number) => Promise<readonly LiveValue[]>,
  functionReference: number,
): Promise<LiveValue[]> {
  const scopesRow = (await readChildren(functionReference)).find((child) => child.name === '[[Scopes]]');
  if (scopesRow === undefined) return [];
  const outer = (await readChildren(scopesRow.variablesReference)).filter(isFunctionScope);
  const contents = await Promise.all(outer.map((scope) => readChildren(scope.variablesReference)));
  const found = new Map<string, LiveValue>();
  for (const value of contents.flat()) if (names.has(value.name) && !found.has(value.name)) found.set(value.name, value);
  return [...found.values()].slice(0, MAX_VARIABLES);
}

/** Neither the module scope nor the global scope: their variables are not particular to this closure. */
function isFunctionScope(scope: LiveValue): boolean {
  return /^(?:Closure|Block|Catch|Local)\b/.test(scope.value);
}
