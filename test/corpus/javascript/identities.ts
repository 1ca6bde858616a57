import type { Runtime, Session } from 'node:inspector';
import type { DapPort, DapRequests } from '../../../src/dap/port.ts';
import { post, type InspectorPort } from '../../adapters/inspectorPort.ts';

export interface Identity {
  readonly id: number;
  readonly className: string;
}

/** Passes requests on, and remembers which object was expanded last: what a person would see who expands the row. */
export class IdentifyingPort implements DapPort {
  readonly #port: InspectorPort;
  readonly #session: Session;
  #last = 0;

  constructor(port: InspectorPort, session: Session) {
    this.#port = port;
    this.#session = session;
  }

  async request<C extends keyof DapRequests>(command: C, args: DapRequests[C]['arguments']): Promise<DapRequests[C]['body']> {
    const body = await this.#port.request(command, args);
    this.#last = command === 'variables' ? referenceIn(args) : command === 'evaluate' ? referenceIn(body) : this.#last;
    return body;
  }

  /** Forgets what was expanded, and returns it. */
  async takeLast(): Promise<Identity | undefined> {
    const object = this.#port.objectOf(this.#last);
    this.#last = 0;
    if (object?.objectId === undefined) return undefined;
    return { id: await idOf(this.#session, object.objectId), className: object.className ?? '' };
  }
}

function referenceIn(given: unknown): number {
  return (given as { readonly variablesReference?: number }).variablesReference ?? 0;
}

/** The number that the program itself gives an object. */
async function idOf(session: Session, objectId: string): Promise<number> {
  return Number(await callOn(session, objectId, 'function () { return globalThis.deferscopeTruth.idOf(this); }'));
}

/** Calls a function of ours with the object as `this`, and returns the plain value that it returns. */
export async function callOn(session: Session, objectId: string, functionDeclaration: string): Promise<unknown> {
  const { result } = await post<Runtime.CallFunctionOnReturnType>(session, 'Runtime.callFunctionOn', {
    objectId,
    functionDeclaration,
    returnByValue: true,
    silent: true,
  });
  return result.value;
}
