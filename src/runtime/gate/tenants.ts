/** Who uses how much of a gate. */

import type { Quota } from './policy.ts';

/** One tenant with requests inside, or with a rate that has not recovered. */
export interface Tenant {
  readonly name: string;
  active: number;
  refused: number;
  /** How many requests it may still make at once: a token bucket. */
  tokens: number;
  /** When the tokens were counted. */
  countedAt: number;
}

/** The tenants about which there is something to know. Others are as good as new. */
export class Tenants {
  readonly #known = new Map<string, Tenant>();
  #tidyAt = 64;

  get known(): ReadonlyMap<string, Tenant> {
    return this.#known;
  }

  /** The tenant as it is now. It is not kept yet. */
  find(name: string, quota: Quota, now: number): Tenant {
    const found = this.#known.get(name);
    if (found === undefined) return { name, active: 0, refused: 0, tokens: quota.burst, countedAt: now };
    found.tokens = countTokens(found, quota, now);
    found.countedAt = now;
    return found;
  }

  keep(tenant: Tenant, quotaOf: (name: string) => Quota, now: number): void {
    if (this.#known.has(tenant.name)) return;
    if (this.#known.size >= this.#tidyAt) this.#tidy(quotaOf, now);
    this.#known.set(tenant.name, tenant);
  }

  leave(tenant: Tenant, quota: Quota, now: number): void {
    tenant.active -= 1;
    if (isLikeNew(tenant, quota, now)) this.#known.delete(tenant.name);
  }

  #tidy(quotaOf: (name: string) => Quota, now: number): void {
    for (const tenant of this.#known.values()) if (isLikeNew(tenant, quotaOf(tenant.name), now)) this.#known.delete(tenant.name);
    this.#tidyAt = Math.max(64, this.#known.size * 2);
  }
}

/** In how many milliseconds the tenant may make its next request. */
export function untilToken({ tokens }: Tenant, { perSecond }: Quota): number {
  return perSecond === 0 ? Infinity : Math.max(0, ((1 - tokens) * 1000) / perSecond);
}

function isLikeNew(tenant: Tenant, quota: Quota, now: number): boolean {
  return tenant.active === 0 && countTokens(tenant, quota, now) >= quota.burst;
}

function countTokens({ tokens, countedAt }: Tenant, { perSecond, burst }: Quota, now: number): number {
  // Infinity times zero is not a number.
  return perSecond === Infinity ? burst : Math.min(burst, tokens + ((now - countedAt) * perSecond) / 1000);
}
