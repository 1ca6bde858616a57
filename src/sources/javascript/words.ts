import { LABEL_LENGTH, toDisplayText, VALUE_LENGTH } from '../../core/displayText.ts';
import type { WireCleanup, WireValue } from '../../wire/javascriptReading.ts';
import { parameterNames } from './parameterNames.ts';

/** A value as JavaScript writes it, on one line. */
export function writeValue(value: WireValue): string {
  if (value.type !== 'string') return toDisplayText(value.text, VALUE_LENGTH);
  const quoted = `"${value.text.replace(/[\\"]/g, '\\$&')}`;
  return toDisplayText(value.cut ? `${quoted}…"` : `${quoted}"`, VALUE_LENGTH);
}

/** The class of an object, as far as its preview says: `Connection` of `Connection {id: 7}`. */
export function classOf(value: WireValue | undefined): string | undefined {
  return /^([\p{ID_Start}$_][\p{ID_Continue}$]*)(?: \{|: |$)/u.exec(value?.text ?? '')?.[1];
}

/** The function's name as it stands in a call; empty for an anonymous one. */
function writeName(cleanup: WireCleanup): string {
  // Without the engine's help a function's name stays closed, but its text has it.
  const name = cleanup.fn.name === '' ? (/^(?:async\s+)?function\s*\*?\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(cleanup.fn.source)?.[1] ?? '') : cleanup.fn.name;
  if (cleanup.kind !== 'use') return name;
  const owner = classOf(cleanup.receiver) ?? 'resource';
  if (name === '') return `${owner}[Symbol.dispose]`;
  // Where the engine has no such symbol, its stand-in has another description: Node 20 says `nodejs.dispose`.
  if (name.startsWith('[')) return `${owner}[Symbol.${/async/i.test(name) ? 'asyncDispose' : 'dispose'}]`;
  return `${owner}.${name}`;
}

export interface CallWords {
  readonly label: string;
  readonly callee: string;
}

/** A cleanup's call as a person would write it, after the label that the program gave it, with the captured values where that stays short. */
export function writeCall(cleanup: WireCleanup): CallWords {
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
