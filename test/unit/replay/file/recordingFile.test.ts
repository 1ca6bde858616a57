import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { decodeLine } from '../../../../src/wire/decodeLine.ts';
import { RecordingError, type RecordingFault } from '../../../../src/replay/file/recordingError.ts';
import { fullSnapshot } from '../../core/snapshots.ts';
import { ROOT } from '../../schema.ts';
import { HEADER, openRecording, serverEvents, toLines, useFolder } from '../recordings.ts';

const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(
  JSON.parse(fs.readFileSync(path.join(ROOT, 'media/recording.schema.json'), 'utf8')) as object,
);
const stop = { kind: 'stop', t: 140, snapshot: fullSnapshot() };
const gap = { kind: 'gap', t: 141, count: 12, reason: 'backpressure' };

describe('the schema of recordings', () => {
  it('accepts the header and each kind of event', () => {
    const all = [
      ...serverEvents(),
      stop,
      gap,
      { kind: 'scope-moved', t: 1, scope: 1, to: 2 },
      { kind: 'recovered', t: 1, scope: 1 },
      { kind: 'skipped', t: 1, scope: 1, cleanup: 1 },
    ];
    for (const line of [JSON.parse(HEADER) as unknown, ...all])
      assert.ok(validate(JSON.parse(JSON.stringify(line))), JSON.stringify([line, validate.errors]));
  });

  for (const [name, line] of [
    ['another version', { ...(JSON.parse(HEADER) as object), version: 2 }],
    ['an unknown kind', { kind: 'odd', t: 1 }],
    ['no time', { kind: 'started', scope: 1, cleanup: 1 }],
    ['a time before the start', { kind: 'started', t: -1, scope: 1, cleanup: 1 }],
    ['a registration without a label', { kind: 'registered', t: 1, scope: 1, cleanup: 1 }],
    ['line 0', { kind: 'registered', t: 1, scope: 1, cleanup: 1, label: 'x', at: { path: '/a', line: 0 } }],
    ['an unknown reason', { ...gap, reason: 'because' }],
  ] as const)
    it(`refuses ${name}`, () => {
      assert.equal(validate(line), false);
    });

  it('names the kinds of events that a reader knows', () => {
    const schema = JSON.parse(fs.readFileSync(path.join(ROOT, 'media/recording.schema.json'), 'utf8')) as {
      $defs: Record<string, { properties?: { kind?: { const?: string; enum?: string[] } } }>;
    };
    const kinds = Object.values(schema.$defs).flatMap(
      ({ properties }) => properties?.kind?.enum ?? (properties?.kind?.const === undefined ? [] : [properties.kind.const]),
    );
    const base = { t: 1, scope: 1, cleanup: 1, to: 2, label: 'x', resource: 1, form: 'pool', state: 's', snapshot: fullSnapshot() };
    for (const kind of kinds)
      assert.equal(decodeLine(JSON.stringify({ ...base, kind, ...(kind === 'scope-opened' ? { form: 'object' } : {}) })).kind, kind);
    assert.equal(kinds.length, 16);
  });
});

