import type { SourceLocation } from '../../../core/snapshot.ts';
import { unlessRefused, type DapPort } from '../../../dap/port.ts';
import type { WireCleanup, WireReading } from '../wire/javascriptReading.ts';
import { writeScopeId } from './cleanups.ts';
import { functionsExpression, type EvaluatePlace } from './expression.ts';

/** How many scopes and functions are looked up at one stop, so that a stop stays one small burst. */
const MAX_SCOPES = 8;
const MAX_FUNCTIONS = 60;

/**
 * Where inline closures are, for cleanups whose registration was not recorded because no debugger was attached yet: an inline closure is
 * where the call is. js-debug gives a function's place after source mapping. Takes two requests per scope and one per function, all at
 * once. Returns locations by cleanup id.
 */
export async function locateClosures(
  reading: WireReading,
  place: EvaluatePlace,
  port: DapPort,
  signal: AbortSignal,
): Promise<Map<string, SourceLocation>> {
  const found = new Map<string, SourceLocation>();
  let left = MAX_FUNCTIONS;
  const asked = reading.libraries
    .flatMap((library) =>
      library.scopes.map((scope) => {
        const cleanups = scope.cleanups
          .filter(isInlineClosure)
          .map((cleanup) => cleanup.id)
          .slice(0, left);
        left -= cleanups.length;
        return { library: library.index, scope: scope.id, cleanups };
      }),
    )
    .filter(({ cleanups }) => cleanups.length > 0)
    .slice(0, MAX_SCOPES);
  const locate = async (query: (typeof asked)[number]): Promise<void> => {
    const { variablesReference } = await port.request(
      'evaluate',
      { expression: functionsExpression(query), ...place, context: 'watch' },
      signal,
    );
    if (variablesReference <= 0) return;
    const { variables } = await port.request('variables', { variablesReference }, signal);
    await Promise.all(
      variables.map(async (variable) => {
        const cleanup = /^\d+$/.test(variable.name) ? query.cleanups[Number(variable.name)] : undefined;
        if (cleanup === undefined || variable.valueLocationReference === undefined) return;
        const at = await unlessRefused(signal, port.request('locations', { locationReference: variable.valueLocationReference }, signal));
        if (at?.source.path === undefined) return;
        found.set(`${writeScopeId(query)}:${cleanup}`, {
          path: at.source.path,
          line: at.line,
          ...(at.column === undefined ? {} : { column: at.column }),
        });
      }),
    );
  };
  await Promise.all(asked.map((query) => unlessRefused(signal, locate(query))));
  return found;
}

/** An unnamed arrow function or function expression was most likely written where it was registered. */
function isInlineClosure(cleanup: WireCleanup): boolean {
  return (
    cleanup.site === undefined &&
    cleanup.kind !== 'use' &&
    cleanup.fn.name === '' &&
    cleanup.fn.source !== '' &&
    !/^(?:async\s+)?function\s*\*?\s*[\p{ID_Start}$_]/u.test(cleanup.fn.source)
  );
}
