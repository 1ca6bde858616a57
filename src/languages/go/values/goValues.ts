import { toDisplayText, VALUE_LENGTH } from '../../../core/displayText.ts';
import { writeDuration } from './duration.ts';
import { withoutShapes } from '../symbols/functionNames.ts';
import { withoutNumbers, withPackageNames } from '../symbols/packageNames.ts';

/** A value as Delve shows it, taken apart. */
export interface GoValue {
  /** As the program's source would name it; for an interface, the interface's type followed by the dynamic type. */
  readonly type: string;
  /** Without its type, which is shown beside it, and without addresses, which differ between runs. */
  readonly value: string;
}

/** In a quoted text of its own, followed by a number, it stands for words that were found for a part of a value. */
export const WORDS_MARK = '\u0001';

/** Removes the type from a value's text: `*main.R {Name: "db"}` is `&{Name: "db"}` of type `*main.R`. */
export function readValue(type: string, text: string, words: readonly string[] = []): GoValue {
  // In generic code all pointers share one shape: the type of the target is not known here.
  if (type.includes('go.shape.*uint8'))
    return {
      type: toDisplayText(nameType(type.replaceAll('go.shape.*uint8', '*…')), VALUE_LENGTH),
      value: /\bnil$/.test(text) ? 'nil' : '…',
    };
  // In generic code the type may be a shape; the value says what it is.
  const bare = stripType(type, text);
  const value = withoutShapes(tidy(bare === text ? stripType(withoutShapes(type), text) : bare)).replace(/^\*/, '&');
  return { type: toDisplayText(nameType(type), VALUE_LENGTH), value: toDisplayText(withWords(inWords(type, value), words), VALUE_LENGTH) };
}

function withWords(value: string, words: readonly string[]): string {
  return words.length === 0 ? value : value.replace(/[&*]?"\u0001(\d+)"/g, (whole, at: string) => words[Number(at)] ?? whole);
}

/** A type as a source has it: without the package that the compiler puts before each field of an unnamed struct. */
function nameType(type: string): string {
  const fields = type.replaceAll('interface {}', 'any').replace(/(?<=[{;] )[\w./~%+-]+\.(?=\w+ [^;}\s])/g, '');
  return withoutNumbers(withPackageNames(withoutShapes(fields))).replace(/,(?=\S)/g, ', ');
}

/** A value of a type that people know in a different form than Go's memory has it. */
function inWords(type: string, value: string): string {
  if (!/^(?:.*\()?time\.Duration\)?$/.test(type)) return value;
  const nanoseconds = /^-?\d+$/.exec(value)?.[0] ?? /^[\w.]+ \((-?\d+)\)$/.exec(value)?.[1];
  return nanoseconds === undefined ? value : writeDuration(BigInt(nanoseconds));
}

