import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inEnglish } from '../../../../src/core/translate.ts';
import { drawChart, escapeXml, listLegend } from '../../../../src/replay/chart/chartSvg.ts';
import { MAX_ITEMS, viewChart } from '../../../../src/replay/chart/chartView.ts';
import type { RecordedEvent, RecordedLine } from '../../../../src/wire/recordingFormat.ts';
import { MAX_LANES, ScopeChart, type LineSource } from '../../../../src/replay/chart/scopeChart.ts';
import { MomentIndex } from '../../../../src/replay/moment/momentIndex.ts';
import type { RecordingFile } from '../../../../src/replay/file/recordingFile.ts';
import { serverEvents } from '../recordings.ts';

const sourceOf = (lines: readonly RecordedLine[]): LineSource => ({
  count: lines.length,
  line: (at) => lines[at] ?? { kind: 'unreadable', reason: 'no event' },
});

async function chartOf(source: LineSource): Promise<ScopeChart> {
  const chart = new ScopeChart(source);
  await chart.read(new AbortController().signal);
  return chart;
}

const ALL = { from: 0, to: Number.MAX_SAFE_INTEGER, lane: 0, lanes: 100, width: 1000 };

/** Scopes that open below others, register, run and close in any order; some of these never end. */
const recordings = fc
  .array(
    fc.record({
      act: fc.constantFrom('open', 'register', 'run', 'fail', 'close', 'throw', 'gap', 'broken'),
      pick: fc.nat(),
      passed: fc.nat(5),
    }),
    { maxLength: 120 },
  )
  .map((acts) => {
    const lines: RecordedLine[] = [];
    const open: { readonly id: number; readonly waiting: number[] }[] = [];
    let t = 0;
    let last = 0;
    for (const { act, pick, passed } of acts) {
      t += passed;
      const scope = open[pick % Math.max(1, open.length)];
      if (act === 'gap') lines.push({ kind: 'gap', t, count: 1 + pick, reason: 'backpressure' });
      else if (act === 'broken') lines.push({ kind: 'unreadable', reason: 'no JSON' });
      else if (act === 'open' || scope === undefined) {
        lines.push({
          kind: 'scope-opened',
          t,
          scope: ++last,
          form: 'object',
          name: `s${last}`,
          ...(scope === undefined ? {} : { parent: scope.id }),
        });
        open.push({ id: last, waiting: [] });
      } else if (act === 'register') {
        lines.push({
          kind: 'registered',
          t,
          scope: scope.id,
          cleanup: ++last,
          label: `c${last}`,
          ...(pick % 7 === 0 ? { onError: true } : {}),
        });
        scope.waiting.push(last);
      } else if (act === 'close') {
        lines.push({ kind: 'scope-closed', t, scope: scope.id });
        open.splice(open.indexOf(scope), 1);
      } else if (act === 'throw') lines.push({ kind: 'thrown', t, scope: scope.id, error: 'e' });
      else {
        const cleanup = scope.waiting.pop();
        if (cleanup === undefined) continue;
        lines.push({ kind: 'started', t, scope: scope.id, cleanup });
        if (pick % 5 !== 0) lines.push({ kind: act === 'run' ? 'done' : 'failed', t: t + 1, scope: scope.id, cleanup });
        t += 1;
      }
    }
    return lines;
  });

