import assert from 'node:assert/strict';
import fc from 'fast-check';
import { writeJson } from '../../../../../src/languages/javascript/probe/json.ts';
import { decodeReading, type DecodedReading } from '../../../../../src/languages/javascript/wire/decodeReading.ts';
import { RESOURCE_KINDS } from '../../../../../src/runtime/door/doorContract.ts';
import { WIRE_LIMITS as L, type WireReading } from '../../../../../src/languages/javascript/wire/javascriptReading.ts';
import { withLists, type Plain } from '../probe/lists.ts';

const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ maxLength, unit: 'grapheme' }).map((made) => made.slice(0, maxLength).replace(/\p{Surrogate}/gu, '\ufffd'));
const count = fc.nat();
const position = fc.integer({ min: 1, max: 1_000_000 });
const frame = fc.record({ name: text(L.name), url: text(300), line: position, column: position });
const value = fc.record({
  type: fc.constantFrom('string', 'number', 'bigint', 'boolean', 'symbol', 'undefined', 'null', 'function', 'object'),
  text: text(L.value),
  cut: fc.boolean(),
});
const cleanup = fc.record(
  {
    id: count,
    state: fc.constantFrom('pending', 'running'),
    kind: fc.constantFrom('defer', 'use', 'adopt', 'onError'),
    label: text(L.name),
    fn: fc.record({ name: text(L.name), source: text(L.source) }),
    receiver: value,
    args: fc.array(value, { maxLength: 4 }),
    argCount: fc.integer({ min: 4, max: 1000 }),
    site: frame,
    timeoutMs: count,
    deadlineInMs: fc.integer(),
  },
  { requiredKeys: ['id', 'state', 'kind', 'fn', 'args', 'argCount'] },
);
const scope = fc.record(
  {
    id: count,
    kind: fc.constantFrom('function', 'object'),
    label: text(L.name),
    async: fc.boolean(),
    state: fc.constantFrom('open', 'closing'),
    site: frame,
    owner: count,
    failures: fc.array(fc.record({ value, recovered: fc.boolean() }), { maxLength: 3 }),
    pending: fc.integer({ min: 4, max: 100_000 }),
    cleanups: fc.array(cleanup, { maxLength: 4 }),
  },
  { requiredKeys: ['id', 'kind', 'async', 'state', 'failures', 'pending', 'cleanups'] },
);
const history = fc.record(
  {
    scope: count,
    scopeLabel: text(L.name),
    cleanup: count,
    name: text(L.name),
    state: fc.constantFrom('done', 'failed', 'skipped'),
    error: text(L.value),
    site: frame,
  },
  { requiredKeys: ['scope', 'cleanup', 'name', 'state'] },
);
const fact = fc.record({ name: text(L.name).filter((name) => name !== ''), value });
const entry = fc.record(
  { name: text(L.name), state: text(L.name), facts: fc.array(fact, { maxLength: 3 }), concern: text(L.value), site: frame },
  { requiredKeys: ['name', 'state', 'facts'] },
);
const resource = fc.record(
  {
    id: count,
    kind: fc.constantFrom('guard', 'managed', 'pool', 'gate', 'owned', 'background', 'shutdown', 'leaks'),
    label: text(L.name),
    state: text(L.name),
    facts: fc.array(fact, { maxLength: 3 }),
    entries: fc.array(entry, { maxLength: 3 }),
    entryCount: fc.integer({ min: 4, max: 1000 }),
    site: frame,
  },
  { requiredKeys: ['id', 'kind', 'state', 'facts', 'entries', 'entryCount'] },
);
const concern = fc.record(
  {
    code: fc.constantFrom('leak', 'expired', 'stuck', 'failed'),
    severity: fc.constantFrom('error', 'warning', 'info'),
    message: text(L.value).filter((said) => said !== ''),
    site: frame,
  },
  { requiredKeys: ['code', 'severity', 'message'] },
);
const library = fc.record(
  {
    index: count,
    name: text(L.name),
    version: text(L.name),
    scopeCount: fc.integer({ min: 4, max: 1000 }),
    scopes: fc.array(scope, { maxLength: 4 }),
    history: fc.array(history, { maxLength: 3 }),
    error: text(L.value),
    resources: fc.array(resource, { maxLength: 3 }),
    resourceCount: fc.integer({ min: 4, max: 1000 }),
    concerns: fc.array(concern, { maxLength: 3 }),
  },
  { requiredKeys: ['index', 'name', 'version', 'scopeCount', 'scopes', 'history', 'resources', 'resourceCount', 'concerns'] },
);
const reading = fc.record({
  wire: fc.constant(1 as const),
  frames: fc.array(frame, { maxLength: 4 }),
  waiting: fc.array(frame, { maxLength: 4 }),
  libraries: fc.array(library, { maxLength: 3 }),
}) as unknown as fc.Arbitrary<WireReading>;

