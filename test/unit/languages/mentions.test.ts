import assert from 'node:assert/strict';
import { JavascriptTrees } from '../../../src/languages/javascript/syntax/javascriptTrees.ts';
import { findMention, findScopeNames, findScopeVariable, guessScopeNames } from '../../../src/languages/javascript/syntax/scopeCalls.ts';
import type { ScopeMention } from '../../../src/languages/mention.ts';

const trees = new JavascriptTrees();

/** The text without the mark `|`, and where the mark stood. */
function readMark(marked: string): { readonly text: string; readonly position: { readonly line: number; readonly column: number } } {
  const before = marked.slice(0, marked.indexOf('|')).split('\n');
  assert.ok(marked.includes('|'), 'no mark');
  return { text: marked.replace('|', ''), position: { line: before.length - 1, column: before.at(-1)?.length ?? 0 } };
}

async function mention(marked: string, ending = 'ts'): Promise<ScopeMention | undefined> {
  const { text, position } = readMark(marked);
  const parsed = await trees.parseNear(`test.${ending}`, text, position);
  return parsed && findMention(parsed, position);
}

function say(found: ScopeMention | undefined): string {
  if (found === undefined) return '';
  return found.kind === 'registration' ? `${found.scope} ${found.method}` : found.scope;
}

describe('findMention', () => {
  const table: readonly (readonly [string, string, string?])[] = [
    ['s.|defer(f)', 's defer'],
    ['s.de|fer(f)', 's defer'],
    ['s.defer|(f)', 's defer'],
    ['s.|use(f)', 's use'],
    ['s.|adopt(v, f)', 's adopt'],
    ['s.|deferOnError(f)', 's deferOnError'],
    ['s.|dispose()', ''],
    ['s.|label("x").defer(f)', ''],
    ['s.label("x").|defer(f)', 's defer'],
    ['s.label("x").label("y").|defer(f)', 's defer'],
    ['s?.|defer(f)', 's defer'],
    ['this.s.|defer(f)', 'this.s defer'],
    ['this.#s.|defer(f)', 'this.#s defer'],
    ['a.b.c.|defer(f)', 'a.b.c defer'],
    ['s.|defer<[number]>(f, 1)', 's defer'],
    ['s\n  .label("x")\n  .|defer(\n    () => {},\n    1,\n  )', 's defer'],
    ['s.|defer', ''],
    ['const d = s.|defer;', ''],
    ['defer|(f)', 'defer'],
    ['|s.defer(f)', 's'],
    ['const |s = scope();', 's'],
    ['const s = sco|pe();', 'scope'],
    ['run(|s => {})', 's'],
    ['using |s = scope();', 's'],
    ['await using |s = asyncScope();', 's'],
    ['using s = scope();\ns.|defer(f);', 's defer'],
    ['await using s = asyncScope();\ns.|defer(f);', 's defer'],
    ['this.|s', 'this.s'],
    ['this.|#s', 'this.#s'],
    ['class A { #s = scope(); f() { this.|#s.defer(g); } }', 'this.#s'],
    ['other.|s', ''],
    ['th|is.s', ''],
    ['"s.|defer(f)"', ''],
    ['// s.|defer(f)', ''],
    ['`${s.|defer(f)}`', 's defer'],
    ['const 数据 = "😀😀"; 数据.|defer(f)', '数据 defer'],
    ['/* 😀 */ s.|defer(f)', 's defer'],
    ['|', ''],
    ['s.|', ''],
    ['s.|defer(', ''],
    ['s.|defer(() => {', ''],
    ['if (x { s.|defer(f); }', 's defer'],
    ['const x = <T,>(a: T) => s.|defer(a);', 's defer'],
    ['const x = <T>(s as unknown); s.|defer(f)', 's defer'],
    ['const e = <div onClick={() => s.|defer(f)}>{s.label}</div>;', 's defer', 'tsx'],
    ['const e = <Row scope={|s} />;', 's', 'tsx'],
    ['s.|defer(f); // plain JavaScript\nvar a = 1;', 's defer', 'tsx'],
  ];
  for (const [marked, expected, ending] of table)
    it(`${JSON.stringify(marked)}: ${expected}`, async () => {
      assert.equal(say(await mention(marked, ending)), expected);
    });

  it('knows the call and the word', async () => {
    const found = await mention('let a;\n  s.label("x")\n   .|defer(\n  f,\n);\n');
    assert.deepEqual(found, {
      kind: 'registration',
      scope: 's',
      method: 'defer',
      site: { start: { line: 1, column: 2 }, end: { line: 2, column: 9 } },
      word: { start: { line: 2, column: 4 }, end: { line: 2, column: 9 } },
    });
  });

  it('counts columns as editors do', async () => {
    const found = await mention('/* 😀数据 */ s.|defer(f)');
    assert.deepEqual(found?.word, { start: { line: 0, column: 13 }, end: { line: 0, column: 18 } });
  });

  it('bears a text that ends anywhere', async () => {
    const text =
      'class A { #s = scope(); async f() { await using t = asyncScope(); t.label("x").defer((a) => { this.#s?.use(a); }, `${1}`); } }';
    for (let end = 0; end < text.length; end++) {
      for (let column = 0; column <= end; column += 3) {
        const position = { line: 0, column };
        const parsed = await trees.parseNear('test.ts', text.slice(0, end), position);
        if (parsed === undefined) continue;
        findMention(parsed, position);
        findScopeVariable(parsed, position);
      }
      guessScopeNames(text.slice(0, end));
    }
  });

  it('finds nothing outside of the text', async () => {
    for (const position of [
      { line: 5, column: 0 },
      { line: 0, column: 500 },
    ]) {
      const parsed = await trees.parseNear('test.ts', 's.defer(f)', position);
      assert.equal(parsed && findMention(parsed, position), undefined);
    }
  });
});

