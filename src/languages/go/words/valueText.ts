/** The text of a value as Delve writes it, taken apart where types are found in it that people know in another form. */

/** A value of a known type in a text. */
export interface TypedPart {
  /** Where it is in the text, with the star of a pointer to it. */
  readonly start: number;
  readonly end: number;
  /** Without the star: `sync.Mutex`. */
  readonly type: string;
  /** The fields as they are written; undefined for one that Delve has not loaded. */
  readonly body: string | undefined;
  /** Where it is in memory, if Delve has not loaded it. */
  readonly address: bigint | undefined;
}

/** An interface in a text whose value Delve has not loaded. */
export interface UnloadedInterface {
  readonly start: number;
  readonly end: number;
  /** The interface's own type: `error`. */
  readonly type: string;
  readonly address: bigint;
}

/** `(*"sync.Mutex")(0xc000012345)`: not loaded. */
const UNLOADED = /\*?\(\*"?(?<unloaded>[\w./]+)"?\)\(0x(?<address>[0-9a-f]+)\)/;
/** `net.Conn(*net.TCPConn) *{…}`. */
const IN_INTERFACE = /(?:interface \{\}|[\w./]+)\(\*?(?<held>[\w./]+)\) \*?(?=\{)/;
/** `time.Time(2020-01-02T03:04:05Z){…}`. */
const DESCRIBED = /(?<described>[\w.]+)\([^(){}]*\)(?=\{)/;
/** `*sync.Mutex {…}`. */
const PLAIN = /\*?(?<plain>[\w./]+) (?=\{)/;
const TYPED = new RegExp([UNLOADED, IN_INTERFACE, DESCRIBED, PLAIN].map(({ source }) => source).join('|'), 'g');

/** The outermost values of these types. */
export function findTyped(text: string, types: ReadonlySet<string>): TypedPart[] {
  const found: TypedPart[] = [];
  const plain = hideTexts(text);
  let end = 0;
  for (const match of plain.matchAll(TYPED)) {
    const { unloaded, address, held, described, plain: bare } = match.groups ?? {};
    const type = unloaded ?? held ?? described ?? bare ?? '';
    const start = match.index;
    if (start < end || !types.has(type) || /[\w./"(]/.test(plain[start - 1] ?? '')) continue;
    const opening = start + match[0].length;
    const closing = unloaded === undefined ? closingOf(plain, opening) : opening;
    // A long value was cut off.
    end = closing ?? text.length;
    found.push({
      start,
      end,
      type,
      body: unloaded === undefined ? text.slice(opening + 1, closing === undefined ? end : end - 1) : undefined,
      address: address === undefined ? undefined : BigInt(`0x${address}`),
    });
  }
  return found;
}

const UNLOADED_INTERFACE = /(?:(?:interface \{[^{}]*\}|[\w./]+)\([^()]*\) )?\*\(\*(interface \{[^{}]*\}|error)\)\(0x([0-9a-f]+)\)/g;

/** Interfaces that were not loaded, as elements or in fields. `size` is that of an interface, in bytes. */
export function findUnloadedInterfaces(text: string, size: number): UnloadedInterface[] {
  const plain = hideTexts(text);
  const found = [...plain.matchAll(UNLOADED_INTERFACE)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    type: match[1] ?? '',
    address: BigInt(`0x${match[2] ?? '0'}`),
  }));
  return [...found, ...findHidden(plain, found[0], size)];
}

/** Elements of the same list of which Delve writes only `...`, because they hold pointers. */
function findHidden(plain: string, known: UnloadedInterface | undefined, size: number): UnloadedInterface[] {
  if (known === undefined || !/[[,]/.test(plain[known.start - 1] ?? '')) return [];
  const hidden: UnloadedInterface[] = [];
  for (const step of [-1, 1]) {
    let depth = 0;
    let index = 0;
    for (let at = step < 0 ? known.start - 1 : known.end; at >= 0 && at < plain.length; at += step) {
      const character = plain[at] ?? '';
      if (/[[({]/.test(character)) depth += step;
      if (/[\])}]/.test(character)) depth -= step;
      if (depth < 0) break;
      if (depth > 0 || character !== ',') continue;
      index += step;
      const start = step < 0 ? at - 3 : at + 1;
      if (/^\.\.\.[,\]]$/.test(plain.slice(start, start + 4)) && /[[,]/.test(plain[start - 1] ?? ''))
        hidden.push({ start, end: start + 3, type: known.type, address: known.address + BigInt(index * size) });
    }
  }
  return hidden;
}

/** The fields of a structure: each with its text. A name may stand more than once. */
export function fieldsOf(body: string): { readonly name: string; readonly text: string }[] {
  const plain = hideTexts(body);
  const fields: { readonly name: string; readonly text: string }[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= plain.length; at += 1) {
    const character = plain[at];
    if (character === '{' || character === '[' || character === '(') depth += 1;
    if (character === '}' || character === ']' || character === ')') depth -= 1;
    if (at < plain.length && (character !== ',' || depth > 0)) continue;
    const [, name, text] = /^\s*([\p{L}_][\p{L}\p{N}_.]*): (.*)$/su.exec(body.slice(from, at)) ?? [];
    if (name !== undefined && text !== undefined) fields.push({ name, text });
    from = at + 1;
  }
  return fields;
}

/** Replaces parts of a text. They must not overlap. */
export function replaceParts(
  text: string,
  parts: readonly { readonly start: number; readonly end: number; readonly by: string }[],
): string {
  return [...parts]
    .sort((a, b) => b.start - a.start)
    .reduce((whole, { start, end, by }) => whole.slice(0, start) + by + whole.slice(end), text);
}

/** The same text with the contents of quoted texts hidden, but not of quoted types, and as long as before. */
function hideTexts(text: string): string {
  return text.replace(/(\(\*)?"(?:[^"\\]|\\.)*"/g, (whole, isType: string | undefined) =>
    isType === undefined ? '"'.repeat(whole.length) : whole,
  );
}

/** Behind the brace that closes the one at a place. */
function closingOf(text: string, opening: number): number | undefined {
  let depth = 0;
  for (let at = opening; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return undefined;
}
