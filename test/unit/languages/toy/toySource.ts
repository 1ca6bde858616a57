import { numberScopes, type UnorderedScope } from '../../../../src/core/runOrder.ts';
import type { DapPort } from '../../../../src/dap/port.ts';
import type { Stop } from '../../../../src/dap/stopTracker.ts';
import type { CleanupSource, ReadResult } from '../../../../src/languages/cleanupSource.ts';

/** The smallest possible source: the promises in each frame, as the adapter lists them among the frame's variables. */
export class ToySource implements CleanupSource {
  readonly #port: DapPort;

  constructor(port: DapPort) {
    this.#port = port;
  }

  async read({ threadId = 1 }: Stop, signal: AbortSignal): Promise<ReadResult> {
    const { stackFrames } = await this.#port.request('stackTrace', { threadId }, signal);
    const scopes: UnorderedScope[] = [];
    for (const { id, name, line, source } of stackFrames) {
      const { variables } = await this.#port.request('variables', { variablesReference: id }, signal);
      const path = source?.path ?? '';
      scopes.push({
        id: `toy:${id}`,
        kind: 'block',
        name,
        frameId: id,
        location: { path, line },
        total: variables.length,
        cleanups: variables.map(({ name: promise, value }) => ({
          id: `toy:${id}:${promise}`,
          state: 'pending',
          label: promise,
          callee: { name: promise },
          arguments: [],
          registeredAt: { path, line: Number(value) },
        })),
      });
    }
    const location = scopes[0]?.location;
    return {
      kind: 'stacks',
      stacks: [
        {
          id: 'box',
          kind: 'thread',
          name: 'The toy box',
          current: true,
          status: { kind: 'paused' },
          failures: [],
          scopes: numberScopes(scopes),
        },
      ],
      history: [],
      problems: [],
      ...(location === undefined ? {} : { location }),
    };
  }
}