/** The answer as the probe writes it. */
function write(made: WireReading): string {
  return writeJson(withLists({ ...(made as unknown as Record<string, Plain>), door: 'open' }));
}

/** Fails if any list or text in the data is longer than the wire format allows. */
function assertBounded(decoded: DecodedReading): void {
  if (decoded.kind === 'no-door') return;
  if (decoded.kind === 'malformed') {
    assert.equal(typeof decoded.why, 'string');
    assert.ok(decoded.why.length <= 300, `a reason of ${decoded.why.length} characters`);
    return;
  }
  const limits: Readonly<Record<string, number>> = {
    frames: L.frames,
    waiting: L.waiting,
    libraries: L.libraries,
    scopes: L.scopes,
    cleanups: L.cleanups + 1,
    args: L.arguments,
    failures: L.arguments,
    history: L.history,
    name: L.name,
    version: L.name,
    label: L.name,
    scopeLabel: L.name,
    source: L.source,
    url: L.url,
    text: L.value * 2,
    error: L.value,
    type: 10,
    kind: 10,
    state: L.name,
    code: 10,
    severity: 10,
    concern: L.value,
    message: L.value * 2,
    resources: L.resources * RESOURCE_KINDS.length,
    entries: L.entries,
    facts: L.facts,
    concerns: L.concerns,
  };
  const walk = (key: string, part: unknown): void => {
    if (typeof part === 'string' || Array.isArray(part)) assert.ok(part.length <= (limits[key] ?? 0), `${key} is ${part.length} long`);
    if (typeof part === 'number')
      assert.ok(
        key === 'deadlineInMs' ? Number.isFinite(part) : key === 'timeoutMs' ? part >= 0 : Number.isSafeInteger(part) && part >= 0,
        `${key} is ${part}`,
      );
    if (Array.isArray(part))
      for (const inner of part) walk('', typeof inner === 'object' ? inner : assert.fail(`${key} has ${typeof inner}`));
    else if (typeof part === 'object' && part !== null) for (const [name, inner] of Object.entries(part)) walk(name, inner);
  };
  walk('', decoded.reading);
}

