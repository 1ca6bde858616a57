import type { DapPort, DapRequests } from './port.ts';

/** The same adapter, asked one thing after the other: whoever else asks it waits behind one of our requests at most. */
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
