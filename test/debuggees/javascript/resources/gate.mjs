// A gate that refuses: two tenants inside, one at its quota, and memory over its limit.
import { scope } from '../../../../dist/runtime/deferscope.mjs';
import { Gate } from '../../../../dist/runtime/gate.mjs';

let memory = 0.5;
const gate = new Gate({
  label: 'api', sampleMs: 0, probes: { memory: () => memory },
  policy: { maxActive: 10, limits: { memory: { refuseAbove: 0.9, admitBelow: 0.8 } }, perTenant: { maxActive: 2 } },
});

function handle(tenant, s) {
  const decision = gate.tryEnter({ tenant });
  if (decision.admitted) s.use(decision);
  console.log(tenant, decision.admitted ? 'let in' : decision.code);
}

const s = scope({ label: 'requests' });
for (const tenant of ['acme', 'acme', 'acme', 'globex']) handle(tenant, s);
memory = 0.95;
handle('initech', s);
debugger; // stop
s.dispose();
console.log(gate.status());
gate.close();
