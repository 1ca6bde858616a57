import type { List } from './list.ts';
import { ownFields } from './ownFields.ts';
import { readCodeUnit } from './slots.ts';

/**
 * Writes JSON with syntax alone. `JSON.stringify` would call a `toJSON` that the program has put on its own objects or on
 * `Object.prototype`, and the program may have replaced methods of strings and arrays.
 */

export type Json = string | number | boolean | List<Json | undefined> | { readonly [key: string]: Json | undefined };

/** The 32 characters below the space, in order. */
const CONTROLS =
  '\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f' +
  '\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f';
const HEX = '0123456789abcdef';

function escapeControl(character: string): string {
  for (let at = 0; at < 32; at++) if (CONTROLS[at] === character) return '\\u00' + (at < 16 ? '0' : '1') + (HEX[at & 15] as string);
  return ' ';
}

/** A lone surrogate; not every transport can carry the character itself. */
function escapeSurrogate(character: string): string {
  const code = readCodeUnit(character);
  if (code === undefined) return '\ufffd';
  let out = '\\u';
  for (let shift = 12; shift >= 0; shift -= 4) out += HEX[(code >> shift) & 15] as string;
  return out;
}

/** A JSON string literal. */
function writeString(text: string): string {
  let out = '"';
  for (let at = 0; at < text.length; at++) {
    const c = text[at] as string;
    // Most characters are none of the following.
    if (c >= ' ' && c < '\ud800' && c !== '"' && c !== '\\') out += c;
    else if (c === '"' || c === '\\') out += '\\' + c;
    else if (c < ' ') out += escapeControl(c);
    else if (c >= '\ud800' && c <= '\udbff') {
      // Beyond the end, `String.prototype` would be asked.
      const low = at + 1 < text.length ? text[at + 1] : undefined;
      if (low !== undefined && low >= '\udc00' && low <= '\udfff') {
        out += c + low;
        at += 1;
      } else out += escapeSurrogate(c);
    } else if (c >= '\udc00' && c <= '\udfff') out += escapeSurrogate(c);
    else out += c;
  }
  return out + '"';
}

/** The JSON text of plain data made by the probe itself; leaves out properties that are undefined. */
export function writeJson(value: Json): string {
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number') return value === value && value < 1e21 && value > -1e21 ? `${value}` : '0';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  let out = '';
  // The copy has own properties only: what the program added to Object.prototype stays out.
  const own = ownFields(value as { readonly [key: string]: unknown });
  if (own['isList'] === true) {
    const list = value as List<Json | undefined>;
    for (let at = 0; at < list.length; at++) out += (at > 0 ? ',' : '') + writeJson(list[at] ?? NOTHING);
    return '[' + out + ']';
  }
  for (const key in own) {
    const field = own[key] as Json | undefined;
    if (field !== undefined) out += (out === '' ? '' : ',') + writeString(key) + ':' + writeJson(field);
  }
  return '{' + out + '}';
}

/** Stands for an element that does not exist. */
const NOTHING: Json = { __proto__: null as never };
