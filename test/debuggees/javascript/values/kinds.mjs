// One value of every kind, and nothing that may be touched: whatever looks at these must run none of the program's code.
import * as ns from 'node:path';
import { EventEmitter } from 'node:events';

/** How often a getter, a trap or a conversion of the program was run. */
export const touched = [];
const touch = (name) => () => { touched.push(name); return name; };

class Conn { #secret = 7; name = 'db'; get port() { touched.push('port'); return 1; } [Symbol.dispose]() {} }
class Tagged { get [Symbol.toStringTag]() { touched.push('toStringTag'); return 'TG'; } }
class Plain { id = 7; inner = new Map([[1, 2]]); [Symbol.dispose]() {} }
class Talkative { id = 1; toString() { touched.push('toString'); return 'said'; } [Symbol.toPrimitive]() { touched.push('toPrimitive'); return 'said'; } [Symbol.for('nodejs.util.inspect.custom')]() { touched.push('inspect'); return 'said'; } [Symbol.for('debug.description')]() { touched.push('description'); return 'said'; } toJSON() { touched.push('toJSON'); return 'said'; } }
class NamedError extends Error { get name() { touched.push('name'); return 'Named'; } }
class StackError extends Error { get stack() { touched.push('stack'); return 'stack'; } }
const revoked = (() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })();
const traps = new Proxy({}, { get: (_, trap) => touch(`trap ${String(trap)}`) });
const holes = [1, , 3]; holes.length = 5;
const cyclic = { name: 'cyclic' }; cyclic.self = cyclic;
class MyError extends Error { name = 'MyError'; code = 'E_MINE'; }
const rejected = Promise.reject(new Error('no')); rejected.catch(() => {});
const started = (function* () { yield 1; yield 2; })(); started.next();
function* generate() { yield 1; }
async function work() {}
async function* stream() {}

export const kinds = {
  symbol: Symbol('why'), symbolEmpty: Symbol(), symbolRegistered: Symbol.for('app.key'), symbolWellKnown: Symbol.iterator,
  bigint: 12345678901234567890n, bigBig: 1n << 300n, bigHuge: -(1n << 20000n), negativeZero: -0, nan: NaN, infinity: -Infinity, float: 0.1 + 0.2, large: 1e21,
  date: new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)), badDate: new Date(NaN), regexp: /a+b/giu, map: new Map([['a', 1], ['b', { x: 2 }]]), set: new Set([1, 'two']), weakMap: new WeakMap([[cyclic, 1]]), weakRef: new WeakRef(cyclic), weakSet: new WeakSet([cyclic]),
  bigMap: new Map(Array.from({ length: 200 }, (_, at) => [at, at])), errorsInMap: new Map([['e', new NamedError('in a map')]]),
  u8: new Uint8Array([1, 2, 3]), f64: new Float64Array(2), i64: new BigInt64Array([1n, -2n]), arrayBuffer: new Uint8Array([1, 2, 255]).buffer, shared: new SharedArrayBuffer(4), dataView: new DataView(new ArrayBuffer(8), 2), buffer: Buffer.from('hello'),
  pending: new Promise(() => {}), fulfilled: Promise.resolve(42), rejected, error: new Error('outer', { cause: new TypeError('inner') }), myError: new MyError('mine'), systemError: Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT', errno: -2 }),
  aggregate: new AggregateError([new Error('1'), new Error('2')], 'two'), suppressed: typeof SuppressedError === 'function' ? new SuppressedError(new Error('new'), new Error('old'), 'sup') : null, domException: new DOMException('gone', 'AbortError'), noMessage: new Error(), namedError: new NamedError('n'), stackError: new StackError('s'),
  conn: new Conn(), plain: new Plain(), tagged: new Tagged(), talkative: new Talkative(), arrow: () => 1, cls: Conn, bound: work.bind(null), asyncFunction: work, generator: generate, asyncGenerator: stream, anonymous: (() => () => 1)(), method: Conn.prototype[Symbol.dispose], native: Math.max, timer: undefined, immediate: undefined,
  proxy: new Proxy({ a: 1 }, {}), proxyFunction: new Proxy(function pf() {}, {}), proxyArray: new Proxy([1, 2], {}), trapped: new Proxy({}, traps), revoked, underProxy: Object.create(new Proxy({}, traps)), nullPrototype: Object.assign(Object.create(null), { a: 1 }), holes, cyclic, withSymbols: { [Symbol('k')]: 1, [Symbol.for('reg')]: 2, plain: 3 }, empty: {}, emptyArray: [], nested: { a: { b: { c: 1 } } }, many: { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 },
  getter: { get x() { touched.push('x'); return 1; }, y: 2 }, boxedNumber: Object(1), boxedString: Object('s'), boxedSymbol: Object(Symbol('b')), boxedBigint: Object(1n), boxedBoolean: Object(false),
  url: new URL('https://example.org/a?b=c'), searchParams: new URLSearchParams('a=1'), headers: new Headers({ a: 'b' }), abort: new AbortController(), signal: AbortSignal.abort(new Error('stop')), emitter: new EventEmitter(),
  arrayIterator: [1, 2][Symbol.iterator](), mapIterator: new Map([['a', 1]]).entries(), generatorObject: generate(), startedGenerator: started, namespace: ns, globalThis, arguments: (function () { return arguments; })(1, 'b'), format: new Intl.DateTimeFormat('en'),
  longString: 'x'.repeat(3000), lone: 'a\ud800b', rtl: 'שלום \u202Eabc', emoji: '👩‍👩‍👧', lines: 'line1\nline2\ttab "q"', emptyString: '', zero: '\0', control: '\x1b[31mred', loneInside: { text: 'a\ud800b', 'k\ud800': 1 },
  undefined: undefined, null: null, true: true, integer: 42, disposable: typeof DisposableStack === 'function' ? new DisposableStack() : 0, temporal: typeof Temporal === 'object' ? Temporal.PlainDate.from('2026-01-02') : 'no Temporal',
  inFields: { error: new Error('in a field'), when: new Date(0), list: [1, 2], symbol: Symbol('in'), fn() {}, big: 5n, zero: -0, re: /x/, map: new Map(), bytes: new Uint8Array(2) }, inArray: [new Error('in'), new Date(0), new Map([[1, 2]]), Symbol('in'), /x/],
};
kinds.timer = setTimeout(() => {}, 1);
kinds.immediate = setImmediate(() => {});
