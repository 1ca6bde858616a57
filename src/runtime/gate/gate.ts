/** Admission to a service: work that cannot be done well is refused at once, at the entrance. */

import { requireClockIfAny, requireFunction, requireNumberIfAny, requireOptions, requireTextIfAny } from '../support/argumentChecks.ts';
import { backgroundClock, type Clock } from '../support/clock.ts';
import type { DoorResource } from '../door/doorContract.ts';
import { recorder } from '../scopes/recorder.ts';
import { report } from '../support/reportUnhandled.ts';
import { announceResource, type ReadableResource } from '../door/resourceRegistry.ts';
import { dispose } from '../scopes/symbols.ts';
import { describe } from '../support/describe.ts';
import { Admission } from './admission.ts';
import type { EnterOptions, Entrance } from './entrance.ts';
import { GateError, type Refusal } from './gateError.ts';
import { type Gauge, isRefusing } from './gauge.ts';
import { checkPolicy, type CheckedPolicy, type GatePolicy, type Quota } from './policy.ts';
import type { Probe } from './probes.ts';
import { readGate } from './readGate.ts';
import { type Tenant, Tenants, untilToken } from './tenants.ts';

export type { Admission } from './admission.ts';
export type { EnterOptions, Entrance } from './entrance.ts';
export { GateError, type GateErrorCode, type Refusal } from './gateError.ts';
export { gateGrpc, type GrpcGateOptions, type GrpcMetadata, type GrpcModule, type InterceptorOf, type MetadataOf } from './gateGrpc.ts';
export { gateHttp, type HttpGateOptions, type HttpResponse } from './gateHttp.ts';
export type { GatePolicy, ProbeLimit, TenantQuota } from './policy.ts';
export { eventLoopDelayProbe, heapProbe, type Probe } from './probes.ts';
export type { Clock, Timer } from '../support/clock.ts';

/** Options for making a gate. */
export interface GateOptions {
  /** What it leads to; a debugger shows it. */
  readonly label?: string | undefined;
  /** Whom it lets in. {@link Gate.setPolicy} replaces it. */
  readonly policy: GatePolicy;
  /** What the policy's `limits` apply to, by name, e.g. `{ memory: heapProbe(), delay: eventLoopDelayProbe() }`. */
  readonly probes?: Readonly<Record<string, Probe>> | undefined;
  /** A probe is read when a request comes and its last reading is at least this many milliseconds old. Default 100. */
  readonly sampleMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** What a gate is doing. */
export interface GateStatus {
  readonly state: 'open' | 'refusing' | 'draining' | 'closed';
  /** Requests inside. */
  readonly active: number;
  readonly admitted: number;
  readonly refused: number;
  /** The probes that the policy limits: what they read last, and whether that keeps the gate shut. */
  readonly probes: readonly { readonly name: string; readonly value: number | undefined; readonly refusing: boolean }[];
}

const CONSTRUCTOR = 'new Gate(options)';

/**
 * Counts the requests inside a service and refuses those that would be too many: by number, by tenant, by the state of the process.
 * It knows no protocol; {@link gateHttp} and {@link gateGrpc} put it in front of a server.
 *
 * @example
 * ```ts
 * import { Gate } from 'deferscope/gate';
 *
 * const gate = new Gate({ label: 'api', policy: { maxActive: 100, perTenant: { maxActive: 1 } } });
 * const first = gate.tryEnter({ tenant: 'acme' });
 * const second = gate.tryEnter({ tenant: 'acme' });
 * console.log(second.admitted ? 'let in' : second.code); // TENANT_ACTIVE
 * if (first.admitted) first.leave();
 * console.log(gate.status().active); // 0
 * ```
 */
export class Gate implements Entrance, Disposable, ReadableResource {
  readonly #label: string | undefined;
  readonly #probes: ReadonlyMap<string, Probe>;
  readonly #sampleMs: number;
  readonly #clock: Clock;
  readonly #tenants = new Tenants();
  #policy: CheckedPolicy;
  #gauges: readonly Gauge[] = [];
  #sampledAt = -Infinity;
  /** Whether `maxActive` was reached, and `resumeActive` was not reached again yet. */
  #isFull = false;
  #active = 0;
  #admitted = 0;
  #refused = 0;
  #closed = false;
  #drained: (() => void)[] = [];

