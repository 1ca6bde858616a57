/** A later version of a module, as the last part of a package's path: `v2` of `example.com/db/v2`, which is not part of its name. */
const VERSION = /^v(?:[2-9]|[1-9]\d+)$/;

/** The path of a package before the name of what it declares: `example.com/db/v2.` before `Store`. */
const PACKAGE =
  /(?<=^|[^\p{L}\p{N}_.~%+/-]|\.\.\.)(?:[\p{L}\p{N}_~%+-][\p{L}\p{N}_.~%+-]*\/)*[\p{L}\p{N}_~%+-]+(?:\.v\d+)?\.(?=[\p{L}_])/gu;

/**
 * The name of the package with this path. By convention it is the last part, without the version of a module: `db` of `example.com/db/v2`,
 * `yaml` of `gopkg.in/yaml.v3`. Symbols have an escape for the dot in it (`yaml%2ev3`).
 */
export function packageName(path: string): string {
  const [last = '', before] = path.split('/').reverse();
  const name = VERSION.test(last) && before !== undefined ? before : last;
  return unescapePath(name).replace(/\.v\d+$/, '');
}

/** The names that the package may have whose types an expression is to name: the path does not say which. */
export function possiblePackageNames(path: string): string[] {
  return [...new Set([packageName(path), unescapePath(path.slice(path.lastIndexOf('/') + 1)).replace(/\.v\d+$/, '')])];
}

/** A type with the names of packages in place of their paths, as a source has it. */
export function withPackageNames(type: string): string {
  return type.replace(PACKAGE, (path) => `${packageName(path.slice(0, -1))}.`);
}

/** The paths of the packages in a type. */
export function packagesOf(type: string): string[] {
  return [...type.matchAll(PACKAGE)].map(([path]) => path.slice(0, -1));
}

/** A type that a function declares, without the number by which the compiler tells it from others: `main.T` of `main.T·1`. */
export function withoutNumbers(type: string): string {
  return type.replace(/·\d+/g, '');
}

function unescapePath(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
