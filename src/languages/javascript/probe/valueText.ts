import type { WireValue, WireValueType } from '../wire/javascriptReading.ts';
import { canDescribe } from './described.ts';
import { isFollowed } from './doorScopes.ts';
import { listFields, MANY_FIELDS } from './fieldNames.ts';
import { call, canLook, describeProperty, functionText, isGenuine, ownValue, realm, type Property } from './genuine.ts';
import { getPrototype, isArray, languageSymbol, registeredSymbol } from './intrinsics.ts';
import { ownFields } from './ownFields.ts';
import { readAddress, readDomException } from './nodeObjects.ts';
import { begin, className, findProperty, functionName, head } from './preview.ts';
import { isNative, readSlots, readSymbol, type Slots } from './slots.ts';
import { inspection, isProxy } from './typeChecks.ts';

/**
 * One line of text for a value of the program, made without running its code. If the engine can say more than the probe sees, also without
 * running the program's code, the value is marked so that the debugger is asked for its description.
 */

/** How many fields of an object are shown; the engine's own previews have as many. */
const MAX_FIELDS = 5;
/** How many elements of an array are shown. */
const MAX_ELEMENTS = 20;
/** UTF-16 units of a field's name. */
const MAX_KEY_LENGTH = 50;
/** UTF-16 units of a text in an object. */
const MAX_INNER_LENGTH = 100;
/** UTF-16 units of a key or a value of a map. */
const MAX_ENTRY_LENGTH = 40;
/** How many digits of a bigint are shown, and the size from which it is not written at all, because that takes time. */
const MAX_DIGITS = 150;
const MAX_BIGINT = 1n << 65536n;

/** What an error holds beside its fields, in properties that are not enumerable. */
const ERROR_FIELDS = ['cause', 'errors', 'error', 'suppressed'] as const;

/** A value in at most about `room` UTF-16 units. */
export function preview(value: unknown, room: number): WireValue {
  switch (typeof value) {
    case 'string':
      return { ...describe('string', head(value, room), value.length > room), ...(value.length > room ? { length: value.length } : {}) };
    case 'number':
      return describe('number', value === 0 && 1 / value < 0 ? '-0' : `${value}`);
    case 'bigint':
      return previewBigint(value);
    case 'boolean':
      return describe('boolean', value ? 'true' : 'false');
    case 'undefined':
      return describe('undefined', 'undefined');
    case 'symbol':
      return previewSymbol(value);
    case 'function':
      return previewFunction(value, room);
    case 'object':
      return value === null ? describe('null', 'null') : previewObject(value, room);
  }
}

function describe(type: WireValueType, text: string, cut = false): WireValue {
  return { type, text, cut };
}

/** A value that the engine can say more about; `text` is shown until it does. */
function describeClosed(type: 'object' | 'function' | 'symbol', text: string, value: unknown): WireValue {
  return canDescribe(value) ? { type, text, cut: true, describable: true } : { type, text, cut: true };
}

function previewBigint(value: bigint): WireValue {
  if (value >= MAX_BIGINT || value <= -MAX_BIGINT)
    return describe('bigint', value < 0n ? 'a bigint below -2**65536' : 'a bigint above 2**65536', true);
  const text = `${value}`;
  const digits = value < 0n ? text.length - 1 : text.length;
  return digits <= MAX_DIGITS ? describe('bigint', `${text}n`) : describe('bigint', `${head(text, MAX_DIGITS)}…n (${digits} digits)`, true);
}

function previewSymbol(value: symbol): WireValue {
  // Stands for a signal that does not exist yet: see DoorCleanup in the library's door.
  if (value === registeredSymbol('deferscope.signal')) return describe('symbol', 'signal');
  const said = readSymbol(value);
  return said === undefined
    ? describeClosed('symbol', 'symbol', value)
    : describe('symbol', `Symbol(${begin(said, MAX_INNER_LENGTH)})`, said.length > MAX_INNER_LENGTH);
}

/** The beginning of the function's text, which the host turns into one line; its name if there is no text. */
function previewFunction(value: unknown, room: number): WireValue {
  if (isProxy(value)) return describeClosed('function', 'Proxy', value);
  if (isNative(value)) return describe('function', `ƒ ${functionName(value)}()`);
  const source = functionText(value as object);
  if (source === undefined) return describe('function', 'ƒ', true);
  return describe('function', head(source, room), source.length > room);
}

function previewObject(value: object, room: number): WireValue {
  if (!canLook) return describe('object', '', true);
  if (inspection === undefined) return describeClosed('object', 'object', value);
  if (inspection.isProxy(value)) return describeClosed('object', 'Proxy', value);
  try {
    const slots = readSlots(value, inspection);
    if (slots !== undefined) return previewSlots(slots, className(value), value, room);
    if (isArray(value)) return previewArray(value, room);
    const exception = readDomException(value);
    if (exception !== undefined) return describe('object', writeException(exception, room), exception.message.length > room);
    if (inspection.isNativeError(value)) return previewError(value, room);
    const address = readAddress(value);
    if (address !== undefined) return describe('object', `${className(value)} {href: ${quote(address, room)}}`, address.length > room);
    if (isFollowed(value)) return previewStack(value, room);
    const shown = previewFields(value, nameClass(value), room);
    return canDescribe(value, 'more') ? { ...shown, describable: true } : shown;
  } catch {
    // A module namespace with bindings that are not initialised yet, and other exotic objects.
    return describe('object', 'object', true);
  }
}

