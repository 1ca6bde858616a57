import assert from 'node:assert/strict';
import * as path from 'node:path';
import { findExitsAhead } from '../../../../../src/languages/go/syntax/goExits.ts';
import { SyntaxParser } from '../../../../../src/syntax/parser.ts';
import { ROOT } from '../../../schema.ts';

describe('calls that end a Go program', () => {
  const parser = new SyntaxParser(path.join(ROOT, 'dist'));
  after(() => {
    parser.dispose();
  });

  /** What is ahead of the line that ends in `// here`. */
  async function ahead(body: string, imports = '"os"; "log"'): Promise<string[]> {
    const text = `package main\nimport (${imports})\nfunc f(xs []int, logger *log.Logger) {\n${body}\n}\n`;
    const root = await parser.parse('tree-sitter-go.wasm', 'test.go', text);
    assert.ok(root);
    assert.equal(root.hasError, false, text);
    const line = text.split('\n').findIndex((one) => one.endsWith('// here')) + 1;
    return findExitsAhead(root, line).map(({ name, receiver }) => (receiver === undefined ? name : `${name} if ${receiver} is a logger`));
  }

  const table: readonly (readonly [title: string, body: string, found: readonly string[], imports?: string])[] = [
    ['below', 'a() // here\nos.Exit(1)', ['os.Exit']],
    ['in the line itself, which has not run or is under way', 'os.Exit(run()) // here', ['os.Exit']],
    ['not above', 'if x { os.Exit(1) }\na() // here', []],
    ['above in a loop that goes round again', 'for _, x := range xs {\nif x > 1 { log.Fatal(x) }\na() // here\n}', ['log.Fatal']],
    ['in a condition', 'a() // here\nif err != nil {\nlog.Fatalf("no: %v", err)\n}', ['log.Fatalf']],
    ['behind a return', 'a() // here\nreturn\nos.Exit(1)', []],
    ['behind a return that comes only at times', 'a() // here\nif x { return }\nos.Exit(1)', ['os.Exit']],
    ['behind a panic', 'a() // here\npanic("no")\nos.Exit(1)', []],
    ['behind another one', 'a() // here\nlog.Fatalln("x")\nos.Exit(1)', ['log.Fatalln']],
    ['behind a return, with a label to go to', 'if x { goto end }\na() // here\nreturn\nend:\nos.Exit(1)', ['os.Exit']],
    ['in the other branch', 'if x {\na() // here\n} else {\nos.Exit(1)\n}', []],
    ['in the other branch of a loop', 'for {\nif x {\na() // here\n} else {\nos.Exit(1)\n}\n}', ['os.Exit']],
    ['in another case', 'switch x {\ncase 1:\na() // here\ncase 2:\nos.Exit(1)\n}', []],
    ['in the next case, through which it falls', 'switch x {\ncase 1:\na() // here\nfallthrough\ncase 2:\nos.Exit(1)\n}', ['os.Exit']],
    ['behind a switch', 'switch x {\ncase 1:\na() // here\ncase 2:\n}\nos.Exit(1)', ['os.Exit']],
    ['in a literal that is only kept', 'a() // here\nstop := func() { os.Exit(1) }\nuse(stop)', []],
    ['in a literal that is called on the spot', 'a() // here\nfunc() { os.Exit(1) }()', ['os.Exit']],
    ['in a literal that is handed over', 'a() // here\nrun(func() { os.Exit(1) })', []],
    ['in a literal that is deferred', 'a() // here\ndefer func() { os.Exit(1) }()', []],
    ['in a goroutine of its own', 'a() // here\ngo func() { os.Exit(1) }()', []],
    ['in the literal that is paused', 'g := func() {\na() // here\nos.Exit(1)\n}\ng()\nos.Exit(2)', ['os.Exit']],
    ['under another name', 'a() // here\nsys.Exit(1)', ['sys.Exit'], 'sys "os"; "log"'],
    ['without the name', 'a() // here\nExit(1)', ['Exit'], '. "os"; "log"'],
    ['of another package with that name', 'a() // here\nos.Exit(1)', [], 'os "example.com/mine/os"; "log"'],
    ['of a variable with that name', 'os := mine{}\na() // here\nos.Exit(1)', []],
    ['of a variable with that name in another block', 'if x {\nos := mine{}\nos.Exit(1)\n}\na() // here\nos.Exit(2)', ['os.Exit']],
    ['of a variable with that name that comes later', 'a() // here\nos.Exit(1)\nos := mine{}\nuse(os)', ['os.Exit']],
    ['of a parameter with that name', 'g := func(os mine) {\na() // here\nos.Exit(1)\n}', []],
    ['of a variable of an if', 'a() // here\nif os := g(); os != nil { os.Exit(1) }', []],
    [
      'of something else that is called Fatal',
      'a() // here\nt.Fatal("x")\nlogger.Fatalf("y")',
      ['t.Fatal if t is a logger', 'logger.Fatalf if logger is a logger'],
    ],
    ['of a logger that is made there', 'a() // here\nlog.New(w, "", 0).Fatal("x")', ['log.New(…).Fatal']],
    ['that is none', 'a() // here\nruntime.Goexit()\nlog.Println("x")\nlog.Panic("y")\nexit(1)', []],
  ];
  for (const [title, body, found, imports] of table)
    it(`are ahead, or not: ${title}`, async () => {
      assert.deepEqual(await ahead(body, imports), found);
    });
});
