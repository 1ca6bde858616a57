import type { DebugProtocol as Dap } from '@vscode/debugprotocol';

/** The place of a frame: its thread, and how many frames are further in. */
export interface FramePlace {
  readonly threadId: number;
  readonly level: number;
}

/**
 * Which frame an id means. An adapter may give the same frame another id each time it is asked (Delve does), so the frame that the user has
 * selected may have an id that is not known here.
 */
export class KnownFrames {
  readonly #asked = new Map<number, Dap.StackTraceArguments>();
  readonly #places = new Map<number, FramePlace>();

  /** A message that the client sends to the adapter. */
  sent(message: unknown): void {
    const request = message as Dap.Request;
    if (request.type === 'request' && request.command === 'stackTrace')
      this.#asked.set(request.seq, request.arguments as Dap.StackTraceArguments);
  }

  /** A message that the adapter sends to the client. */
  received(message: unknown): void {
    const { type } = message as Dap.ProtocolMessage;
    if (type === 'event' && (message as Dap.Event).event === 'stopped') this.#forget();
    if (type !== 'response') return;
    const response = message as Dap.StackTraceResponse;
    const asked = this.#asked.get(response.request_seq);
    this.#asked.delete(response.request_seq);
    if (asked === undefined || !response.success) return;
    for (const [at, frame] of response.body.stackFrames.entries())
      this.#places.set(frame.id, { threadId: asked.threadId, level: (asked.startFrame ?? 0) + at });
  }

  /** Whether two ids mean the same frame of the stop. */
  isSame(one: number, other: number): boolean {
    if (one === other) return true;
    const first = this.#places.get(one);
    const second = this.#places.get(other);
    return first !== undefined && first.threadId === second?.threadId && first.level === second.level;
  }

  #forget(): void {
    this.#asked.clear();
    this.#places.clear();
  }
}