function previewSlots(slots: Slots, made: string, value: object, room: number): WireValue {
  switch (slots.kind) {
    case 'date':
      return describe('object', `${made || 'Date'} ${slots.time ?? '(invalid)'}`);
    case 'regexp':
      return describe('object', begin(slots.text, room), slots.text.length > room);
    case 'boxed':
      return describe('object', `${made || slots.name} (${previewInner(slots.value)})`);
    case 'view':
      return describe(
        'object',
        `${made || 'DataView'}(${slots.byteLength}) {buffer: ArrayBuffer(${slots.buffer}), byteOffset: ${slots.byteOffset}}`,
      );
    case 'arguments':
      return previewArray(value as ArrayLike<unknown>, room, `Arguments(${slots.length}) `, slots.length);
    // A value that the engine's own functions cannot describe may hold an error.
    case 'sealed':
      return slots.name === '' ? describe('object', made || 'object', true) : describeClosed('object', made || slots.name, value);
    case 'numbers': {
      const list = openLine(`${made || slots.name}(${slots.length}) [`, ']', room);
      for (let at = 0; at < slots.first.length && hasRoom(list); at++) add(list, previewInner(slots.first[at]));
      return endLine(list, slots.length);
    }
    case 'map':
    case 'set': {
      const list = openLine(`${made || (slots.kind === 'map' ? 'Map' : 'Set')}(${slots.size}) {`, '}', room);
      for (let at = 0; at < slots.entries.length && hasRoom(list); at++) {
        const entry = slots.entries[at] as readonly unknown[];
        add(list, slots.kind === 'map' ? `${previewEntry(entry[0])} => ${previewEntry(entry[1])}` : previewEntry(entry[0]));
      }
      return endLine(list, slots.size);
    }
  }
}

function previewArray(value: ArrayLike<unknown>, room: number, before = `(${value.length}) `, length = value.length): WireValue {
  const list = openLine(`${before}[`, ']', room);
  for (let at = 0; at < length && at < MAX_ELEMENTS && hasRoom(list); at++) add(list, previewOwn(describeProperty(value, at)));
  return endLine(list, length);
}

/** Its `stack` is not read: the first access makes the program's Error.prepareStackTrace produce it. */
function previewError(value: object, room: number): WireValue {
  const list = openLine(`${writeError(value, room)} {`, '}', room);
  let all = 0;
  for (let at = 0; at < ERROR_FIELDS.length; at++) {
    const key = ERROR_FIELDS[at] as string;
    const own = describeProperty(value, key);
    if (own === undefined || own.enumerable === true) continue;
    add(list, `${key}: ${previewOwn(own)}`);
    all++;
  }
  all += addFields(list, value, all);
  return all === 0 ? describe('object', writeError(value, room), isCutMessage(value, room)) : endLine(list, all);
}

function writeException({ name, message }: { readonly name: string; readonly message: string }, room: number): string {
  return `DOMException [${begin(name, MAX_KEY_LENGTH)}]: ${begin(message, room)}`;
}

/** An object without its own class may have a tag: a module's namespace, the engine's iterators. */
function nameClass(value: object): string {
  const name = className(value);
  if (name !== '' && (name !== 'Object' || (isPlain(value) && value !== realm))) return name;
  const symbol = languageSymbol('toStringTag');
  const said: unknown = symbol === undefined ? undefined : findProperty(value, symbol)?.value;
  return typeof said === 'string' && said !== '' ? begin(said, MAX_KEY_LENGTH) : name;
}

/** Whether the object's prototype is the default one. */
function isPlain(value: object): boolean {
  const prototype = getPrototype(value);
  return prototype !== null && !isProxy(prototype) && describeProperty(prototype, 'constructor') !== undefined;
}

function isCutMessage(value: object, room: number): boolean {
  const message = ownValue(value, 'message');
  return typeof message === 'string' && message.length > room;
}

function writeError(value: object, room: number): string {
  const message = ownValue(value, 'message');
  const name = className(value) || 'Error';
  return typeof message === 'string' && message !== '' ? `${name}: ${begin(message, room)}` : name;
}

function previewFields(value: object, name: string, room: number): WireValue {
  const list = openLine(name === 'Object' || name === '' ? '{' : `${name} {`, '}', room);
  return endLine(list, addFields(list, value, 0));
}