describe('a recording file', () => {
  const folder = useFolder();

  it('gives each event as it was written', async () => {
    const events = [...serverEvents(), stop];
    const file = await openRecording(folder.write(toLines(events)));
    assert.equal(file.count, events.length);
    assert.deepEqual(
      Array.from({ length: file.count - 1 }, (_, at) => file.line(at)),
      serverEvents(),
    );
    assert.equal(file.line(events.length - 1).kind, 'stop');
    assert.deepEqual(file.header.program, { name: 'server.mjs', pid: 7, runtime: 'deferscope 0.1.0' });
    assert.equal(file.isCutOff, false);
    file.close();
  });

  it('gives the lines of a large file in any order', async () => {
    const file = await openRecording(
      folder.write(
        toLines(
          Array.from({ length: 20_000 }, (_, at) => ({
            kind: 'scope-opened',
            t: at,
            scope: at,
            form: 'object',
            name: 'é'.repeat(at % 90),
          })),
        ),
      ),
    );
    for (const at of [19_999, 0, 10_000, 9_999, 1, 15_000])
      assert.deepEqual(file.line(at), {
        kind: 'scope-opened',
        t: at,
        scope: at,
        form: 'object',
        ...(at % 90 === 0 ? {} : { name: 'é'.repeat(at % 90) }),
      });
    file.close();
  });

  it('turns file URLs into paths', () => {
    const line = decodeLine('{"kind":"registered","t":1,"scope":1,"cleanup":1,"label":"x","at":{"path":"file:///app/a%20b.mjs","line":3}}');
    assert.deepEqual(line.kind === 'registered' ? line.at : undefined, {
      path: process.platform === 'win32' ? '/app/a b.mjs' : '/app/a b.mjs',
      line: 3,
    });
  });

  const faults: readonly (readonly [string, string | Buffer, RecordingFault, RegExp])[] = [
    ['an empty file', '', 'empty', /is empty/],
    ['a text', 'hello\nworld\n', 'not-a-recording', /its first line is not a header/],
    ['other JSON Lines', '{"a":1}\n{"a":2}\n', 'not-a-recording', /its first line is not a header/],
    [
      'binary',
      Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 7919) % 256)),
      'not-a-recording',
      /its first line is not a header/,
    ],
    ['another version', HEADER.replace('"version":1', '"version":2'), 'wrong-version', /is not in version 1 of the format/],
    ['a header that does not end', `${HEADER.slice(0, -1)},"x":"${'x'.repeat(100_000)}"}\n`, 'not-a-recording', /not a header/],
    ['absurd nesting in the first line', '['.repeat(60_000), 'not-a-recording', /not a header/],
  ];
  for (const [name, content, fault, message] of faults) {
    it(`says what is wrong with ${name}`, async () => {
      await assert.rejects(
        openRecording(folder.write(content)),
        (error) => error instanceof RecordingError && error.fault === fault && message.test(error.message),
      );
    });
  }

  it('says that a file is not there, and that a folder is none', async () => {
    const file = folder.write('x');
    await assert.rejects(openRecording(`${file}.not`), (error) => error instanceof RecordingError && error.fault === 'not-found');
    await assert.rejects(openRecording(path.dirname(file)), (error) => error instanceof RecordingError && error.fault === 'unreadable');
    await assert.rejects(openRecording(`${file}/x`), (error) => error instanceof RecordingError);
  });

  const damaged: readonly (readonly [string, string, string])[] = [
    ['half a line', '{"kind":"started","t":', 'no JSON'],
    ['a number', '17', 'no JSON'],
    ['a list', '[{"kind":"started"}]', 'no JSON'],
    ['binary', '\u0000\u0001\ufffd', 'no JSON'],
    ['absurd nesting', `{"kind":${'['.repeat(100_000)}`, 'no JSON'],
    ['absurd nesting that is closed', `{"kind":"stop","t":1,"snapshot":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`, 'no event'],
    ['an unknown kind', '{"kind":"odd","t":1,"scope":1}', 'no event'],
    ['a kind of Object.prototype', '{"kind":"constructor","t":1,"scope":1,"cleanup":1}', 'no event'],
    ['an event without its scope', '{"kind":"started","t":1,"cleanup":1}', 'no event'],
    ['a scope that is no number', '{"kind":"started","t":1,"scope":"1","cleanup":1}', 'no event'],
    ['a stop without a snapshot', '{"kind":"stop","t":1,"snapshot":7}', 'no event'],
  ];
  for (const [name, text, reason] of damaged) {
    it(`reads on after a line that is ${name}`, async () => {
      const [first, ...rest] = serverEvents().map((event) => JSON.stringify(event));
      const file = await openRecording(folder.write([HEADER, first, text, ...rest, ''].join('\n')));
      assert.deepEqual(file.line(1), { kind: 'unreadable', reason });
      assert.equal(file.line(2).kind, 'registered');
      assert.equal(file.count, serverEvents().length + 1);
      file.close();
    });
  }

  it('takes empty lines and other line ends for nothing', async () => {
    const file = await openRecording(folder.write(`${HEADER}\r\n\r\n\n{"kind":"scope-closed","t":1,"scope":1}\r\n\n`));
    assert.equal(file.count, 1);
    assert.deepEqual(file.line(0), { kind: 'scope-closed', t: 1, scope: 1 });
    file.close();
  });

  it('leaves out a last line that is cut off, and takes it when it is there', async () => {
    const name = folder.write(`${toLines(serverEvents())}{"kind":"scope-clo`);
    const file = await openRecording(name);
    assert.equal(file.count, serverEvents().length);
    assert.equal(file.isCutOff, true);
    fs.appendFileSync(name, 'sed","t":200,"scope":9}\n{"kind":"started"');
    await file.refresh();
    assert.deepEqual(file.line(file.count - 1), { kind: 'scope-closed', t: 200, scope: 9 });
    assert.equal(file.isCutOff, true);
    file.close();
  });

  it('takes a whole event without a line end, and what is written after it', async () => {
    const name = folder.write(`${HEADER}\n{"kind":"scope-closed","t":1,"scope":1}`);
    const file = await openRecording(name);
    assert.equal(file.count, 1);
    assert.equal(file.isCutOff, false);
    fs.appendFileSync(name, '\n{"kind":"scope-closed","t":2,"scope":2}\n');
    await file.refresh();
    assert.equal(file.count, 2);
    assert.deepEqual(file.line(1), { kind: 'scope-closed', t: 2, scope: 2 });
    file.close();
  });

  it('is a recording of nothing when only the header is there', async () => {
    for (const content of [HEADER, `${HEADER}\n`]) {
      const file = await openRecording(folder.write(content));
      assert.equal(file.count, 0);
      file.close();
    }
  });

  it('says that the file was cut while it was open, and that it was closed', async () => {
    const name = folder.write(toLines(serverEvents()));
    const file = await openRecording(name);
    fs.truncateSync(name, 10);
    await assert.rejects(file.refresh(), (error) => error instanceof RecordingError && error.fault === 'changed');
    file.close();
    await assert.rejects(file.refresh(), (error) => error instanceof RecordingError && error.fault === 'closed');
  });

  it('never throws anything but its own error, whatever is in the file', async () => {
    const piece = fc.oneof(
      fc.constantFrom(HEADER, '\n', '{"kind":"started","t":1,"scope":1,"cleanup":1}\n', '{"kind":"gap"', '\u0000'),
      fc.string(),
      fc.json(),
    );
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(piece, { maxLength: 12 }), async (withHeader, pieces) => {
        const name = folder.write((withHeader ? `${HEADER}\n` : '') + pieces.join(''));
        try {
          const file = await openRecording(name);
          for (let at = 0; at < file.count; at++) assert.ok(typeof file.line(at).kind === 'string');
          file.close();
        } catch (error) {
          assert.ok(error instanceof RecordingError, String(error));
        }
      }),
      { numRuns: 150 },
    );
  });
});
