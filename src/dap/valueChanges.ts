import type { DebugProtocol as Dap } from '@vscode/debugprotocol';

/** Requests with which a person changes a variable while the program is paused. */
const SETTING = new Set(['setVariable', 'setExpression', 'writeMemory']);
/** The parts of the view that an adapter may declare out of date. */
const AREAS = new Set(['all', 'stacks', 'variables']);
/** How many events are followed during one stop: an adapter that sends one for each reading would make us read forever. */
const MAX_EVENTS = 10;

/** Follows the DAP messages of one session and reports when values change although the program has not run. */
export class ValueChanges {
  readonly #setting = new Set<number>();
  readonly #changed: () => void;
  #events = 0;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** A message that the client sends to the adapter. */
  sent(message: unknown): void {
    const request = message as Dap.Request;
    if (request.type === 'request' && SETTING.has(request.command)) this.#setting.add(request.seq);
  }

  /** A message that the adapter sends to the client. */
  received(message: unknown): void {
    const { type } = message as Dap.ProtocolMessage;
    if (type === 'event') this.#event(message as Dap.Event);
    if (type !== 'response') return;
    const response = message as Dap.Response;
    if (this.#setting.delete(response.request_seq) && response.success) this.#changed();
  }

  #event(event: Dap.Event): void {
    if (event.event === 'stopped') this.#events = 0;
    if (event.event !== 'memory' && (event.event !== 'invalidated' || !concernsValues(event as Dap.InvalidatedEvent))) return;
    this.#events += 1;
    if (this.#events <= MAX_EVENTS) this.#changed();
  }
}

/** An event that names no areas means all of them. */
function concernsValues({ body }: Dap.InvalidatedEvent): boolean {
  const areas = body.areas ?? [];
  return areas.length === 0 || areas.some((area) => AREAS.has(area));
}
