/** Why a gate refused a request or a call. */

/**
 * - `CLOSED`: the gate was closed
 * - `PROBE`: a probe is over its limit
 * - `ACTIVE`: the largest number of requests that the policy allows is inside
 * - `TENANT_ACTIVE`, `TENANT_RATE`: the tenant's quota is used up
 * - `LEFT`: the admission has already left
 */
export type GateErrorCode = 'CLOSED' | 'PROBE' | 'ACTIVE' | 'TENANT_ACTIVE' | 'TENANT_RATE' | 'LEFT';

/** A refusal of a {@link Gate}. `code` says why; the message also says what to do. */
export class GateError extends Error {
  override readonly name = 'GateError';

  constructor(
    readonly code: GateErrorCode,
    message: string,
    /** When to try again, in milliseconds; 0 if that is of no use. */
    readonly retryAfterMs: number,
  ) {
    super(message);
  }
}

/** Why a request was not let in. This is plain data, because there are many refusals under load, and an error's stack is expensive. */
export interface Refusal {
  readonly admitted: false;
  readonly code: Exclude<GateErrorCode, 'LEFT'>;
  /** One sentence, for logs, because it describes the inside of the service. */
  readonly message: string;
  readonly retryAfterMs: number;
}

export function alreadyLeft(): GateError {
  return new GateError(
    'LEFT',
    'Admission.leave(): this request has left the gate already. Leave once, preferably with using or s.use(admission).',
    0,
  );
}
