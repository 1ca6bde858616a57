import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toDisplayText } from '../../../src/core/displayText.ts';
import { formatSnapshot, formatSnapshotMarkdown, type SnapshotText } from '../../../src/core/snapshotText.ts';
import { shortLocation } from '../../../src/core/sourceName.ts';
import { cleanup, fullSnapshot, scope, snapshot, stack } from './snapshots.ts';

const GOLDEN = `\
Deferscope snapshot · pwa-node · breakpoint at main.ts:30 · at least 17 pending, 1 possibly pending

Paused in work · unwinding: Error: boom
  work  main.ts:30
    now  rescue()  main.ts:33  can recover
      1  log("loop", 2)  main.ts:22
      2  close(connection)  connection → Connection {id: 7}  main.ts:19  awaited  at most 500 ms  a note
      –  () => undo()  mode = 3  only on failure
         … 9 more
  fast
     12  finally { flush(); }  main.ts:44  lines 44 to 46
  fast  main.ts:50
      ?  flush()  main.ts:49  possibly pending
  stack (DisposableStack)  ends when it is disposed of
         what is registered on it is not known
  main.ts (top level)  main.js:42
    ≥13  close()

poll · blocked: awaiting
  poll
      1  close()

main.worker · ended · recovered: "boom" · Goexit

main.reader · blocked: chan receive, 3 stops
  2 pending, not read

Resources
  guard orders  2 held, 1 waiting  main.ts:9
    order-17  held, owner worker-7  main.ts:40
    order-18  held, token 5
    … 118 more
  pool #2  draining
  gate api  refusing, 100 active, memory 1.2 GB

Problems
  warning  3 cleanups pending at main.ts:22: a cleanup that is registered in a loop runs only when its scope ends
  warning  guard orders, order-18: its lease has expired  main.ts:9
  info  300 scopes are open, the newest 200 are shown

Already ran, newest first
  flush()  failed: Error: disk full  main.ts:7
  rollback()  skipped: the scope did not fail
  close()
`;

/** The texts that links cover. */
function linked({ text, links }: SnapshotText): string[] {
  const lines = text.split('\n');
  return links.map((link) => (lines[link.line] ?? '').slice(link.start, link.start + link.length));
}

describe('snapshotText', () => {
  it('writes a snapshot as people paste it', () => {
    assert.equal(formatSnapshot(fullSnapshot()).text, GOLDEN);
  });

  it('writes the reason where there is nothing', () => {
    const made = snapshot({
      stop: { reason: 'step' },
      absent: { reason: 'nothing-pending', message: 'Nothing is pending in this stack.' },
    });
    assert.equal(
      formatSnapshot(made).text,
      'Deferscope snapshot · pwa-node · step · nothing pending\n\nNothing is pending in this stack.\n',
    );
    const unread = snapshot({
      stop: { reason: 'step' },
      absent: { reason: 'library-not-loaded', message: 'This program has not loaded the library.' },
    });
    assert.equal(formatSnapshot(unread).text, 'Deferscope snapshot · pwa-node · step\n\nThis program has not loaded the library.\n');
  });

  it('is the same for the same state: no times, no ids, no references, no names of sessions', () => {
    const other = fullSnapshot();
    const renamed = JSON.parse(
      JSON.stringify({ ...other, takenAt: '2030-01-01T00:00:00Z', session: { ...other.session, name: 'another' } }).replace(
        /"(id|frameId|variablesReference|threadId)":("[^"]*"|\d+)/g,
        '"$1":"changed"',
      ),
    ) as typeof other;
    assert.equal(formatSnapshot(renamed).text, GOLDEN);
  });

  it('links exactly what says file and line', () => {
    const made = formatSnapshot(fullSnapshot());
    assert.deepEqual(linked(made), [
      'main.ts:30',
      'main.ts:30',
      'main.ts:33',
      'main.ts:22',
      'main.ts:19',
      'main.ts:44',
      'main.ts:50',
      'main.ts:49',
      'main.js:42',
      'main.ts:9',
      'main.ts:40',
      'main.ts:22',
      'main.ts:9',
      'main.ts:7',
    ]);
    assert.deepEqual(
      linked(made),
      made.links.map((link) => shortLocation(link.location)),
    );
    assert.deepEqual(made.links[0]?.location, { path: '/src/orders/main.ts', line: 30, column: 5 });
    assert.deepEqual(
      made.links.map((link) => link.line),
      [0, 3, 4, 5, 6, 10, 11, 12, 15, 28, 29, 36, 37, 41],
    );
  });

  const words = fc.string({ unit: 'binary', maxLength: 30 }).map((text) => toDisplayText(text, 60));
  const place = fc.record({
    path: fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), fc.constantFrom('/a\nb', '/x/\u2028y', '/`', '/a/b:3')),
    line: fc.integer({ min: 1, max: 99 }),
  });
  const anySnapshot = fc
    .record({ label: words, place, message: words, error: words, name: words })
    .map(({ label, place: at, message, error, name }) =>
      snapshot({
        stop: { reason: 'breakpoint', location: at },
        stacks: [
          stack({
            name,
            failures: [{ kind: 'exception', value: error, recovered: false }],
            scopes: [scope({ name, location: at, cleanups: [cleanup({ label, registeredAt: at })] })],
          }),
        ],
        problems: [{ code: 'incomplete', severity: 'info', message, location: at }],
        history: [{ id: 'h', scope: 's', state: 'failed', label, error, registeredAt: at }],
      }),
    );

  it('has its links in place and its lines in number, whatever the program says', () => {
    const count = formatSnapshot(
      snapshot({
        stop: { reason: 'x', location: { path: '/a', line: 1 } },
        stacks: [stack({ scopes: [scope({ cleanups: [cleanup()] })] })],
        problems: [{ code: 'incomplete', severity: 'info', message: 'm' }],
        history: [{ id: 'h', scope: 's', state: 'done', label: 'l' }],
      }),
    ).text.split('\n').length;
    fc.assert(
      fc.property(anySnapshot, (made) => {
        const written = formatSnapshot(made);
        assert.equal(written.text.split(/\r\n|[\n\r\u2028\u2029]/).length, count);
        assert.deepEqual(
          linked(written),
          written.links.map((link) => shortLocation(link.location)),
        );
        assert.equal(written.links.length, 5);
      }),
      { numRuns: 300 },
    );
  });

  it('in Markdown stands in a fence that nothing in it closes', () => {
    const labels = fc
      .array(fc.constantFrom('`', '```', '````', '~~~', '\\n', ' ', 'text', '`'.repeat(20)), { maxLength: 8 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(labels, (label) => {
        const made = snapshot({ stacks: [stack({ scopes: [scope({ cleanups: [cleanup({ label })] })] })] });
        const lines = formatSnapshotMarkdown(made).split('\n');
        const fence = /^`{3,}/.exec(lines[0] ?? '')?.[0] ?? '';
        assert.equal(lines[0], `${fence}text`);
        // CommonMark: at most three spaces, then at least as many backticks, then nothing.
        const closing = lines.findIndex((line, at) => at > 0 && new RegExp(`^ {0,3}\`{${fence.length},} *$`).test(line));
        assert.equal(closing, lines.length - 2);
        assert.equal(lines.slice(1, closing).join('\n') + '\n', formatSnapshot(made).text);
      }),
    );
  });
});