/** The interface's own type in `io.Closer(*main.R)` and the type of what it holds; undefined for any other type. */
export function interfaceParts(type: string): { readonly static: string; readonly dynamic: string } | undefined {
  const match = /^(interface \{.*?\}|[^(\s*[]+(?:\[.*\])?)\((.+)\)$/.exec(type);
  if (match === null || type.startsWith('func(')) return undefined;
  return { static: match[1] ?? '', dynamic: match[2] ?? '' };
}

/** A pointer to memory that Delve has not loaded because it is too deep. */
export function isUnloaded(text: string): boolean {
  return /^\*?\(\*.+\)\(0x[0-9a-f]+\)$/.test(text);
}

function stripType(type: string, text: string): string {
  if (text === type || type === '') return text;
  const pointed = /^\*[^*]/.test(type) ? withoutInterface(text.replace(/^\*/, '')) : undefined;
  if (pointed !== undefined) return `&${pointed}`;
  // Delve shows unsigned numbers a second time in hexadecimal.
  if (/^\d+ = 0x[0-9a-f]+$/.test(text)) return text.slice(0, text.indexOf(' '));
  if (text.startsWith(`${type} `)) {
    const rest = text.slice(type.length + 1);
    const held = interfaceParts(type)?.dynamic ?? type;
    const bare = rest.replace(/^len: \d+, cap: \d+, /, '');
    if (bare === 'nil' || bare === `${held} nil`) return 'nil';
    // A channel in an interface has its type written once more.
    if (/^(?:<-)?chan\b/.test(held) && bare.startsWith(`${held} `)) return bare.slice(held.length + 1);
    if (!held.startsWith('*')) return bare;
    // The target of an interface has a star before it, the target of a pointer does not.
    return `&${bare.replace(/^\*/, '')}`;
  }
  // Delve writes only the last part of the type's path before the value.
  const short = type.replace(/(?:[\w.~%+-]+\/)+(?=[\w.~%+-]+)/g, '');
  if (short !== type && text.startsWith(`${short} `)) return stripType(short, text);
  // The type arguments of a generic type are apart in the value, and not in the type.
  const spaced = short.replace(/,(?=\S)/g, ', ');
  if (spaced !== short && text.startsWith(`${spaced} `)) return stripType(spaced, text);
  // The static type of a nil interface comes before it: `error nil`.
  return /^(?:[\p{L}\p{N}_./~%+·{}*[\] -]+|interface \{.*\}) nil$/u.test(text) ? 'nil' : text;
}

/** `main.token(*main.conf) ` before the target of a pointer to an interface, which is the interface's value. */
const POINTED_INTERFACE = /^(?:interface \{[^{}]*\}|[\p{L}\p{N}_./~%+·-]+(?:\[[^[\]]*\])?)\((\*?)(?:[^()]|\([^()]*\))+\) (.*)$/su;

/** The value in an interface that a pointer leads to; undefined if it leads to something else. */
function withoutInterface(text: string): string | undefined {
  const [, star, held = ''] = POINTED_INTERFACE.exec(text) ?? [];
  if (star === undefined) return undefined;
  if (held === '...') return '…';
  // What an interface holds and Delve has not loaded has a star before it in any case.
  return star === '' ? held.replace(/^\*/, '') : held.replace(/^\*/, '&');
}

/**
 * `[]main.meta len: 1, cap: 2, ` before a list, `map[string]int ` before entries, `*example.com/store.v2.Set ` before fields, in a field or
 * an element.
 */
const NESTED_TYPE =
  /(?<=[:,[{] ?)(\*?)(?:(?:\[\d*\]|map\[[^[\]]*\]|\*)+(?:struct|interface) \{[^{}]*\}|(?:\[\d*\]|map\[[^[\]]*\]|\*)*(?:[\w.~%+-]+\/)*[\p{L}\p{N}_~%+·-]+(?:\.[\p{L}\p{N}_~%+·-]+)*(?:\[[^[\]]*\])?) (?:len: \d+, cap: \d+, )?(?=(nil\b|[[{]))(?:nil)?/gu;

/** `io.Closer(*main.R) ` before the value of an interface. */
const HELD =
  /(?<=[:,[{] ?)(?:interface \{[^{}]*\}|[\p{L}\p{N}_./~%+·-]+(?:\[[^[\]]*\])?)\((?:[^()]|\([^()]*\))+\) (?:(\.\.\.)|(?=[*&{["\0\d-]|true|false))/gu;

/** Replaces what Delve writes for memory that it has not loaded, except in quoted texts. */
function tidy(text: string): string {
  const quoted: string[] = [];
  const bare = text.replace(/(\(\*)?"(?:[^"\\]|\\.)*"/g, (whole, isType: string | undefined) => {
    // `(*"a/b.T")(0x…)` quotes a type, not a text.
    if (isType !== undefined) return whole;
    quoted.push(whole);
    return `\0${quoted.length - 1}\0`;
  });
  return (
    bare
      .replace(/(\*?)\(\*(?:"[^"]*"|[^()"]+(?:\([^()]*\)[^()"]*)?)\)\(0x[0-9a-f]+\)/g, (_, star: string) => (star === '' ? '{…}' : '&{…}'))
      .replaceAll('interface {} nil', 'nil')
      // What a field or an element holds that is an interface; three dots if it was not loaded.
      .replace(HELD, (_, rest: string | undefined) => (rest === undefined ? '' : '…'))
      // The type around a field or an element determines its type, which may be a whole path.
      .replace(NESTED_TYPE, (_, star: string, next: string) => (next === 'nil' ? 'nil' : star === '' ? '' : '&'))
      .replace(/unsafe\.Pointer\(0x[1-9a-f][0-9a-f]*\)/g, 'unsafe.Pointer(…)')
      // The target of a pointer has a star before it.
      .replace(/(?<=[[:,{] ?)\*(?=[\d{[\0-])/g, '&')
      .replace(/, \]/g, ']')
      .replace(/\0(\d+)\0/g, (_, at: string) => quoted[Number(at)] ?? '')
  );
}