/** A stack that the preload follows has a private field of ours that is not the program's, so the engine is not asked. */
function previewStack(value: object, room: number): WireValue {
  const list = openLine(`${className(value)} {`, '}', room);
  const getter = findProperty(value, 'disposed')?.get;
  const disposed = isGenuine(getter, 'get disposed') ? call(getter, value) : undefined;
  if (typeof disposed === 'boolean') add(list, disposed ? 'disposed: true' : 'disposed: false');
  const own = list.count;
  return endLine(list, addFields(list, value, own) + own);
}

/**
 * The number of fields, or one more than the limit if there are very many. Does not use `for in`, which also visits the prototypes, and one
 * of them may be a proxy.
 */
function addFields(list: Line, value: object, from: number): number {
  const { names, symbols, isMany } = listFields(value);
  for (let at = 0; at < names.length && at + from < MAX_FIELDS && hasRoom(list); at++)
    add(list, `${begin(names[at] as string, MAX_KEY_LENGTH)}: ${previewOwn(describeProperty(value, names[at] as string))}`);
  if (isMany) return MANY_FIELDS + 1;
  let shown = 0;
  for (let at = 0; at < symbols.length; at++) {
    const field = describeProperty(value, symbols[at] as symbol);
    if (field?.enumerable !== true) continue;
    shown++;
    if (names.length + shown + from <= MAX_FIELDS && hasRoom(list)) add(list, `${previewInner(symbols[at])}: ${previewOwn(field)}`);
  }
  return names.length + shown;
}

/** A list that grows until it is full. */
interface Line {
  text: string;
  count: number;
  readonly close: string;
  readonly room: number;
}

function openLine(text: string, close: string, room: number): Line {
  return ownFields({ text, close, room, count: 0 });
}

function hasRoom(line: Line): boolean {
  return line.text.length < line.room;
}

function add(line: Line, part: string): void {
  line.text += (line.count > 0 ? ', ' : '') + part;
  line.count += 1;
}

/** `all`: how many there are, shown or not. */
function endLine(line: Line, all: number): WireValue {
  const most = line.room * 2 - 4;
  const isLong = line.text.length > most;
  const cut = line.count < all || isLong;
  const more = !cut ? '' : isLong || line.count === 0 ? '…' : ', …';
  return describe('object', head(line.text, most) + more + line.close, cut);
}

/** What a property holds; a getter is not called. */
function previewOwn(descriptor: Property | undefined): string {
  if (descriptor === undefined) return 'empty';
  return descriptor.get !== undefined || descriptor.set !== undefined ? '(…)' : previewInner(descriptor.value);
}

/** A value inside another one: what it is, and its contents only if those are a single word. */
function previewInner(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'function') return isProxy(value) ? 'Proxy' : writeNamed(value);
  if (typeof value !== 'object' || value === null) return preview(value, MAX_INNER_LENGTH).text;
  if (inspection === undefined) return 'object';
  if (inspection.isProxy(value)) return 'Proxy';
  const slots = readSlots(value, inspection);
  const name = className(value);
  if (slots === undefined) {
    if (isArray(value)) return `Array(${value.length})`;
    const exception = readDomException(value);
    if (exception !== undefined) return writeException(exception, MAX_INNER_LENGTH);
    if (inspection.isNativeError(value)) return writeError(value, MAX_INNER_LENGTH);
    const shown = nameClass(value);
    return shown === 'Object' || shown === '' ? '{…}' : shown;
  }
  switch (slots.kind) {
    case 'date':
      return `${name || 'Date'} ${slots.time ?? '(invalid)'}`;
    case 'regexp':
      return begin(slots.text, MAX_INNER_LENGTH);
    case 'map':
      return `${name || 'Map'}(${slots.size})`;
    case 'set':
      return `${name || 'Set'}(${slots.size})`;
    case 'numbers':
      return `${name || slots.name}(${slots.length})`;
    case 'view':
      return `${name || 'DataView'}(${slots.byteLength})`;
    case 'boxed':
      return `${name || slots.name} (${previewInner(slots.value)})`;
    case 'arguments':
      return `Arguments(${slots.length})`;
    case 'sealed':
      return name || slots.name || 'object';
  }
}

/** A key or a value of a map, shown one level deeper than a field: the engine's own previews do so too. */
function previewEntry(value: unknown): string {
  if (
    typeof value !== 'object' ||
    value === null ||
    inspection === undefined ||
    inspection.isProxy(value) ||
    readSlots(value, inspection) !== undefined
  )
    return previewInner(value);
  if (isArray(value)) return previewArray(value, MAX_ENTRY_LENGTH).text;
  if (inspection.isNativeError(value) || readDomException(value) !== undefined) return previewInner(value);
  return previewFields(value, nameClass(value), MAX_ENTRY_LENGTH).text;
}

function writeNamed(fn: unknown): string {
  const name = functionName(fn);
  return name === '' ? 'ƒ' : `ƒ ${name}`;
}

function quote(text: string, most = MAX_INNER_LENGTH): string {
  let out = '"';
  for (let at = 0; at < text.length && at < most; at++) {
    const c = text[at] as string;
    out += c === '"' || c === '\\' ? `\\${c}` : c;
  }
  return out + (text.length > most ? '…"' : '"');
}
