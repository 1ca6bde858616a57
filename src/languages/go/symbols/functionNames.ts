import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import { withoutBrackets } from './brackets.ts';
import { packageName, withoutNumbers, withPackageNames } from './packageNames.ts';

/** `work` of `main.work`, `(*Pool).Get` of `example.com/db/v2.(*Pool).Get`. */
export function shortFunctionName(name: string): string {
  const afterPath = name.slice(lastSlash(name) + 1);
  const dot = afterPath.indexOf('.');
  return dot < 0 ? afterPath : afterPath.slice(dot + 1);
}

/** The name with its package's name in place of the path: `db.Open` for `example.com/db/v2.Open`. */
export function packageFunctionName(name: string): string {
  const dot = name.indexOf('.', lastSlash(name) + 1);
  return dot < 0 ? name.slice(lastSlash(name) + 1) : packageName(name.slice(0, dot)) + withPackageNames(name.slice(dot));
}

/** The last slash of the package's path, not one in the type arguments of a generic function. */
function lastSlash(name: string): number {
  const bracket = name.indexOf('[');
  return (bracket < 0 ? name : name.slice(0, bracket)).lastIndexOf('/');
}

/**
 * The name that a function has in the package of another one, without its type arguments: `use`, `(*Pool).Get`; undefined if it belongs to
 * another package.
 */
export function nameInPackageOf(other: string, symbol: string): string | undefined {
  const package_ = packageOf(other);
  return packageOf(symbol) === package_
    ? withoutBrackets(symbol)
        .replaceAll('\0', '')
        .slice(package_.length + 1)
    : undefined;
}

/** `example.com/db` of `example.com/db.(*Pool).Get`. */
function packageOf(symbol: string): string {
  const plain = withoutBrackets(symbol);
  const slash = plain.lastIndexOf('/');
  const dot = plain.indexOf('.', slash);
  return dot < 0 ? plain : plain.slice(0, dot);
}

/** The symbol as a person knows it: without the mark of a method value, and with the type arguments as far as they can be told. */
export function readableSymbol(symbol: string): string {
  // All pointers share one shape: the name does not say which one it is.
  const text = withoutNumbers(symbol.replace(/-fm$/, '').replaceAll('interface {}', 'any'));
  if (!text.includes('go.shape.')) return text;
  return text.includes('go.shape.*uint8') ? withoutBrackets(text).replace(/\u0000/g, '[…]') : withoutShapes(text);
}

/** The name of the type whose shape generic code has been compiled for. */
export function withoutShapes(type: string): string {
  return type.replaceAll('go.shape.', '');
}

/** The function as a row names it, with its package: `db.Open`. */
export function titleOfFunction(symbol: string): string {
  return toDisplayText(packageFunctionName(readableSymbol(symbol)), LABEL_LENGTH);
}

/** The same without its package: `Open`. */
export function shortTitleOfFunction(symbol: string): string {
  return toDisplayText(shortFunctionName(readableSymbol(symbol)), LABEL_LENGTH);
}
