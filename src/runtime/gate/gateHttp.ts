/** A gate in front of an HTTP server: middleware in the style of Connect, for Express and for plain `node:http`. */

import { requireFunctionIfAny, requireNumberIfAny, requireOptions } from '../support/argumentChecks.ts';
import { dispose } from '../scopes/symbols.ts';
import { type Entrance, requireEntrance } from './entrance.ts';
import type { Refusal } from './gateError.ts';

/** The part of a response that is used. Node's own fits, and so does whatever is derived from it. */
export interface HttpResponse {
  statusCode: number;
  readonly destroyed: boolean;
  readonly writableFinished: boolean;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
  once(event: 'finish' | 'close', listener: () => void): unknown;
}

/** How to tell requests apart, and how to refuse them. */
export interface HttpGateOptions<Req> {
  /** Whose request it is, e.g. `(req) => req.headers['x-api-key']`. What it throws goes to the caller, and the request does not enter. */
  readonly tenant?: ((request: Req) => string | undefined) | undefined;
  /** The status for a tenant whose quota is used up. Default 503, as for all others; 429 tells the tenant that it is the cause. */
  readonly tenantStatus?: number | undefined;
  /** Called for each refusal before it is answered, for logs and metrics. */
  readonly onRefused?: ((request: Req, refusal: Refusal) => void) | undefined;
}

const CALL = 'gateHttp(gate, options)';

/**
 * Makes middleware that lets a request in through `gate`, or answers 503 with `Retry-After`. A request counts as inside until its
 * response is finished or its connection is gone, whichever comes first.
 *
 * @param gate who decides
 * @param options how to tell requests apart, and how to refuse them
 * @returns `(req, res, next)`, which calls `next()` for requests that are let in
 * @throws TypeError or RangeError if an option is wrong
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { Gate, gateHttp } from 'deferscope/gate';
 *
 * const enter = gateHttp(new Gate({ policy: { maxActive: 0 } }));
 * const server = createServer((req, res) => { enter(req, res, () => { res.end('hello'); }); });
 * server.listen(0, '127.0.0.1', async () => {
 *   const { port } = server.address() as { port: number };
 *   const { status, headers } = await fetch(`http://127.0.0.1:${port}`);
 *   console.log(status, headers.get('retry-after')); // 503 1
 *   server.close();
 * });
 * ```
 */
export function gateHttp<Req>(
  gate: Entrance,
  options: HttpGateOptions<Req> = {},
): (request: Req, response: HttpResponse, next: () => void) => void {
  requireEntrance(CALL, gate);
  const { tenant, tenantStatus, onRefused } = requireOptions(CALL, options, "{ tenant: (req) => req.headers['x-api-key'] }");
  requireFunctionIfAny(CALL, 'tenant', tenant, "(req) => req.headers['x-api-key']");
  requireNumberIfAny(CALL, 'tenantStatus', tenantStatus, 'an HTTP status', { from: 400, whole: true });
  requireFunctionIfAny(CALL, 'onRefused', onRefused, '(req, refusal) => …');
  return (request, response, next) => {
    const decision = gate.tryEnter({ tenant: options.tenant?.(request) });
    if (!decision.admitted) {
      options.onRefused?.(request, decision);
      answerRefusal(response, decision, tenantStatus ?? 503);
      return;
    }
    const leave = (): void => {
      decision[dispose]();
    };
    response.once('finish', leave);
    response.once('close', leave);
    // The client may have gone while others were being served. Then neither event comes any more.
    if (response.destroyed || response.writableFinished) leave();
    next();
  };
}

function answerRefusal(response: HttpResponse, { code, retryAfterMs }: Refusal, tenantStatus: number): void {
  response.statusCode = code === 'TENANT_ACTIVE' || code === 'TENANT_RATE' ? tenantStatus : 503;
  // Whole seconds, and never "now", because a client that comes back at once is refused again.
  response.setHeader('Retry-After', String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  // Another instance may take the next request, if it comes over another connection.
  if (code === 'CLOSED') response.setHeader('Connection', 'close');
  response.end('The service is busy. Try again later.\n');
}