  /**
   * @throws TypeError or RangeError if an option is missing, has the wrong type or is out of range
   */
  constructor(options: GateOptions) {
    const { label, probes = {}, sampleMs, clock } = requireOptions(CONSTRUCTOR, options, '{ policy: { maxActive: 100 } }');
    requireTextIfAny(CONSTRUCTOR, 'label', label, 'api');
    requireNumberIfAny(CONSTRUCTOR, 'sampleMs', sampleMs, 'milliseconds', { from: 0 });
    requireClockIfAny(CONSTRUCTOR, clock);
    if (typeof probes !== 'object' || probes === null)
      throw new TypeError(
        `${CONSTRUCTOR}: probes must be an object of functions, got ${describe(probes)}. Write it as in probes: { memory: heapProbe() }.`,
      );
    for (const [name, probe] of Object.entries(probes)) requireFunction(CONSTRUCTOR, `probes['${name}']`, probe, '() => number');
    this.#label = options.label;
    this.#probes = new Map(Object.entries(options.probes ?? {}));
    this.#sampleMs = sampleMs ?? 100;
    this.#clock = options.clock ?? backgroundClock;
    this.#policy = checkPolicy(CONSTRUCTOR, options.policy, this.#probes);
    this.#takeOver();
    announceResource(this);
  }

  /** Whether {@link Gate.close} was called. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Lets a request in, or says why not. A refused request does not count against a quota.
   *
   * @returns an {@link Admission}, which must leave when the request is done, or a {@link Refusal}; `admitted` tells them apart
   * @throws TypeError if the tenant is not a string
   */
  tryEnter(options: EnterOptions = {}): Admission | Refusal {
    return this.#decide(readTenant('Gate.tryEnter(options)', options));
  }

  /**
   * The same, for a program that goes on only if it is let in: `using admission = gate.enter()`.
   *
   * @throws GateError if the request is refused
   * @throws TypeError if the tenant is not a string
   */
  enter(options: EnterOptions = {}): Admission {
    const decision = this.#decide(readTenant('Gate.enter(options)', options));
    if (decision.admitted) return decision;
    throw new GateError(
      decision.code,
      `Gate.enter(options): ${decision.message}. ${decision.code === 'CLOSED' ? 'Enter before gate.close().' : `Try again in ${Math.ceil(decision.retryAfterMs)} ms.`}`,
      decision.retryAfterMs,
    );
  }

  /**
   * Replaces the whole policy. An invalid policy changes nothing. Requests inside stay inside, and count.
   *
   * @throws TypeError or RangeError if anything in it is wrong
   */
  setPolicy(policy: GatePolicy): void {
    this.#policy = checkPolicy('Gate.setPolicy(policy)', policy, this.#probes);
    this.#takeOver();
  }

  /** Lets nobody in any more. Requests inside stay. A second call does nothing. */
  close(): void {
    this.#closed = true;
    this.#record();
  }

  /** Closes the gate, and resolves when nobody is inside. */
  drain(): Promise<void> {
    this.close();
    return new Promise((resolve) => {
      if (this.#active === 0) resolve();
      else this.#drained.push(resolve);
    });
  }

  /** The same as {@link Gate.close}. */
  [dispose](): void {
    this.close();
  }

  status(): GateStatus {
    const isRefusing = this.#isFull || this.#gauges.some(({ refusing }) => refusing);
    const state = this.#closed ? (this.#active > 0 ? 'draining' : 'closed') : isRefusing ? 'refusing' : 'open';
    return {
      state,
      active: this.#active,
      admitted: this.#admitted,
      refused: this.#refused,
      probes: this.#gauges.map(({ name, value, refusing }) => ({ name, value, refusing })),
    };
  }

  /** @internal */
  readForDoor({ entries }: { readonly entries: number }): Omit<DoorResource, 'id'> {
    return readGate(
      {
        label: this.#label,
        closed: this.#closed,
        isFull: this.#isFull,
        active: this.#active,
        admitted: this.#admitted,
        refused: this.#refused,
        policy: this.#policy,
        gauges: this.#gauges,
        tenants: this.#tenants.known,
      },
      entries,
    );
  }

  #decide(name: string): Admission | Refusal {
    if (this.#closed) return this.#refuse('CLOSED', 'the gate was closed: the service shuts down', this.#policy.retryAfterMs);
    this.#sample();
    for (const { name: probe, value, limit, refusing } of this.#gauges)
      if (refusing)
        return this.#refuse(
          'PROBE',
          `${probe} is ${value}, and was over ${limit.refuseAbove}; requests are let in again below ${limit.admitBelow}`,
          this.#policy.retryAfterMs,
        );
    const now = this.#clock.now();
    const quota = this.#quotaOf(name);
    const tenant = this.#tenants.find(name, quota, now);
    const refusal = this.#checkTenant(tenant, quota) ?? this.#checkActive();
    if (refusal !== undefined) {
      tenant.refused += 1;
      return refusal;
    }
    tenant.tokens -= 1;
    tenant.active += 1;
    this.#tenants.keep(tenant, (other) => this.#quotaOf(other), now);
    this.#active += 1;
    this.#admitted += 1;
    if (this.#active >= this.#policy.maxActive) this.#isFull = true;
    this.#record();
    return new Admission(() => {
      this.#leave(tenant);
    });
  }

  /** Records its state, if it has changed. */
  #record(): void {
    recorder?.changed(this, { form: 'gate', name: this.#label, state: this.status().state });
  }

  /** A tenant that asks for more than its share is refused for that reason, before it counts towards the whole. */
  #checkTenant(tenant: Tenant, quota: Quota): Refusal | undefined {
    const who = tenant.name === '' ? 'requests without a tenant' : `tenant '${tenant.name}'`;
    if (tenant.active >= quota.maxActive)
      return this.#refuse(
        'TENANT_ACTIVE',
        `${who}: ${tenant.active} of at most ${quota.maxActive} requests are inside`,
        this.#policy.retryAfterMs,
      );
    if (tenant.tokens >= 1) return undefined;
    const wait = untilToken(tenant, quota);
    return this.#refuse(
      'TENANT_RATE',
      `${who}: more than ${quota.perSecond} requests per second`,
      wait === Infinity ? this.#policy.retryAfterMs : wait,
    );
  }

