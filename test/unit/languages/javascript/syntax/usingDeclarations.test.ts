import assert from 'node:assert/strict';
import { findCompiledUsing, findPoppedEntry } from '../../../../../src/languages/javascript/syntax/compiledUsing.ts';
import { findFinallies, type FinallyClause } from '../../../../../src/languages/javascript/syntax/finallyClauses.ts';
import { parseText } from '../../../../../src/languages/javascript/syntax/javascriptParser.ts';
import type { TextPosition } from '../../../../../src/syntax/textRange.ts';
import { findSwitchedUsing } from '../../../../../src/languages/javascript/syntax/stateMachines.ts';
import { findDisposeCall, findUsingBlocks } from '../../../../../src/languages/javascript/syntax/usingDeclarations.ts';

/** The text without its mark `▮`, and where the mark was. */
function readMark(marked: string): { readonly text: string; readonly position: TextPosition } {
  const before = marked.slice(0, marked.indexOf('▮')).split('\n');
  return { text: marked.replace('▮', ''), position: { line: before.length - 1, column: before.at(-1)?.length ?? 0 } };
}

/** `kind: a, await b, ?c` for each block, innermost first; `?` marks a variable that an inner one hides. */
function describeBlocks(marked: string): string[] {
  const { text, position } = readMark(marked);
  const file = parseText('/made/source.ts', text);
  assert.ok(file);
  return findUsingBlocks(file, text, position).map(
    ({ kind, declarations }) =>
      `${kind}: ${declarations.map(({ name, awaited, hidden, begun }) => `${awaited ? 'await ' : ''}${begun === true ? '…' : ''}${hidden ? '?' : ''}${name}`).join(', ')}`,
  );
}

describe('using declarations that hold something at a paused position', () => {
  const table: readonly { readonly title: string; readonly source: string; readonly blocks: readonly string[] }[] = [
    { title: 'before the first one', source: 'function f() { ▮using a = g(); }', blocks: [] },
    { title: 'while its value is being made', source: 'function f() { using a = g(▮); }', blocks: ['body: …a'] },
    { title: 'after it', source: 'function f() { using a = g(); ▮h(); }', blocks: ['body: a'] },
    { title: 'the last one first', source: 'function f() { using a = g(), b = g(); using c = g(); ▮h(); }', blocks: ['body: c, b, a'] },
    { title: 'between two of one statement', source: 'function f() { using a = g(), b = h(▮); }', blocks: ['body: …b, a'] },
    {
      title: 'blocks, innermost first',
      source: 'function f() { using a = g(); { using b = g(); if (x) { using c = g(); ▮h(); } } }',
      blocks: ['block: c', 'block: b', 'body: a'],
    },
    {
      title: 'not those of a block that was left',
      source: 'function f() { using a = g(); { using b = g(); } ▮h(); }',
      blocks: ['body: a'],
    },
    {
      title: 'not those of the function around',
      source: 'function f() { using a = g(); return () => { using b = g(); ▮h(); }; }',
      blocks: ['body: b'],
    },
    {
      title: 'not while a class of another function is made',
      source: 'function f() { using a = g(); class K { static { using b = g(); ▮h(); } } }',
      blocks: ['static: b'],
    },
    { title: 'on the closing brace of a function: all is done', source: 'function f() { using a = g(); h(); ▮}', blocks: [] },
    { title: 'at a return: nothing is done yet', source: 'function f() { using a = g(); ▮return h(); }', blocks: ['body: a'] },
    { title: 'awaited', source: 'async function f() { await using a = g(); using b = g(); ▮h(); }', blocks: ['body: b, await a'] },
    { title: 'the head of a for…of, in its body', source: 'function f() { for (using a of g()) { ▮h(a); } }', blocks: ['loop: a'] },
    { title: 'the head of a for…of, in the head', source: 'function f() { for (using a of g(▮)) { h(a); } }', blocks: [] },
    { title: 'for await', source: 'async function f() { for await (await using a of g()) { ▮h(a); } }', blocks: ['loop: await a'] },
    { title: 'the head of a for, also in its test', source: 'function f() { for (using a = g(); ▮h(a); ) { } }', blocks: ['loop: a'] },
    {
      title: 'an earlier iteration’s binding is not this one’s',
      source: 'function f() { for (const x of y) { ▮h(); using a = g(); } }',
      blocks: [],
    },
    { title: 'the top level of a module', source: 'import x from "x";\nusing a = g();\n▮h();\n', blocks: ['module: a'] },
    { title: 'the end of a module: all is done', source: 'using a = g();\nh();\n▮', blocks: [] },
    {
      title: 'a name that an inner block declares too',
      source: 'function f() { using a = g(); { const a = 1; ▮h(); } }',
      blocks: ['body: ?a'],
    },
    {
      title: 'a name that an inner pattern declares too',
      source: 'function f() { using a = g(); for (const { a, ...b } of c) { ▮h(); } }',
      blocks: ['body: ?a'],
    },
    { title: 'a generator', source: 'function* f() { using a = g(); yield ▮1; }', blocks: ['body: a'] },
    {
      title: 'a method, with the types of TypeScript',
      source: 'class K<T> { private async m(this: K<T>, x?: T): Promise<void> { using a = g() as Disposable; ▮h(); } }',
      blocks: ['body: a'],
    },
    { title: 'an identifier that is called using', source: 'function f() { const using = 1; let a = using; ▮h(); }', blocks: [] },
  ];
  for (const { title, source, blocks } of table)
    it(title, () => {
      assert.deepEqual(describeBlocks(source), blocks);
    });

  it('knows what they were initialised with, and where they stand', () => {
    const { text, position } = readMark('function f() {\n  using a = open(\n    "x");\n  ▮h();\n}');
    const file = parseText('/made/b.ts', text);
    assert.ok(file);
    assert.deepEqual(findUsingBlocks(file, text, position)[0]?.declarations, [
      {
        name: 'a',
        awaited: false,
        hidden: false,
        initializer: 'open( "x")',
        range: { start: { line: 1, column: 8 }, end: { line: 2, column: 8 } },
      },
    ]);
  });

  it('says nothing of a text that does not parse', () => {
    assert.equal(parseText('/made/broken.ts', 'function f( { using a = ;'), undefined);
  });

  it('reads JSX and type assertions, each where the file’s name allows them', () => {
    assert.ok(parseText('/made/a.tsx', 'using a = <Open />; const f = <T,>(x: T) => x;'));
    assert.ok(parseText('/made/a.ts', 'using a = <Open>open();'));
    assert.ok(parseText('/made/a.js', 'using a = <Open />;'));
  });
});

