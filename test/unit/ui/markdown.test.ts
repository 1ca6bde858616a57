import assert from 'node:assert/strict';
import fc from 'fast-check';
import { INTERNAL_COMMANDS } from '../../../src/ui/contributions.ts';
import type * as Ui from '../../../src/ui/markdown.ts';
import { type MarkdownString, provideVscode } from './fakeVscode.ts';

/** Text with a higher share than in random text of everything that has a meaning in Markdown. */
const words = fc
  .array(
    fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.constantFrom(
        '`',
        '``',
        '```',
        '~~~',
        '*',
        '_',
        '[x](command:quit)',
        '![i](https://x)',
        '<b>',
        '&lt;',
        '$(trash)',
        '|',
        '\\',
        '#',
        '---',
        '1. ',
        '- ',
        'https://x.org',
        'www.x.org',
        'a@b.c',
        ' ',
      ),
    ),
    { maxLength: 10 },
  )
  .map((parts) => parts.join('').replace(/[\r\n]/g, ''));

describe('markdown', () => {
  let ui: typeof Ui;
  before(async () => {
    provideVscode();
    ui = await import('../../../src/ui/markdown.ts');
  });

  it("has the program's words as code that they cannot end", () => {
    fc.assert(
      fc.property(words, (text) => {
        const code = ui.codeText(text);
        const fence = /^`+/.exec(code)?.[0] ?? '';
        const inner = code.slice(fence.length, -fence.length);
        assert.ok(fence.length > 0 && code.endsWith(fence));
        // CommonMark: a code span ends at the next run of exactly as many backticks.
        assert.deepEqual(
          [...inner.matchAll(/`+/g)].filter((run) => run[0].length === fence.length),
          [],
        );
        assert.doesNotMatch(inner, /^`|`$/);
        assert.equal(inner.includes(text), true);
      }),
      { numRuns: 1000 },
    );
  });

  it("has the program's words as text in which nothing means anything", () => {
    fc.assert(
      fc.property(words, (text) => {
        const plain = ui.plainText(text);
        assert.doesNotMatch(plain.replace(/&#\d+;/g, ''), /[\\`*_{}[\]()#+\-.!|<>&~$@:/]/);
        assert.equal(
          plain.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))),
          text,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('links to our own commands, with the place in the link and nothing beside it', () => {
    fc.assert(
      fc.property(words, fc.nat(), (path, line) => {
        const link = ui.locationLink({ path, line });
        const match = /^\[([^\]]*)\]\(command:([\w.]+)\?([^()\s]*)\)$/.exec(link);
        assert.ok(match !== null, link);
        assert.equal(match[2], INTERNAL_COMMANDS.open);
        assert.deepEqual(JSON.parse(decodeURIComponent(match[3] ?? '')), [{ path, line }]);
      }),
      { numRuns: 1000 },
    );
  });

  it('trusts our own commands only, and no HTML', () => {
    const page = new ui.Markdown().add('a').line().value as unknown as MarkdownString;
    assert.deepEqual(page.isTrusted, { enabledCommands: Object.values(INTERNAL_COMMANDS) });
    assert.equal(page.supportHtml, false);
    assert.equal(page.value, 'a  \n');
  });
});
