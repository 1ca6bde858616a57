/** A row of the tree, with the number of the object that it is about. */
export interface Row {
  readonly label: string;
  readonly value: string;
  readonly scope: string;
  readonly stack: number;
  readonly order: number;
  readonly state: string;
  /** 0 if the tree cannot say which object it is. */
  readonly id: number;
  /** V8's name of the object's class. */
  readonly className: string;
  readonly isUnknown: boolean;
}

/** A place in a file: lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What was seen at one stop, and what was true there. */
export interface Look {
  readonly at: string;
  readonly place: Place;
  /** All rows, as told.ts writes them. */
  readonly told: readonly string[];
  readonly frames: readonly string[];
  /** How many disposals had begun. */
  readonly position: number;
  readonly rows: readonly Row[];
  /** What is pending on each list that a variable of a paused frame holds, innermost first, in run order. */
  readonly due: readonly (readonly number[])[];
  /** Stacks on those lists: a row for one is right, and so are rows for what it holds. */
  readonly stackCount: number;
  /** What is pending on any list of the program. */
  readonly everywhere: readonly number[];
  /** Scopes whose contents the tree reports as not known, and sentences that something is not known. */
  readonly unknown: readonly string[];
  readonly absent?: string;
  readonly failed?: string;
}

export interface Comparison {
  readonly compared: number;
  readonly wrong: readonly string[];
}

/** Compares what the tree says at a stop with what is pending there and with what is then disposed of. */
export function compareLook(look: Look, begun: readonly number[]): Comparison {
  if (look.failed !== undefined) return { compared: 0, wrong: [look.failed] };
  const wrong: string[] = [];
  const known = new Set([...look.everywhere, ...begun]);
  const pending = look.rows.filter(({ state, id }) => state === 'pending' && known.has(id));
  for (const row of pending) {
    if (!look.everywhere.includes(row.id) && !begun.slice(look.position).includes(row.id))
      wrong.push(`${row.label} is pending, and is never disposed of`);
    if (!look.everywhere.includes(row.id) && begun.slice(0, look.position).includes(row.id) && !begun.slice(look.position).includes(row.id))
      wrong.push(`${row.label} is pending although it was disposed of`);
  }
  for (const row of look.rows.filter(({ state, id }) => state === 'running' && known.has(id)))
    if (!begun.slice(0, look.position + 1).includes(row.id)) wrong.push(`${row.label} is said to run`);
  const listed = pending
    .filter(({ stack }) => stack === 0)
    .sort((a, b) => a.order - b.order)
    .map(({ id }) => id);
  const hidden = look.rows.filter(({ id, state }) => id === 0 && state === 'pending').length + look.unknown.length;
  const missing = [...new Set(look.due.flat())].filter((id) => !look.rows.some((row) => row.id === id));
  if (missing.length > hidden)
    wrong.push(`${missing.length} of ${look.due.flat().length} pending are not listed (numbers ${missing.join()})`);
  const unnamed = look.rows.filter(({ id, state, stack, isUnknown }) => id === 0 && state === 'pending' && stack === 0 && isUnknown).length;
  if (unnamed > missing.length + look.stackCount)
    wrong.push(`${unnamed} rows say that something is pending which is not known, and ${missing.length} of ${look.due.flat().length} are`);
  for (const ids of look.due) {
    const told = listed.filter((id) => ids.includes(id));
    const right = ids.filter((id) => told.includes(id));
    if (told.join() !== right.join()) wrong.push(`the order is told as ${told.join()} and is ${right.join()}`);
  }
  for (const row of look.rows)
    if (
      row.className.length > 2 &&
      !/^(?:Object|Function|Array|Promise|AsyncFunction|global)$/.test(row.className) &&
      row.value !== '' &&
      !row.isUnknown &&
      !row.value.includes(row.className)
    )
      wrong.push(`${row.label}: the value is told as ${row.value} and is a ${row.className}`);
  return { compared: pending.length, wrong };
}
