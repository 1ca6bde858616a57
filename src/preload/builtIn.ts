const { apply } = Reflect;
// eslint-disable-next-line @typescript-eslint/unbound-method -- applied below
const { toString: textOf } = Function.prototype;
// eslint-disable-next-line @typescript-eslint/unbound-method -- applied below
const { endsWith } = String.prototype;

/** Longer than the text of any function of the engine's. */
const MAX_TEXT = 200;

/** Whether a function has no text of its own: one of the engine's, a bound one, or a proxy. */
export function isBuiltIn(fn: object): boolean {
  const text = apply(textOf, fn, []);
  return text.length < MAX_TEXT && apply(endsWith, text, ['{ [native code] }']);
}
