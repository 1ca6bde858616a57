/** What a gate lets in. The program writes it; it is checked once, and replaced only as a whole. */

import { type Checked, requireNumber, requireNumberIfAny, requireOptions } from '../support/argumentChecks.ts';
import { describe } from '../support/describe.ts';

/** Two thresholds, so that a value that fluctuates around one of them does not open and shut the gate. */
export interface ProbeLimit {
  /** Refuse once the probe reads more than this … */
  readonly refuseAbove: number;
  /** … until it reads less than this. Default: the same number. */
  readonly admitBelow?: number | undefined;
}

/** What one tenant may use. */
export interface TenantQuota {
  /** Requests at once. */
  readonly maxActive?: number | undefined;
  /** Requests per second, on average. */
  readonly perSecond?: number | undefined;
  /** How many may come at once after a pause. Default: `perSecond`, at least 1. */
  readonly burst?: number | undefined;
}

/** What a gate decides by. What is left out is not limited. */
export interface GatePolicy {
  /** Requests at once. */
  readonly maxActive?: number | undefined;
  /** Once `maxActive` was reached, refuse until only this many are left. Default: one less. */
  readonly resumeActive?: number | undefined;
  /** By the name of a probe. */
  readonly limits?: Readonly<Record<string, ProbeLimit>> | undefined;
  /** For each tenant that has no quota of its own. Requests without a tenant share one. */
  readonly perTenant?: TenantQuota | undefined;
  /** For tenants by name. */
  readonly tenants?: Readonly<Record<string, TenantQuota>> | undefined;
  /** How long refused requests are told to wait, in milliseconds. Default 1000. */
  readonly retryAfterMs?: number | undefined;
}

/** A quota with nothing left out. */
export interface Quota {
  readonly maxActive: number;
  readonly perSecond: number;
  readonly burst: number;
}

/** A policy with nothing left out, which shares no part with the program that wrote it. */
export interface CheckedPolicy {
  readonly maxActive: number;
  readonly resumeActive: number;
  readonly limits: ReadonlyMap<string, Checked<ProbeLimit>>;
  readonly perTenant: Quota;
  readonly tenants: ReadonlyMap<string, Quota>;
  readonly retryAfterMs: number;
}

const EXAMPLE = '{ maxActive: 100 }';

/** @throws TypeError or RangeError if anything in it is wrong, including a limit for a probe that does not exist */
export function checkPolicy(call: string, given: GatePolicy, probes: ReadonlyMap<string, unknown>): CheckedPolicy {
  const { maxActive, resumeActive, limits = {}, perTenant, tenants = {}, retryAfterMs } = requireOptions(call, given, EXAMPLE);
  requireNumberIfAny(call, 'maxActive', maxActive, 'requests', { from: 0, unbounded: true, whole: true });
  requireNumberIfAny(call, 'resumeActive', resumeActive, 'requests', { from: 0, whole: true });
  requireNumberIfAny(call, 'retryAfterMs', retryAfterMs, 'milliseconds', { from: 0 });
  const most = maxActive ?? Infinity;
  if (resumeActive !== undefined && resumeActive >= most)
    throw new RangeError(
      `${call}: resumeActive must be smaller than maxActive, got ${resumeActive} and ${most}. The gate shuts at maxActive and opens again at resumeActive.`,
    );
  return {
    maxActive: most,
    resumeActive: resumeActive ?? Math.max(0, most - 1),
    limits: mapMembers(call, 'limits', limits, (name, limit) => checkLimit(call, name, limit, probes)),
    perTenant: checkQuota(call, 'perTenant', perTenant ?? {}),
    tenants: mapMembers(call, 'tenants', tenants, (name, quota) => checkQuota(call, `tenants['${name}']`, quota)),
    retryAfterMs: retryAfterMs ?? 1000,
  };
}

function mapMembers<R>(call: string, name: string, given: unknown, check: (key: string, value: unknown) => R): ReadonlyMap<string, R> {
  if (typeof given !== 'object' || given === null)
    throw new TypeError(
      `${call}: ${name} must be an object, got ${describe(given)}. Write it as in ${name}: { memory: { refuseAbove: 0.9 } }.`,
    );
  return new Map(Object.entries(given).map(([key, value]) => [key, check(key, value)]));
}

function checkLimit(call: string, name: string, given: unknown, probes: ReadonlyMap<string, unknown>): Checked<ProbeLimit> {
  if (!probes.has(name))
    throw new RangeError(
      `${call}: there is no probe '${name}' to limit; ${probes.size === 0 ? 'the gate was made without probes' : `there are ${[...probes.keys()].join(', ')}`}. Give the gate one: new Gate({ probes: { '${name}': () => number } }).`,
    );
  const what = `limits['${name}']`;
  const { refuseAbove, admitBelow } = requireOptions<ProbeLimit>(
    `${call} ${what}`,
    given as ProbeLimit,
    '{ refuseAbove: 0.9, admitBelow: 0.8 }',
  );
  requireNumber(call, `${what}.refuseAbove`, refuseAbove, 'what the probe reads', { from: -Number.MAX_VALUE });
  requireNumberIfAny(call, `${what}.admitBelow`, admitBelow, 'what the probe reads', { from: -Number.MAX_VALUE });
  if (admitBelow !== undefined && admitBelow > refuseAbove)
    throw new RangeError(
      `${call}: ${what}.admitBelow must not be larger than refuseAbove, got ${admitBelow} and ${refuseAbove}. The gate shuts above the one and opens again below the other.`,
    );
  return { refuseAbove, admitBelow: admitBelow ?? refuseAbove };
}

function checkQuota(call: string, what: string, given: unknown): Quota {
  const { maxActive, perSecond, burst } = requireOptions<TenantQuota>(
    `${call} ${what}`,
    given as TenantQuota,
    '{ maxActive: 10, perSecond: 50 }',
  );
  requireNumberIfAny(call, `${what}.maxActive`, maxActive, 'requests', { from: 0, unbounded: true, whole: true });
  requireNumberIfAny(call, `${what}.perSecond`, perSecond, 'requests', { from: 0, unbounded: true });
  requireNumberIfAny(call, `${what}.burst`, burst, 'requests', { from: 1, unbounded: true });
  if (burst !== undefined && perSecond === undefined)
    throw new TypeError(`${call}: ${what}.burst is of no use without perSecond. Say how many requests per second follow the burst.`);
  const rate = perSecond ?? Infinity;
  return { maxActive: maxActive ?? Infinity, perSecond: rate, burst: burst ?? Math.max(1, rate) };
}
