const { apply } = Reflect;
// oxlint-disable-next-line typescript/unbound-method -- applied below
const { toString: textOf } = Function.prototype;
// oxlint-disable-next-line typescript/unbound-method -- applied below
const { endsWith } = String.prototype;

/** More than the length of any engine function's text. */
const MAX_TEXT = 200;

/** Whether a function has no source text: one of the engine's, a bound function, or a proxy. */
export function isBuiltIn(fn: object): boolean {
  const text = apply(textOf, fn, []);
  return text.length < MAX_TEXT && apply(endsWith, text, ['{ [native code] }']);
}