describe('findScopeVariable', () => {
  const table: readonly (readonly [string, string | undefined])[] = [
    ['|run(s => {})', 's'],
    ['|run((s) => {})', 's'],
    ['|run((s: RunScope<number>) => {})', 's'],
    ['|run({ label: "x" }, (s) => {})', 's'],
    ['|run(function body(s) {})', 's'],
    ['|run(function (s, other) {})', 's'],
    ['|run(() => {})', undefined],
    ['|run(({ defer }) => {})', undefined],
    ['|run(body)', undefined],
    ['const result = |run((s) => 1)', 's'],
    ['await |runAsync(async (s) => {})', 's'],
    ['await |runAsync({ label: "x" }, async s => {})', 's'],
    ['deferscope.|run((s) => {})', 's'],
    ['return |run((s) => inner((x) => x))', 's'],
    ['const s = |scope();', 's'],
    ['let s = |new Scope({ label: "x" });', 's'],
    ['const s: Scope = |new Scope();', 's'],
    ['const s = |new Scope() as Scope;', 's'],
    ['const s = (|new Scope());', 's'],
    ['using s = |scope();', 's'],
    ['await using s = |asyncScope();', 's'],
    ['await using s = |new AsyncScope();', 's'],
    ['for (using s = |scope(); ; ) {}', 's'],
    ['const s = await |makeScope();', 's'],
    ['s = |scope();', 's'],
    ['this.s = |new Scope();', 'this.s'],
    ['this.#s = |new Scope();', 'this.#s'],
    ['class A { s = |scope(); }', 'this.s'],
    ['class A { readonly #s = |scope(); }', 'this.#s'],
    ['class A { private readonly s: Scope = |scope(); }', 'this.s'],
    ['keep(|scope())', undefined],
    ['|scope();', undefined],
    ['const s = |s', undefined],
    ['run((s) => { const t = |scope(); })', 't'],
    ['run((s) => { |scope(); })', undefined],
  ];
  for (const [marked, expected] of table) {
    it(`${JSON.stringify(marked)}: ${expected ?? 'none'}`, async () => {
      const { text, position } = readMark(marked);
      const parsed = await trees.parseNear('test.ts', text, position);
      assert.equal(parsed && findScopeVariable(parsed, position), expected);
    });
  }
});

describe('the names that cleanups are registered on', () => {
  const text = `
    run((s) => { s.defer(f); s.label('x').use(g); });
    this.#t.adopt(v, h);
    await using u = asyncScope(); u?.defer(f);
    other.dispose(); no.defer; defer(f); log('z.defer(f)');
  `;

  it('are every variable of them and no other', async () => {
    const file = await trees.parse('test.ts', text);
    assert.deepEqual(file && [...findScopeNames({ file, text })].sort(), ['s', 'this.#t', 'u']);
  });

  it('are guessed where the text does not parse', () => {
    assert.deepEqual([...guessScopeNames(`<script>${text}</script>`)].sort(), ['s', 'this.#t', 'u', 'z']);
  });
});
