import * as fs from 'node:fs';

/**
 * The 1-based number of the line that ends in the comment `// marker`: where tests and samples stop.
 * @param {string} file @param {string} [marker]
 */
export function lineOf(file, marker = 'stop') {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const at = lines.findIndex((line) => line.trimEnd().endsWith(`// ${marker}`));
  if (at < 0) throw new Error(`${file} has no line that ends in "// ${marker}".`);
  return at + 1;
}