describe('the chart of a recording', () => {
  it('has scopes as bars below their parents, and cleanups as marks by what became of them', async () => {
    const source = sourceOf(serverEvents());
    const chart = await chartOf(source);
    const view = viewChart(chart, source, { ...ALL, width: 10_000 }, inEnglish);
    assert.deepEqual(
      view.items.filter(({ kind }) => kind.endsWith('scope')).map(({ kind, lane, from, to, label }) => [kind, lane, from, to, label]),
      [
        ['scope', 1, 0, 132, 'scope opened: main'],
        ['scope', 2, 2, 10, 'scope opened: request 1'],
        ['open-scope', 2, 11, 133, 'scope opened: request 2'],
        ['scope', 3, 14, 120, 'scope opened: query'],
      ],
    );
    const marks = Array.from({ length: chart.markCount }, (_, at) => chart.mark(at)).map(
      ({ kind, line, origin }) => `${kind} ${line} ${origin}`,
    );
    assert.deepEqual(marks, [
      'registered 1 1',
      'registered 3 3',
      'registered 4 4',
      'done 6 4',
      'done 8 3',
      'leaked 13 13',
      'registered 15 15',
      'registered 16 16',
      'thrown 17 -1',
      'timed-out 19 16',
      'abandoned 20 16',
      'failed 22 15',
      'done 25 1',
      'exit 27 -1',
    ]);
    assert.ok(view.items.some(({ label }) => label === 'failed: rollback()'));
  });

  it('agrees with the replay about what never ran, overlaps nowhere and loses nothing, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(recordings, async (lines) => {
        const source = sourceOf(lines);
        const chart = await chartOf(source);
        const moments = new MomentIndex(source as RecordingFile);
        await moments.survey();
        const marks = Array.from({ length: chart.markCount }, (_, at) => chart.mark(at));
        const leaked = marks.filter(({ kind }) => kind === 'leaked').map(({ line }) => line);
        assert.deepEqual(leaked, moments.landmarks.leaked);
        const scopes = Array.from({ length: chart.scopeCount }, (_, at) => chart.scope(at));
        const laneOf = new Map(scopes.map((one) => [(source.line(one.line) as { scope: number }).scope, one]));
        for (const one of scopes) {
          for (const other of scopes)
            if (other !== one && other.lane === one.lane)
              assert.ok(other.to <= one.from || other.from >= one.to || other.from === other.to || one.from === one.to);
          const line = source.line(one.line);
          const parent = line.kind === 'scope-opened' && line.parent !== undefined ? laneOf.get(line.parent) : undefined;
          if (parent !== undefined) assert.ok(one.lane > parent.lane);
        }
        const view = viewChart(chart, source, { ...ALL, lanes: 500 }, inEnglish);
        assert.equal(
          view.items.reduce((sum, { count }) => sum + count, 0),
          chart.scopeCount + chart.markCount,
        );
        assert.equal(view.merged, chart.scopeCount + chart.markCount - view.items.length);
      }),
      { numRuns: 200 },
    );
  });

  it('goes on when the recording has grown, and takes back what it said of the end', async () => {
    const events = serverEvents();
    const source = { count: 4, line: (at: number): RecordedLine => events[at] ?? { kind: 'unreadable', reason: 'no event' } };
    const chart = await chartOf(source);
    assert.deepEqual(
      [0, 1].map((at) => chart.mark(at).kind),
      ['leaked', 'leaked'],
    );
    source.count = events.length;
    await chart.read(new AbortController().signal);
    assert.deepEqual(
      [0, 1].map((at) => chart.mark(at).kind),
      ['registered', 'registered'],
    );
  });

  it('is bounded: many scopes share lanes, many marks are drawn as one, and how many is said', async () => {
    const many: RecordedEvent[] = Array.from({ length: 60_000 }, (_, n) =>
      n % 2 === 0
        ? { kind: 'scope-opened', t: n, scope: n, form: 'object' }
        : { kind: 'registered', t: n, scope: n - 1, cleanup: 1, label: 'x' },
    );
    const source = sourceOf(many);
    const chart = await chartOf(source);
    assert.equal(chart.laneCount, MAX_LANES);
    const view = viewChart(chart, source, { ...ALL, lane: 0, lanes: 100_000, width: 1e9 }, inEnglish);
    assert.ok(view.items.length <= MAX_ITEMS, String(view.items.length));
    const last = viewChart(chart, source, { ...ALL, lane: MAX_LANES - 1, lanes: 1 }, inEnglish);
    assert.ok(last.merged > 50_000);
    assert.equal(
      last.items.reduce((sum, { count }) => sum + count, 0),
      last.items.length + last.merged,
    );
  });

  it('takes any window that is asked for', async () => {
    const source = sourceOf(serverEvents());
    const chart = await chartOf(source);
    for (const wanted of [
      { ...ALL, from: -1e300, to: 1e300 },
      { ...ALL, from: 50, to: 50 },
      { ...ALL, from: 90, to: 10 },
      { ...ALL, lane: 1e9, lanes: 0, width: -4 },
    ]) {
      const { window } = viewChart(chart, source, wanted, inEnglish);
      assert.ok(window.from >= 0 && window.to > window.from && window.to <= chart.duration * 1.02 + 1e-9, JSON.stringify(window));
      assert.ok(window.lane >= 0 && window.lanes >= 1 && window.width >= 100);
    }
    assert.doesNotThrow(() => viewChart(new ScopeChart(sourceOf([])), sourceOf([]), ALL, inEnglish));
  });

  it('is drawn as SVG that stands by itself, with the words of the program escaped', async () => {
    const hostile = '</svg><script>alert("1")</script>&amp;\u0000\u202e\'';
    const source = sourceOf([
      { kind: 'scope-opened', t: 0, scope: 1, form: 'object', name: hostile },
      { kind: 'registered', t: 1, scope: 1, cleanup: 1, label: hostile.repeat(100) },
      { kind: 'thrown', t: 2, scope: 1, error: hostile },
      { kind: 'gap', t: 3, count: 4, reason: 'backpressure' },
    ]);
    const view = viewChart(await chartOf(source), source, ALL, inEnglish);
    const svg = drawChart(view, { t: inEnglish, title: 'run.deferscope.jsonl', target: 'file', current: 2 });
    assert.doesNotMatch(svg, /<script|alert\("|href|url\(|\u0000|\u202e(?!&)/);
    // Every element that is opened is closed, and nothing else begins with such a sign.
    const open: string[] = [];
    for (const [, end, name = '', self] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
      if (end === '/') assert.equal(open.pop(), name);
      else if (self === '') open.push(name);
    }
    assert.deepEqual(open, []);
    assert.equal(svg.replace(/<\/?[a-z]+[^<>]*>/g, '').includes('<'), false);
    assert.match(svg, /class="current"/);
    assert.match(svg, /class="gap-line"/);
    assert.ok(svg.length < 20_000);
    const legend = listLegend(view, inEnglish);
    assert.deepEqual(
      legend.map(({ kind, name }) => [kind, name]),
      [
        ['open-scope', 'scope that was never closed'],
        ['gap', 'gap'],
        ['thrown', 'failure thrown'],
        ['leaked', 'never ran'],
      ],
    );
    for (const { name, shape } of legend) assert.ok(svg.includes(`d="${shape}"/><text`) && svg.includes(`>${name}</text>`), name);
    assert.equal(escapeXml('a\ud800<\u0007>&"\''), 'a&#60;&#62;&#38;&#34;&#39;');
  });
});
