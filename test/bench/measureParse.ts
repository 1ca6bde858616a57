// The first and the second time that a file is parsed in a process, as JSON: `measure.cjs WHO FILE`.
import { readFileSync } from 'node:fs';
import { JavascriptTrees } from '../../src/languages/javascript/syntax/javascriptTrees.ts';

const [, , who, file = ''] = process.argv;
const text = readFileSync(file, 'utf8');

/** In milliseconds. */
async function time(run: () => unknown): Promise<number> {
  const start = performance.now();
  if ((await run()) === undefined) throw new Error(`${file} does not parse.`);
  return performance.now() - start;
}

async function measure(): Promise<readonly number[]> {
  if (who === 'typescript') {
    const typescript = (await import('typescript')).default;
    const parse = (): unknown => typescript.createSourceFile(file, text, typescript.ScriptTarget.Latest, true);
    return [await time(parse), await time(parse)];
  }
  const trees = new JavascriptTrees();
  return [await time(() => trees.parse(file, text)), await time(() => trees.parse(file, text))];
}

void measure().then((times) => {
  process.stdout.write(JSON.stringify(times));
});
