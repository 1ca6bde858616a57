import { toDisplayText, VALUE_LENGTH } from '../../core/displayText.ts';

/** A value as Delve shows it, taken apart. */
export interface GoValue {
  /** As the program's source would name it: of an interface the interface's, with the dynamic type behind it. */
  readonly type: string;
  /** Without its type, which stands beside it, and without addresses, which are others in each run. */
  readonly value: string;
}

/** Takes the type off a value's text: `*main.R {Name: "db"}` is `&{Name: "db"}` of type `*main.R`. */
export function readValue(type: string, text: string): GoValue {
  const value = toDisplayText(hideAddresses(stripType(type, text)), VALUE_LENGTH);
  return { type: toDisplayText(type.replaceAll('interface {}', 'any'), VALUE_LENGTH), value };
}

/** The interface's own type of `io.Closer(*main.R)`, undefined for a value of any other type. */
export function interfaceParts(type: string): { readonly static: string; readonly dynamic: string } | undefined {
  const match = /^((?:interface \{.*?\}|[^(\s*[]+(?:\[.*\])?))\((.+)\)$/.exec(type);
  if (match === null || type.startsWith('func(')) return undefined;
  return { static: match[1] ?? '', dynamic: match[2] ?? '' };
}

function stripType(type: string, text: string): string {
  if (text === type || type === '') return text;
  const dynamic = interfaceParts(type)?.dynamic;
  if (text.startsWith(`${type} `)) {
    const rest = text.slice(type.length + 1);
    const isPointer = (dynamic ?? type).startsWith('*');
    if (rest === 'nil' || !isPointer) return rest;
    // Of a pointer's pointee Delve writes the type only when it is not the pointer's own.
    return `&${rest.replace(/^\*/, '')}`;
  }
  // The static type of a nil interface stands before it: `error nil`.
  return /^(?:[\w./{}*[\] ]+|interface \{.*\}) nil$/.test(text) ? 'nil' : text;
}

/** Replaces what Delve writes for memory that it has not loaded, outside of quoted texts. */
function hideAddresses(text: string): string {
  return text.split(/("(?:[^"\\]|\\.)*")/).map((part, at) => (at % 2 === 1 ? part : part
    .replace(/\*?\(\*?"?$/, (open) => open)
    .replace(/\(unsafe\.Pointer\)\(0x[0-9a-f]+\)|unsafe\.Pointer\(0x[0-9a-f]+\)/g, 'unsafe.Pointer(…)')
    .replace(/\*?\(\*([^()]+|\([^()]*\))\)\(0x[0-9a-f]+\)/g, '&$1{…}'))).join('')
    .replace(/\*?\(\*"([^"]+)"\)\(0x[0-9a-f]+\)/g, '&$1{…}');
}
