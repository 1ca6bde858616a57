// What the first and the second parse of a file cost in a process, as JSON: `measure.cjs WHO FILE`.
import { readFileSync } from 'node:fs';
import { JavascriptTrees } from '../../src/languages/javascript/syntax/javascriptTrees.ts';

const [, , who, file = ''] = process.argv;
const text = readFileSync(file, 'utf8');

interface Cost {
  /** The time until the tree is ready, in milliseconds. */
  readonly wall: number;
  /** The time of all threads, because the engine compiles in parallel. */
  readonly cpu: number;
}

async function measure(run: () => unknown): Promise<Cost> {
  const before = process.cpuUsage();
  const start = performance.now();
  if ((await run()) === undefined) throw new Error(`${file} does not parse.`);
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { wall, cpu: (user + system) / 1000 };
}

async function main(): Promise<readonly Cost[]> {
  const trees = new JavascriptTrees();
  const parse = async (): Promise<unknown> => {
    if (who !== 'typescript') return trees.parse(file, text);
    const typescript = (await import('typescript')).default;
    return typescript.createSourceFile(file, text, typescript.ScriptTarget.Latest, true);
  };
  return [await measure(parse), await measure(parse)];
}

void main().then((costs) => {
  process.stdout.write(JSON.stringify(costs));
});