describe('finally clauses ahead', () => {
  const table: readonly { readonly title: string; readonly source: string; readonly clauses: readonly string[] }[] = [
    {
      title: 'in the try block, innermost first',
      source: 'function f() {\n try {\n try { ▮a(); }\n finally { b(); }\n }\n finally { c(); }\n}',
      clauses: ['3:1-3:17 finally { b(); }', '5:1-5:17 finally { c(); }'],
    },
    { title: 'in the catch clause', source: 'try { a(); } catch { ▮b(); }\nfinally { c(); }', clauses: ['1:0-1:16 finally { c(); }'] },
    { title: 'the clause itself, which runs', source: 'try { a(); }\nfinally { ▮c(); }', clauses: ['1:0-1:16 now finally { c(); }'] },
    {
      title: 'in the clause: one that is ahead in it, then those around',
      source: 'try { try { a(); }\nfinally { try { ▮b(); } finally { c(); } } }\nfinally { d(); }',
      clauses: ['1:23-1:39 finally { c(); }', '1:0-1:41 now finally { try { b(); } finally { c(); } }', '2:0-2:16 finally { d(); }'],
    },
    {
      title: 'not behind the clause, and not before the try block',
      source: 'function f() { try { a(); } finally { b(); } ▮c(); try { d(); } finally { e(); } }',
      clauses: [],
    },
    {
      title: 'with its first words, on one line',
      source: 'try { ▮a(); }\nfinally {\n  // first\n  b(\n    1);\n  c();\n  d();\n}',
      clauses: ['1:0-7:1 finally { b( 1); … }'],
    },
    { title: 'an empty one', source: 'try { ▮a(); } finally { /* nothing */ }', clauses: ['0:13-0:38 finally {}'] },
    {
      title: 'from its keyword on, whatever a comment says',
      source: 'try { ▮a(); } // finally {\n/* finally */ finally /* now */\n{ b(); }',
      clauses: ['1:14-2:8 finally { b(); }'],
    },
    { title: 'not those of the function around', source: 'try { g(() => { ▮a(); }); }\nfinally { c(); }', clauses: [] },
    {
      title: 'not one that a compiler wrote for using',
      source:
        'const env = { stack: [] };\ntry {\n const a = add(env, g(), false);\n try { ▮h(a); }\n finally { c(); }\n}\nfinally { dispose(env); }',
      clauses: ['4:1-4:17 finally { c(); }'],
    },
    {
      title: 'not one that ends a for…of of TypeScript’s',
      source:
        'try { for (var b = __values(list), c = b.next(); !c.done; c = b.next()) { ▮h(c.value); } }\ncatch (e_1_1) { e_1 = { error: e_1_1 }; }\nfinally { try { if (c && !c.done && (a = b.return)) a.call(b); } finally { if (e_1) throw e_1.error; } }',
      clauses: [],
    },
    {
      title: 'not one that ends a for…of of Babel’s',
      source:
        'var i = make(list), s; try { for (i.s(); !(s = i.n()).done;) { ▮h(s.value); } } catch (err) { i.e(err); } finally { i.f(); }',
      clauses: [],
    },
    {
      title: 'not the one of the helper that runs a generator',
      source:
        'function step(op) { if (f) throw new TypeError("Generator is already executing."); while (_) try { op = ▮body.call(thisArg, _); } catch (e) { y = 0; } finally { f = t = 0; } }',
      clauses: [],
    },
    {
      title: 'one of the program’s own that closes something by a short name',
      source: 'try { ▮h(); }\nfinally { i.f(); }',
      clauses: ['1:0-1:18 finally { i.f(); }'],
    },
  ];
  for (const { title, source, clauses } of table) {
    it(title, () => {
      const { text, position } = readMark(source);
      const file = parseText('/made/finally.ts', text);
      assert.ok(file);
      assert.deepEqual(findFinallies(file, text, position).map(describeClause), clauses);
    });
  }
});

