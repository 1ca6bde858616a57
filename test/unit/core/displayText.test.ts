import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cutText, LABEL_LENGTH, toDisplayText, VALUE_LENGTH } from '../../../src/core/displayText.ts';
import { processorMs } from '../processorTime.ts';

/**
 * Characters that nobody can see or that move other text, according to Unicode. A selector that determines how an emoji looks does not
 * count.
 */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\ufff9-\ufffb]/u;

/** Text of any UTF-16 units, with a much higher share of those that hide or move text than in random text. */
const raw = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(
        '\n',
        '\r\n',
        '\t',
        '\0',
        '\u001b[31m',
        '\u0085',
        '\u00ad',
        '\u200b',
        '\u200d',
        '\u202e',
        '\u2028',
        '\u2066',
        '\ufeff',
        '\ud800',
        '\udc00',
        '😀',
        '\u{e0041}',
        '\ufe0f',
        '\u3164',
        'é',
        '…',
        '\\n',
      ),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));
const length = fc.integer({ min: 1, max: 80 });

describe('displayText', () => {
  it('has nothing invisible in it and keeps to its length, for any text', () => {
    fc.assert(
      fc.property(raw, length, (text, most) => {
        const shown = toDisplayText(text, most);
        assert.ok(shown.length <= most, `${shown.length} > ${most}`);
        const hidden = HIDDEN.exec(shown.replace(/\p{Extended_Pictographic}\ufe0f/gu, ''));
        assert.equal(hidden, null, `U+${(hidden?.[0].codePointAt(0) ?? 0).toString(16)} is left`);
      }),
      { numRuns: 3000 },
    );
  });

  it('is its own display text', () => {
    fc.assert(
      fc.property(raw, length, (text, most) => {
        const shown = toDisplayText(text, most);
        assert.equal(toDisplayText(shown, most), shown);
      }),
      { numRuns: 1000 },
    );
  });

  it('is never cut without an ellipsis, and never cut without need', () => {
    fc.assert(
      fc.property(raw, length, (text, most) => {
        const whole = toDisplayText(text, 1_000_000);
        const shown = toDisplayText(text, most);
        if (whole.length <= most) assert.equal(shown, whole);
        else {
          assert.ok(shown.endsWith('…'));
          assert.ok(whole.startsWith(shown.slice(0, -1)));
          assert.ok(shown.length >= most - 1, 'more was cut than a surrogate pair needs');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves ordinary text as it is, in any script', () => {
    for (const text of ['r.Close(7)', '数据库连接', 'Ünïcödé', 'שלום', 'नमस्ते', '😀👍', '❤️', 'a  b', '\\n', '`*_[x](y)_*`'])
      assert.equal(toDisplayText(text, 60), text);
  });

  const table: readonly (readonly [string, string, string])[] = [
    ['line breaks', 'a\r\nb', 'a\\r\\nb'],
    ['tabs and nulls', '\t\0', '\\t\\0'],
    ['terminal colours', '\u001b[31mred', '\\u{1b}[31mred'],
    ['C1 controls', 'a\u0085\u009fb', 'a\\u{85}\\u{9f}b'],
    ['a text that turns round', '\u202egnp.exe', '\\u{202e}gnp.exe'],
    ['isolates', '\u2066a\u2069', '\\u{2066}a\\u{2069}'],
    ['zero width', 'a\u200bb\ufeff', 'a\\u{200b}b\\u{feff}'],
    ['line and paragraph separators', '\u2028\u2029', '\\u{2028}\\u{2029}'],
    ['tag characters', 'a\u{e0041}', 'a\\u{e0041}'],
    ['variation selectors that carry a message', 'a\ufe01\u{e0100}', 'a\\u{fe01}\\u{e0100}'],
    ['a filler that looks like nothing', 'a\u3164b', 'a\\u{3164}b'],
    ['lone surrogates', '\ud800x\udc00', '\\u{d800}x\\u{dc00}'],
    ['surrogates in the wrong order', '\udc00\ud800', '\\u{dc00}\\u{d800}'],
  ];
  for (const [name, text, expected] of table)
    it(`shows ${name}`, () => {
      assert.equal(toDisplayText(text, 60), expected);
    });

  it('does not cut through a surrogate pair', () => {
    assert.equal(cutText('ab😀😀', 4), 'ab…');
    assert.equal(cutText('ab😀😀', 5), 'ab😀…');
    assert.equal(cutText('ab😀😀', 6), 'ab😀😀');
  });

  it('does not look at more of a huge text than it shows', () => {
    const before = processorMs();
    assert.equal(toDisplayText('\u202e'.repeat(50_000_000), VALUE_LENGTH).length, VALUE_LENGTH);
    assert.ok(processorMs() - before < 500);
  });

  it('has lengths as people see them', () => {
    assert.deepEqual([LABEL_LENGTH, VALUE_LENGTH], [60, 1000]);
  });
});
