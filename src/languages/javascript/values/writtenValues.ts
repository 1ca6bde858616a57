import { cutText, LABEL_LENGTH, toDisplayText, VALUE_LENGTH } from '../../../core/displayText.ts';
import type { WireCleanup, WireValue } from '../wire/javascriptReading.ts';
import { parameterNames } from './parameterNames.ts';

/** The longest function that is shown in full. */
const MAX_FUNCTION_LENGTH = 120;

/** A value as JavaScript writes it, on one line. A string that is cut off is followed by its length. */
export function writeValue(value: WireValue): string {
  if (value.type === 'function') return toDisplayText(writeFunction(value), VALUE_LENGTH);
  if (value.type !== 'string') return toDisplayText(value.text, VALUE_LENGTH);
  const quoted = `"${value.text.replace(/[\\"]/g, '\\$&')}`;
  return toDisplayText(
    value.cut ? `${quoted}…"${value.length === undefined ? '' : ` (length ${value.length})`}` : `${quoted}"`,
    VALUE_LENGTH,
  );
}

/** A function as VS Code writes it: `ƒ` instead of the keyword, and only the part before the body if the text is long. */
function writeFunction({ text, cut }: WireValue): string {
  if (/^(?:ƒ |Proxy\b)/.test(text)) return text;
  const line = text.replace(/\s+/g, ' ').trim();
  const whole =
    /^class\b/.test(line) || /^(?:async ?)?(?:\([^()]*\)|[\p{ID_Start}$_][\p{ID_Continue}$]*) ?=>/u.test(line)
      ? line
      : line.replace(/^(async )?(?:function ?)?(\*)? ?/, '$1ƒ$2 ');
  if (!cut && whole.length <= MAX_FUNCTION_LENGTH) return whole;
  const [signature] = /^(?:class\b[^{]*(?=\{)|[^=]*=> ?|[^)]*\) ?)/.exec(whole) ?? [];
  return signature === undefined ? cutText(whole, MAX_FUNCTION_LENGTH) : `${cutText(signature.trimEnd(), MAX_FUNCTION_LENGTH)} {…}`;
}

/** The class of an object according to its preview: `Connection` of `Connection {id: 7}`, `Map` of `Map(2) {…}`. */
export function classOf(value: WireValue | undefined): string | undefined {
  // The preview of an object that cannot be inspected is `object`.
  if (value === undefined || value.type === 'function' || value.text === 'object') return undefined;
  return /^([\p{ID_Start}$_][\p{ID_Continue}$]*)(?=$|[ :({[])/u.exec(value.text)?.[1];
}

/** The function's name as it appears in a call; empty for an anonymous one. */
function writeName(cleanup: WireCleanup): string {
  // Without the engine's help a function's name is not readable, but its text has it.
  const name =
    cleanup.fn.name === ''
      ? (/^(?:async\s+)?function\s*\*?\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(cleanup.fn.source)?.[1] ?? '')
      : cleanup.fn.name;
  if (cleanup.kind !== 'use') return name;
  const owner = classOf(cleanup.receiver) ?? 'resource';
  if (name === '') return `${owner}[Symbol.dispose]`;
  // If the engine does not have such a symbol, its stand-in has a different description: `nodejs.dispose` in Node 20.
  if (name.startsWith('[')) return `${owner}[Symbol.${/async/i.test(name) ? 'asyncDispose' : 'dispose'}]`;
  return `${owner}.${name}`;
}

/** `use(null)` and `use(undefined)` have nothing to dispose of. */
export function isForNothing({ kind, receiver }: WireCleanup): boolean {
  return kind === 'use' && (receiver?.type === 'null' || receiver?.type === 'undefined');
}

export interface CallWords {
  readonly label: string;
  readonly callee: string;
}

/** A cleanup's call as a person would write it, after the label that the program gave it, with the captured values if that stays short. */
export function writeCall(cleanup: WireCleanup): CallWords {
  if (isForNothing(cleanup)) return { label: `use(${cleanup.receiver?.type ?? ''})`, callee: 'use' };
  const name = toDisplayText(writeName(cleanup), LABEL_LENGTH);
  const body = cleanup.fn.source.replace(/\s+/g, ' ').trim();
  const anonymous = name === '' ? toDisplayText(body === '' ? '(anonymous function)' : body, LABEL_LENGTH) : '';
  const callee = name === '' ? anonymous : name;
  const given = cleanup.label === undefined || cleanup.label === '' ? '' : `${cleanup.label}: `;
  if (name === '') return { label: toDisplayText(given + anonymous, LABEL_LENGTH), callee };
  const values = cleanup.args.map(writeValue);
  const whole = `${given}${name}(${values.join(', ')}${cleanup.argCount > values.length ? ', …' : ''})`;
  if (whole.length <= LABEL_LENGTH) return { label: toDisplayText(whole, LABEL_LENGTH), callee };
  const names = parameterNames(cleanup.fn.source);
  const asWritten = `${given}${name}(${values.map((_, at) => names[at] ?? '…').join(', ')})`;
  return { label: toDisplayText(asWritten, LABEL_LENGTH), callee };
}

/** Whether the function's text mentions a call of `recover`. */
export function mentionsRecover(source: string): boolean {
  return /\.\s*recover\s*\(/.test(source);
}

/** How many names of one text are used. */
export function listNames(names: readonly string[], most: number): string {
  return names.slice(0, most).join(', ') + (names.length > most ? ', …' : '');
}