  #checkActive(): Refusal | undefined {
    const { maxActive, resumeActive, retryAfterMs } = this.#policy;
    if (!this.#isFull) return undefined;
    return this.#refuse(
      'ACTIVE',
      `${this.#active} of at most ${maxActive} requests are inside; more are let in once ${resumeActive} are left`,
      retryAfterMs,
    );
  }

  #refuse(code: Refusal['code'], message: string, retryAfterMs: number): Refusal {
    this.#refused += 1;
    return { admitted: false, code, message, retryAfterMs };
  }

  #leave(tenant: Tenant): void {
    this.#active -= 1;
    this.#tenants.leave(tenant, this.#quotaOf(tenant.name), this.#clock.now());
    if (this.#active <= this.#policy.resumeActive && this.#active < this.#policy.maxActive) this.#isFull = false;
    this.#record();
    if (this.#active > 0 || this.#drained.length === 0) return;
    for (const resolve of this.#drained.splice(0)) resolve();
  }

  #quotaOf(name: string): Quota {
    return this.#policy.tenants.get(name) ?? this.#policy.perTenant;
  }

  /** Takes over the new policy. A limit for a probe that was limited before keeps the state that it had. */
  #takeOver(): void {
    const before = this.#gauges;
    this.#gauges = [...this.#policy.limits].map(([name, limit]) => {
      const known = before.find((gauge) => gauge.name === name);
      return {
        name,
        limit,
        value: known?.value,
        refusing: isRefusing(known?.refusing ?? false, known?.value, limit),
        failing: known?.failing ?? false,
      };
    });
    this.#sampledAt = -Infinity;
    this.#isFull = this.#active >= this.#policy.maxActive;
  }

  /** This needs no timer, because a gate without requests need not know anything. */
  #sample(): void {
    if (this.#gauges.length === 0) return;
    const now = this.#clock.now();
    if (now - this.#sampledAt < this.#sampleMs) return;
    this.#sampledAt = now;
    for (const gauge of this.#gauges) {
      gauge.value = this.#read(gauge);
      gauge.refusing = isRefusing(gauge.refusing, gauge.value, gauge.limit);
    }
  }

  /** A probe that fails is reported once and refuses nobody: a broken thermometer is not a fever. */
  #read(gauge: Gauge): number | undefined {
    let error: unknown;
    try {
      const value: unknown = this.#probes.get(gauge.name)?.();
      if (typeof value === 'number' && !Number.isNaN(value)) {
        gauge.failing = false;
        return value;
      }
      error = new TypeError(`expected a number, got ${describe(value)}`);
    } catch (thrown) {
      error = thrown;
    }
    if (!gauge.failing)
      report({
        kind: 'probe-failed',
        message: `the probe '${gauge.name}' of a Gate failed; its limit does not count until it reads a number`,
        error,
        label: this.#label,
      });
    gauge.failing = true;
    return undefined;
  }
}

function readTenant(call: string, options: EnterOptions): string {
  const { tenant } = requireOptions<EnterOptions>(call, options, "{ tenant: 'acme' }");
  requireTextIfAny(call, 'tenant', tenant, 'acme');
  return options.tenant ?? '';
}
