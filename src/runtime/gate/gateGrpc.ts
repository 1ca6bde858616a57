/** A gate in front of a gRPC server: a server interceptor for `@grpc/grpc-js`. */

import { requireFunctionIfAny, requireOptions } from '../support/argumentChecks.ts';
import { dispose } from '../scopes/symbols.ts';
import { describe } from '../support/describe.ts';
import type { Admission } from './admission.ts';
import { type Entrance, requireEntrance } from './entrance.ts';
import type { Refusal } from './gateError.ts';

/** The part of gRPC metadata that is used. */
export interface GrpcMetadata {
  set(key: string, value: string): void;
  get(key: string): readonly unknown[];
}

/** The parts of `@grpc/grpc-js` that are used. It is passed in, so that this library depends on none of its versions. */
export interface GrpcModule {
  readonly Metadata: new () => GrpcMetadata;
  readonly ServerInterceptingCall: new (call: never, responder: never) => object;
}

/** The module's own type of metadata. */
export type MetadataOf<G extends GrpcModule> = InstanceType<G['Metadata']>;
/** The module's own type of interceptor. */
export type InterceptorOf<G extends GrpcModule> = (
  method: { readonly path: string },
  call: ConstructorParameters<G['ServerInterceptingCall']>[0],
) => InstanceType<G['ServerInterceptingCall']>;

/** How to tell calls apart, and whom to tell of refusals. */
export interface GrpcGateOptions<M> {
  /**
   * Whose call it is, e.g. `(metadata) => metadata.get('x-api-key')[0]?.toString()`. If it throws, the call ends with INTERNAL and
   * is not let in.
   */
  readonly tenant?: ((metadata: M, method: string) => string | undefined) | undefined;
  /** Called for each refusal before it is answered, for logs and metrics. */
  readonly onRefused?: ((method: string, refusal: Refusal) => void) | undefined;
}

/** How a call ends. */
interface Status {
  readonly code: number;
  readonly details: string;
  readonly metadata: GrpcMetadata;
}

interface Call {
  sendStatus(status: Status): void;
}

/** What the interceptor hears of a call. */
interface Listener<M> {
  onReceiveMetadata(metadata: M, next: (metadata: M) => void): void;
  onCancel(): void;
}

/** What the interceptor does to a call. */
interface Responder<M> {
  start(next: (listener: Listener<M>) => void): void;
  sendStatus(status: Status, next: (status: Status) => void): void;
}

/** https://grpc.io/docs/guides/status-codes/ */
const RESOURCE_EXHAUSTED = 8;
const INTERNAL = 13;
const UNAVAILABLE = 14;
const CALL = 'gateGrpc(grpc, gate, options)';

/**
 * Makes a server interceptor that lets a call in through `gate`, or ends it with RESOURCE_EXHAUSTED (UNAVAILABLE once the gate is
 * closed) and tells the client when to come back. A call counts as inside until its status is sent or it is cancelled.
 *
 * `new grpc.Server({ interceptors: [gateGrpc(grpc, gate)] })`
 *
 * @param grpc the module `@grpc/grpc-js`
 * @param gate who decides
 * @param options how to tell calls apart, and whom to tell of refusals
 * @throws TypeError if an argument is wrong
 * @see https://github.com/grpc/proposal/blob/master/A6-client-retries.md#pushback
 */
export function gateGrpc<G extends GrpcModule>(grpc: G, gate: Entrance, options: GrpcGateOptions<MetadataOf<G>> = {}): InterceptorOf<G> {
  const { Metadata, ServerInterceptingCall } = requireOptions(CALL, grpc, "import * as grpc from '@grpc/grpc-js'");
  if (typeof Metadata !== 'function' || typeof ServerInterceptingCall !== 'function')
    throw new TypeError(
      `${CALL}: the first argument must be the module @grpc/grpc-js, 1.10 or newer, got ${describe(grpc)}. Write import * as grpc from '@grpc/grpc-js' and pass grpc.`,
    );
  requireEntrance(CALL, gate);
  const { tenant, onRefused } = requireOptions(CALL, options, "{ tenant: (metadata) => metadata.get('x-api-key')[0]?.toString() }");
  requireFunctionIfAny(CALL, 'tenant', tenant, "(metadata) => metadata.get('x-api-key')[0]?.toString()");
  requireFunctionIfAny(CALL, 'onRefused', onRefused, '(method, refusal) => …');

  // This is the one place that casts the library's own types to the parts declared above.
  type Module = {
    readonly ServerInterceptingCall: new (call: Call, responder: Responder<MetadataOf<G>>) => InstanceType<G['ServerInterceptingCall']>;
  };
  const { ServerInterceptingCall: Intercepting } = grpc as unknown as Module;

  return ({ path }, given) => {
    const call = given as unknown as Call;
    let admission: Admission | undefined;
    const leave = (): void => {
      admission?.[dispose]();
    };
    const decide = (metadata: MetadataOf<G>): Admission | Status => {
      try {
        const decision = gate.tryEnter({ tenant: options.tenant?.(metadata, path) });
        if (decision.admitted) return decision;
        options.onRefused?.(path, decision);
        return toStatus(decision, new grpc.Metadata());
      } catch (error) {
        // No caller catches this, so it would take the server down.
        return { code: INTERNAL, details: `gate: ${describe(error)}`, metadata: new grpc.Metadata() };
      }
    };
    return new Intercepting(call, {
      start: (next) => {
        next({
          onReceiveMetadata: (metadata, nextMetadata) => {
            const decision = decide(metadata);
            if ('code' in decision) {
              call.sendStatus(decision);
              return;
            }
            admission = decision;
            nextMetadata(metadata);
          },
          onCancel: leave,
        });
      },
      sendStatus: (status, next) => {
        leave();
        next(status);
      },
    });
  };
}

function toStatus({ code, retryAfterMs }: Refusal, metadata: GrpcMetadata): Status {
  metadata.set('grpc-retry-pushback-ms', String(Math.max(1, Math.ceil(retryAfterMs))));
  return { code: code === 'CLOSED' ? UNAVAILABLE : RESOURCE_EXHAUSTED, details: 'The service is busy. Try again later.', metadata };
}
