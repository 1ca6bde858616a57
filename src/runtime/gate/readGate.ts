/** A gate as a debugger sees it. */

import type { DoorEntry, DoorFact, DoorResource } from '../door/doorContract.ts';
import { listMap } from '../door/doorLists.ts';
import type { Gauge } from './gauge.ts';
import type { CheckedPolicy } from './policy.ts';
import type { Tenant } from './tenants.ts';

/** What a gate tells about itself. */
export interface GateReading {
  readonly label: string | undefined;
  readonly closed: boolean;
  readonly isFull: boolean;
  readonly active: number;
  readonly admitted: number;
  readonly refused: number;
  readonly policy: CheckedPolicy;
  readonly gauges: readonly Gauge[];
  readonly tenants: ReadonlyMap<string, Tenant>;
}

export function readGate(
  { label, closed, isFull, active, admitted, refused, policy, gauges, tenants }: GateReading,
  most: number,
): Omit<DoorResource, 'id'> {
  const probes: DoorFact[] = [];
  let isRefusing = isFull;
  for (let i = 0; i < gauges.length; i++) {
    const gauge = gauges[i];
    if (gauge === undefined) continue;
    isRefusing ||= gauge.refusing;
    probes[probes.length] = { name: gauge.name, value: gauge.value };
    if (gauge.refusing) probes[probes.length] = { name: `${gauge.name} opens below`, value: gauge.limit.admitBelow };
  }
  let entryCount = 0;
  const entries: DoorEntry[] = [];
  // Tenants that only wait for their rate to recover are not inside.
  listMap(tenants, Infinity, (tenant) => {
    if (tenant.active === 0) return;
    entryCount += 1;
    if (entries.length < most) entries[entries.length] = readTenant(tenant);
  });
  return {
    kind: 'gate',
    ...(label === undefined ? {} : { label }),
    state: closed ? (active > 0 ? 'draining' : 'closed') : isRefusing ? 'refusing' : 'open',
    facts: [
      { name: 'active', value: active },
      { name: 'at most', value: policy.maxActive },
      ...probes,
      { name: 'admitted', value: admitted },
      { name: 'refused', value: refused },
    ],
    entries,
    entryCount,
  };
}

function readTenant({ name, active, refused }: Tenant): DoorEntry {
  return {
    name: name === '' ? '(no tenant)' : name,
    state: 'active',
    facts: [{ name: 'active', value: active }, ...(refused > 0 ? [{ name: 'refused', value: refused }] : [])],
  };
}
