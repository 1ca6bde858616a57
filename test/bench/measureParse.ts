// The first and the second time that a file is parsed in a process, as JSON: `measure.cjs WHO FILE`.
import { readFileSync } from 'node:fs';
import { JavascriptTrees } from '../../src/languages/javascript/syntax/javascriptTrees.ts';

const [, , who, file = ''] = process.argv;
const text = readFileSync(file, 'utf8');

/** In milliseconds. */
function time(run: () => unknown): number {
  const start = performance.now();
  if (run() === undefined) throw new Error(`${file} does not parse.`);
  return performance.now() - start;
}

async function measure(): Promise<readonly number[]> {
  if (who === 'typescript') {
    const typescript = (await import('typescript')).default;
    const parse = (): unknown => typescript.createSourceFile(file, text, typescript.ScriptTarget.Latest, true);
    return [time(parse), time(parse)];
  }
  const trees = new JavascriptTrees();
  if (who === 'warm') await trees.warmUp();
  return [time(() => trees.parse(file, text)), time(() => trees.parse(file, text))];
}

void measure().then((times) => {
  process.stdout.write(JSON.stringify(times));
});