describe('decodeReading', () => {
  it('gives back what the probe wrote', () => {
    fc.assert(
      fc.property(reading, (made) => {
        const decoded = decodeReading(write(made));
        assert.equal(decoded.kind, 'reading');
        assert.deepEqual(decoded, { kind: 'reading', reading: JSON.parse(JSON.stringify(made)) as unknown });
      }),
      { numRuns: 100 },
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (made) => {
        assertBounded(decodeReading(made));
      }),
      { numRuns: 200 },
    );
  });

  it('never throws for the JSON of anything, and its answer is bounded', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (made) => {
        assertBounded(decodeReading(JSON.stringify(made)));
      }),
      { numRuns: 200 },
    );
  });

  it('never throws for an answer whose parts are anything', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(-1, 1e400, 1.5, '', null, [], {}, { toString: null, valueOf: null }, [[[]]], 'x'.repeat(500)),
    );
    const keys = [
      'wire',
      'door',
      'why',
      'frames',
      'waiting',
      'libraries',
      'index',
      'scopes',
      'history',
      'error',
      'id',
      'cleanups',
      'failures',
      'value',
      'args',
      'fn',
      'site',
      'owner',
      'pending',
      'type',
      'text',
      'state',
      'kind',
      'line',
      'scopeCount',
    ];
    const part = fc.letrec<{ part: unknown }>((tie) => ({
      part: fc.oneof(
        { depthSize: 'small', maxDepth: 6 },
        anything,
        fc.dictionary(fc.constantFrom(...keys), tie('part'), { maxKeys: 6 }),
        fc.array(tie('part'), { maxLength: 3 }),
      ),
    })).part;
    const answer = fc.record({
      wire: fc.oneof({ arbitrary: fc.constant(1), weight: 9 }, anything),
      door: fc.oneof({ arbitrary: fc.constant('open'), weight: 9 }, anything),
      why: anything,
      frames: fc.array(part, { maxLength: 3 }),
      waiting: fc.array(part, { maxLength: 3 }),
      libraries: fc.array(part, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(answer, (made) => {
        assertBounded(decodeReading(JSON.stringify(made)));
      }),
      { numRuns: 300 },
    );
  });

  it('never throws for a reading of which a part was replaced or cut off', () => {
    fc.assert(
      fc.property(reading, fc.nat(), fc.jsonValue(), fc.boolean(), (made, at, other, isCut) => {
        const whole = write(made);
        const place = at % whole.length;
        assertBounded(decodeReading(whole.slice(0, place) + (isCut ? '' : JSON.stringify(other) + whole.slice(place + 1))));
      }),
      { numRuns: 200 },
    );
  });

  it('cuts what is longer than the wire allows', () => {
    const long = 'x'.repeat(500);
    const wide = <T>(one: T, length = 30): T[] => Array.from({ length }, () => one);
    const site = { name: long, url: long, line: 1, column: 1 };
    const one = { type: 'string', text: long, cut: false };
    const call = {
      id: 1,
      state: 'pending',
      kind: 'defer',
      label: long,
      fn: { name: long, source: long },
      receiver: one,
      args: wide(one),
      argCount: 1,
      site,
    };
    const held = {
      id: 1,
      kind: 'object',
      label: long,
      async: false,
      state: 'open',
      site,
      failures: wide({ value: one, recovered: false }),
      pending: 0,
      cleanups: [call, call],
    };
    const ran = { scope: 1, cleanup: 1, name: long, scopeLabel: long, state: 'done', error: long, site };
    const all = {
      wire: 1,
      door: 'open',
      frames: wide({ ...site, url: 'x'.repeat(5000) }, 250),
      waiting: wide(site, 250),
      libraries: wide({ index: 1, name: long, version: long, scopeCount: 0, scopes: [held], history: wide(ran, 120), error: long }, 20),
    };
    const decoded = decodeReading(JSON.stringify(all));
    assertBounded(decoded);
    assert.equal(decoded.kind, 'reading');
    const first = decoded.reading.libraries[0]?.scopes[0];
    // Anything that was cut off says so, and counts are not less than the number of elements.
    assert.equal(first?.cleanups[0]?.args[0]?.cut, true);
    assert.equal(first.cleanups[0].argCount, L.arguments);
    assert.equal(first.pending, 2);
    assert.equal(decoded.reading.libraries[0]?.scopeCount, 1);
  });

  const table: readonly (readonly [string, string, DecodedReading['kind'], string])[] = [
    ['no door', '{"wire":1,"door":"none"}', 'no-door', ''],
    ['a broken door', '{"wire":1,"door":"broken","why":"it is a proxy"}', 'malformed', 'it is a proxy'],
    ['a broken door without a reason', '{"wire":1,"door":"broken","why":{}}', 'malformed', 'the door cannot be read'],
    ['no door at all', '{"wire":1}', 'malformed', 'the door cannot be read'],
    ['an older version', '{"wire":0,"door":"open"}', 'malformed', 'the answer has version 0'],
    ['no version', '{}', 'malformed', 'the answer has version none'],
    [
      'a version that converts to nothing',
      '{"wire":{"toString":null,"valueOf":null}}',
      'malformed',
      'the answer has version {"toString":null,"valueOf":null}',
    ],
    ['a version without end', `{"wire":"${'9'.repeat(100_000)}"}`, 'malformed', `the answer has version "${'9'.repeat(79)}`],
    ['a list', '[]', 'malformed', 'the answer is not an object'],
    ['null', 'null', 'malformed', 'the answer is not an object'],
    ['nothing', '', 'malformed', 'the answer is not JSON: '],
    ['what js-debug says of a program that runs', 'undefined', 'malformed', 'the answer is not JSON: undefined'],
    ['an open door and no more', '{"wire":1,"door":"open"}', 'reading', ''],
  ];
  for (const [name, answer, kind, why] of table) {
    it(`reads ${name}`, () => {
      const decoded = decodeReading(answer);
      assert.equal(decoded.kind, kind);
      assert.equal(decoded.kind === 'malformed' ? decoded.why : '', why);
    });
  }

  it('has no place before the first line and column', () => {
    const at = (line: unknown, column: unknown): unknown => {
      const decoded = decodeReading(
        JSON.stringify({ wire: 1, door: 'open', frames: [{ name: 'f', url: '/a.js', line, column }], libraries: [] }),
      );
      return decoded.kind === 'reading' ? decoded.reading.frames.map((one) => [one.line, one.column]) : undefined;
    };
    assert.deepEqual(
      [at(0, 5), at(-1, 5), at('1', 5), at(3, 0), at(3, -1), at(3, undefined), at(3, 4)],
      [[], [], [], [[3, 1]], [[3, 1]], [[3, 1]], [[3, 4]]],
    );
  });

  it('does not parse a text without end', () => {
    const decoded = decodeReading(' '.repeat(16 * 1024 * 1024 + 1));
    assert.deepEqual(decoded, { kind: 'malformed', why: 'the answer is 16777217 characters long' });
  });
});
