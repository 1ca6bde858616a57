/** The parts of servers, requests and responses of `node:http`, `node:https` and `node:http2` that are used here. Any real one fits. */

export type Listener = (...args: unknown[]) => void;

export interface HttpServer {
  readonly listening: boolean;
  on(event: string, listener: Listener): unknown;
  prependListener(event: string, listener: Listener): unknown;
  removeListener(event: string, listener: Listener): unknown;
  removeAllListeners(event: string): unknown;
  listenerCount(event: string): number;
  close(callback?: (error?: Error) => void): unknown;
  /** TLS servers have it. */
  setSecureContext?: unknown;
  closeIdleConnections?(): void;
  closeAllConnections?(): void;
}

export interface HttpConnection {
  /** With TLS, this counts decrypted bytes. */
  readonly bytesRead: number;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  once(event: 'close', listener: () => void): unknown;
  destroy(): unknown;
}

/** The raw stream of a request that wants another protocol. */
export interface UpgradeStream {
  end(text: string): unknown;
}

export interface HttpRequest {
  readonly httpVersionMajor: number;
  readonly complete: boolean;
  readonly socket: object | null;
  resume(): unknown;
  once(event: 'end', listener: () => void): unknown;
}

export interface HttpResponse {
  statusCode: number;
  readonly headersSent: boolean;
  setHeader(name: string, value: string): unknown;
  removeHeader(name: string): unknown;
  end(body: string): unknown;
  once(event: 'close', listener: () => void): unknown;
}

/** One connection of HTTP/2. */
export interface Http2Session {
  close(): void;
  destroy(): void;
  once(event: 'close', listener: () => void): unknown;
}

const METHODS = ['on', 'prependListener', 'removeListener', 'removeAllListeners', 'listenerCount', 'close'] as const;

export function isHttpServer(value: unknown): value is HttpServer {
  if (typeof value !== 'object' || value === null) return false;
  const server = value as Partial<Record<(typeof METHODS)[number], unknown>>;
  return METHODS.every((method) => typeof server[method] === 'function');
}
