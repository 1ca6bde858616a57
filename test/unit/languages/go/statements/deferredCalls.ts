import assert from 'node:assert/strict';
import * as path from 'node:path';
import type { CapturedVariable } from '../../../../../src/languages/go/values/capturedVariable.ts';
import { findDefers, type DeferStatement } from '../../../../../src/languages/go/syntax/goDefers.ts';
import { SyntaxParser } from '../../../../../src/syntax/parser.ts';
import { ROOT } from '../../../schema.ts';

/** Reads `defer` statements with the parser that the extension uses; only between `before` and `after` of the tests around it. */
export function useDefers(): (calls: string) => Promise<DeferStatement[]> {
  const parser = new SyntaxParser(path.join(ROOT, 'dist'));
  after(() => {
    parser.dispose();
  });
  return async (calls) => {
    const text = `package main\nfunc f() { ${calls} }\n`;
    const root = await parser.parse('tree-sitter-go.wasm', 'test.go', text);
    assert.ok(root);
    assert.equal(root.hasError, false, text);
    return findDefers(root, 2);
  };
}

/** `type` or `type = value`. */
export function captured(...texts: readonly string[]): CapturedVariable[] {
  return texts.map((text, at) => {
    const [type = '', value = ''] = text.split(' = ');
    return { name: `X${at}`, type, value, variablesReference: 0 };
  });
}
