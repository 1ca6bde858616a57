import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { optional } from '../core/optional.ts';

/** One stop of one session. */
export interface Stop {
  /** Counts the stops and continuations of the session: no two stops share a number. */
  readonly epoch: number;
  readonly reason: string;
  readonly threadId: number | undefined;
  /** What the adapter says about it beside the reason. */
  readonly text?: string;
}

/** What a session's messages say about it. */
export type RunState =
  | { readonly kind: 'running'; readonly epoch: number }
  | { readonly kind: 'stopped'; readonly epoch: number; readonly stop: Stop }
  | { readonly kind: 'ended'; readonly epoch: number };

const RESUMING = new Set(['continue', 'next', 'stepIn', 'stepOut', 'stepBack', 'reverseContinue', 'goto', 'restartFrame', 'restart']);

/**
 * Follows the DAP messages of one session and reports when it stops, continues and ends. A request to resume counts as running from the
 * moment it is sent, because from then on all frames and references of the stop may be gone. If the adapter refuses the request, the stop
 * is there again with a new epoch.
 */
export class StopTracker {
  #state: RunState = { kind: 'running', epoch: 0 };
  readonly #resuming = new Map<number, Stop>();
  readonly #changed: (state: RunState) => void;

  constructor(changed: (state: RunState) => void) {
    this.#changed = changed;
  }

  get state(): RunState {
    return this.#state;
  }

  /** A message that the client sends to the adapter. */
  sent(message: unknown): void {
    const request = message as Dap.Request;
    if (request.type !== 'request' || !RESUMING.has(request.command) || this.#state.kind !== 'stopped') return;
    this.#resuming.set(request.seq, this.#state.stop);
    this.#run();
  }

  /** A message that the adapter sends to the client. */
  received(message: unknown): void {
    const { type } = message as Dap.ProtocolMessage;
    if (type === 'event') this.#event(message as Dap.Event);
    else if (type === 'response') this.#response(message as Dap.Response);
  }

  /** The adapter is gone, whether or not it said so. */
  end(): void {
    if (this.#state.kind !== 'ended') this.#set({ kind: 'ended', epoch: this.#state.epoch + 1 });
  }

  #event(event: Dap.Event): void {
    switch (event.event) {
      case 'stopped': {
        const { reason, threadId, text } = (event as Dap.StoppedEvent).body;
        this.#resuming.clear();
        this.#stop({ reason, threadId, ...optional('text', text) });
        return;
      }
      case 'continued':
        if (this.#state.kind === 'stopped') this.#run();
        return;
      case 'terminated':
      case 'exited':
        this.end();
    }
  }

  #response(response: Dap.Response): void {
    const before = this.#resuming.get(response.request_seq);
    this.#resuming.delete(response.request_seq);
    if (before !== undefined && !response.success && this.#state.kind === 'running') this.#stop(before);
  }

  #stop(stop: Omit<Stop, 'epoch'>): void {
    const epoch = this.#state.epoch + 1;
    this.#set({ kind: 'stopped', epoch, stop: { ...stop, epoch } });
  }

  #run(): void {
    this.#set({ kind: 'running', epoch: this.#state.epoch + 1 });
  }

  #set(state: RunState): void {
    this.#state = state;
    this.#changed(state);
  }
}