const at = ({ line, column }: { readonly line: number; readonly column: number }): string => `${line}:${column}`;

function describeClause({ range, isRunning, label }: FinallyClause): string {
  return `${at(range.start)}-${at(range.end)} ${isRunning ? 'now ' : ''}${label}`;
}

describe('using declarations as compilers write them', () => {
  const describeCompiled = (marked: string): string[] => {
    const { text, position } = readMark(marked);
    const file = parseText('/made/compiled.js', text);
    assert.ok(file);
    return findCompiledUsing(file, text, position).map(
      ({ kind, stack, leaving, declarations }) =>
        `${kind} ${stack.name} ${stack.kind}${leaving ? ' leaving' : ''}: ${declarations.map(({ name, awaited, initializer }) => `${awaited ? 'await ' : ''}${name} = ${initializer}`).join(', ')}`,
    );
  };
  const table: readonly { readonly title: string; readonly source: string; readonly blocks: readonly string[] }[] = [
    {
      title: 'TypeScript',
      source:
        'function f() { const env_1 = { stack: [], error: void 0, hasError: false }; try { const a = __addDisposableResource(env_1, g(), false); const b = __addDisposableResource(env_1, h(), true); ▮i(); } catch (e_1) { env_1.error = e_1; } finally { const result_1 = __disposeResources(env_1); } }',
      blocks: ['body env_1 list: a = g(), await b = h()'],
    },
    {
      title: 'esbuild',
      source:
        '{ var _stack = []; try { const a = __using(_stack, g()), b = __using(_stack, h(), true); ▮i(); } catch (_) { var _error = _; } finally { __callDispose(_stack, _error, _hasError); } }',
      blocks: ['block _stack list: a = g(), await b = h()'],
    },
    {
      title: 'esbuild, minified',
      source: 'async function f(){var t=[];try{const e=n(t,g(),!0);▮e()}catch(r){var o=r,s=!0}finally{var c=i(t,o,s);c&&await c}}',
      blocks: ['body t list: await e = g()'],
    },
    {
      title: 'Babel',
      source:
        'function f() { try { var _usingCtx = _usingCtx2(); const a = _usingCtx.u(g()), b = _usingCtx.a(h()); ▮i(); } catch (_) { _usingCtx.e = _; } finally { _usingCtx.d(); } }',
      blocks: ['body _usingCtx context: a = g(), await b = h()'],
    },
    {
      title: 'hoisted bindings at the top level',
      source:
        'var a, env_1 = { stack: [] }; try { a = __addDisposableResource(env_1, g(), false); ▮i(); } finally { __disposeResources(env_1); }',
      blocks: ['module env_1 list: a = g()'],
    },
    {
      title: 'while the block is being left',
      source: 'function f() { var _stack = []; try { const a = __using(_stack, g()); } finally { ▮__callDispose(_stack); } }',
      blocks: ['body _stack list leaving: a = g()'],
    },
    {
      title: 'not what only looks like it: no list was made',
      source: 'function f(lock) { try { const a = read(lock, g()); ▮i(); } finally { release(lock); } }',
      blocks: [],
    },
    {
      title: 'not a declaration of the language’s own',
      source: 'function f() { const list = []; try { using a = read(list, g()); ▮i(); } finally { release(list); } }',
      blocks: [],
    },
    {
      title: 'not a finally of the program’s own',
      source: 'function f(lock) { try { const a = read(file); ▮i(); } finally { release(lock); } }',
      blocks: [],
    },
  ];
  for (const { title, source, blocks } of table)
    it(title, () => {
      assert.deepEqual(describeCompiled(source), blocks);
    });
});

