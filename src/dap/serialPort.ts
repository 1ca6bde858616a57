import type { DapPort, DapRequests } from './port.ts';

/** The same adapter, asked one thing at a time: anybody else waits behind at most one of our requests. */
export class SerialPort implements DapPort {
  readonly #port: DapPort;
  #last: Promise<unknown> = Promise.resolve();

  constructor(port: DapPort) {
    this.#port = port;
  }

  request<C extends keyof DapRequests>(
    command: C,
    args: DapRequests[C]['arguments'],
    signal?: AbortSignal,
  ): Promise<DapRequests[C]['body']> {
    const answer = this.#last.then(() => this.#port.request(command, args, signal));
    this.#last = answer.then(goOn, goOn);
    return answer;
  }
}

function goOn(): void {
  // What the answer was is for whoever has asked.
}
