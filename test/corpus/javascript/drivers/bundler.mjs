// rolldown's own command line, with Babel's helper in its code, and a build that we dispose of.
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { rolldown } from 'rolldown';
import { Frame, watch } from '../truth.mjs';

const input = path.join(import.meta.dirname, 'input.mjs');
writeFileSync(input, `console.log('bundled');\n`);

export default async function drive(plan, round) {
  for (let n = 0; n < 3; n++) {
    const frame = new Frame();
    const build = await rolldown({ input });
    if (round === 0 && n === 0) for (let at = build; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) watch(at);
    await using bundle = frame.held(build);
    frame.ok();
    await bundle.generate({ format: n === 0 ? 'esm' : 'cjs' });
  }
  if (round > 0) return;
  const log = console.log;
  console.log = () => {};
  process.argv.splice(2, process.argv.length, input, '--format', 'esm');
  await import('../node_modules/rolldown/dist/cli.mjs');
  await new Promise((resolve) => setTimeout(resolve, 300));
  console.log = log;
}