describe('using declarations in generators that a compiler has made a switch of', () => {
  const describeSwitched = (marked: string): string[] => {
    const { text, position } = readMark(marked);
    const file = parseText('/made/switched.js', text);
    assert.ok(file);
    return findSwitchedUsing(file, text, position).map(
      ({ stack, leaving, declarations }) =>
        `${stack.name} ${stack.kind}${leaving ? ' leaving' : ''}: ${declarations.map(({ name, awaited, initializer }) => `${awaited ? 'await ' : ''}${name} = ${initializer}`).join(', ')}`,
    );
  };
  const table: readonly { readonly title: string; readonly source: string; readonly blocks: readonly string[] }[] = [
    {
      title: 'TypeScript and swc, blocks in blocks, the one made last first',
      source:
        'function f() { var env_1, a, env_2, b; return __generator(this, function (_a) { switch (_a.label) { case 0: env_1 = { stack: [], error: void 0 }; _a.label = 1; case 1: _a.trys.push([1, 3, 4, 5]); a = add(env_1, g(), false); env_2 = { stack: [] }; b = add(env_2, h(), true); return [4, null]; case 2: _a.sent(); ▮i(); return [3, 5]; case 4: end(env_2); return [7]; case 5: r = end(env_1); return [2]; } }); }',
      blocks: ['env_2 list: await b = h()', 'env_1 list: a = g()'],
    },
    {
      title: 'the position in the disposal',
      source:
        'function f() { return __generator(this, function (_a) { switch (_a.label) { case 0: env_1 = { stack: [] }; a = add(env_1, g(), false); case 4: ▮end(env_1); return [7]; } }); }',
      blocks: ['env_1 list leaving: a = g()'],
    },
    {
      title: 'Babel',
      source:
        'function f() { return _regenerator().w(function (_context) { while (1) switch (_context.p = _context.n) { case 0: _context.p = 0; _usingCtx = _usingCtx2(); a = _usingCtx.u(g()); _context.n = 1; return null; case 1: ▮h(); case 3: _context.p = 3; _usingCtx.d(); return _context.f(3); } }, _callee); }',
      blocks: ['_usingCtx context: a = g()'],
    },
    {
      title: 'not a switch of the program’s own',
      source: 'function f(k) { switch (k) { case 0: list = []; a = add(list, g()); ▮h(); break; } }',
      blocks: [],
    },
  ];
  for (const { title, source, blocks } of table)
    it(title, () => {
      assert.deepEqual(describeSwitched(source), blocks);
    });
});

describe('a compiler’s helper that disposes of a list', () => {
  const find = (marked: string): unknown => {
    const { text, position } = readMark(marked);
    const file = parseText('/made/helper.js', text);
    assert.ok(file);
    return findPoppedEntry(file, position);
  };
  it('is known by what it takes from the list', () => {
    assert.deepEqual(
      find(
        'function dispose(env) { var r, s = 0; function next() { while (r = env.stack.pop()) { ▮r.dispose.call(r.value); } } return next(); }',
      ),
      { entry: 'r' },
    );
    assert.deepEqual(
      find('var d = (stack) => { var next = (it) => { while (it = stack.pop()) try { var r = ▮it[1].call(it[2]); } catch (e) {} }; };'),
      { entry: 'it', list: 'stack' },
    );
    assert.deepEqual(find('const d = () => { function next() { for (; o = n.pop();) ▮o.d.call(o.v); } };'), { entry: 'o', list: 'n' });
  });
  it('is not the function around it, nor any other', () => {
    assert.equal(find('function outer(list) { const last = list.pop(); return () => { ▮close(last); }; }'), undefined);
    assert.equal(find('function close(list) { ▮list.push(1); }'), undefined);
  });
});

describe('a call that disposes by name', () => {
  const table: readonly { readonly source: string; readonly is: ReturnType<typeof findDisposeCall> }[] = [
    { source: 'function f() { using s = new DisposableStack(); ▮s.dispose(); }', is: { object: 's' } },
    { source: 'async function f() { await s.▮disposeAsync(); }', is: { object: 's' } },
    { source: 'function f() { s[Symbol.▮dispose](); }', is: { object: 's' } },
    { source: 'class C { end() { this.stack.▮dispose(); } }', is: {} },
    { source: 'function f() { using s = g(); ▮return h(); }', is: undefined },
    { source: 'function f() { s.dispose(() => { ▮h(); }); }', is: undefined },
  ];
  for (const { source, is } of table)
    it(source, () => {
      const { text, position } = readMark(source);
      const file = parseText('/made/call.js', text);
      assert.ok(file);
      assert.deepEqual(findDisposeCall(file, position), is);
    });
});
