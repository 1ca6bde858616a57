/**
 * Node's own source maps, for code that was compiled on the way in (tsx, ts-node, a test runner): their maps are in no file.
 * Node keeps them when the program has asked for source maps.
 */

export interface Position {
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

/** https://nodejs.org/api/module.html#class-modulesourcemap; positions 0-based. */
interface NodeSourceMap {
  findEntry(line: number, column: number): { readonly originalSource?: unknown; readonly originalLine?: unknown; readonly originalColumn?: unknown };
}

interface NodeModules {
  findSourceMap?(url: string): NodeSourceMap | undefined;
}

function findModules(): NodeModules | undefined {
  try {
    const host = globalThis as { process?: { getBuiltinModule?: (name: string) => NodeModules } };
    return host.process?.getBuiltinModule?.('node:module');
  } catch {
    // A program may have put anything under `process`: positions stay those of the running code.
    return undefined;
  }
}

const modules = findModules();

/** The position in the source, when Node knows it; undefined when it does not. */
export function mapPosition(position: Position): Position | undefined {
  try {
    const entry = modules?.findSourceMap?.(position.url)?.findEntry(position.line - 1, position.column - 1);
    const { originalSource: url, originalLine: line, originalColumn: column } = entry ?? {};
    if (typeof url !== 'string' || url === '' || typeof line !== 'number' || typeof column !== 'number') return undefined;
    return { url, line: line + 1, column: column + 1 };
  } catch {
    // A map that Node cannot read is as good as none.
    return undefined;
  }
}
