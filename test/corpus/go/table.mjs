// Counts what was found, and writes it as a table.

/**
 * `calls`: pending calls that were compared with Delve's list; `unlisted`: those that Delve does not list; `ran`: those that were followed
 * until they ran; `right`, `changed`, `unknown`: values; one that has changed since was
 * shared with the program.
 * @typedef {{ name: string, build: string, stops: number, calls: number, unlisted: number, followed: number, ran: number, right: number,
 *   changed: number, unknown: number, wrong: number }} Row
 */
const COLUMNS = /** @type {const} */ ([
  'name',
  'build',
  'stops',
  'calls',
  'unlisted',
  'followed',
  'ran',
  'right',
  'changed',
  'unknown',
  'wrong',
]);

/** @param {readonly import('./look.ts').Look[]} looks @param {{ name: string, build: string }} of @returns {Row} */
export function countLooks(looks, { name, build }) {
  const outcomes = looks.flatMap((look) => look.outcomes);
  const verdicts = [...outcomes.flatMap((outcome) => outcome.verdicts), ...looks.flatMap((look) => look.shared)];
  return {
    name,
    build,
    stops: looks.length,
    calls: sum(looks.map(({ calls }) => calls)),
    unlisted: sum(looks.map(({ unlisted }) => unlisted)),
    followed: outcomes.length,
    ran: outcomes.filter(({ ran }) => ran).length,
    right: verdicts.filter(({ kind }) => kind === 'right').length,
    changed: verdicts.filter(({ kind }) => kind === 'changed').length,
    unknown: verdicts.filter(({ kind }) => kind === 'unknown').length,
    wrong: sum(looks.map(({ wrong }) => wrong.length)),
  };
}

/** @param {readonly Row[]} rows */
export function writeTable(rows) {
  const total = Object.fromEntries(COLUMNS.map((column) => [column, sum(rows.map((row) => Number(row[column])))]));
  const lines = [
    [...COLUMNS],
    ...rows.map((row) => COLUMNS.map((column) => String(row[column]))),
    COLUMNS.map((column) => String(total[column])),
  ];
  const last = lines.at(-1);
  if (last !== undefined) [last[0], last[1]] = ['total', ''];
  const widths = COLUMNS.map((_, at) => Math.max(...lines.map((line) => (line[at] ?? '').length)));
  return lines
    .map((line) => line.map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '))
    .join('\n');
}

/** @param {readonly number[]} some */
function sum(some) {
  return some.reduce((all, one) => all + one, 0);
}
