import { build } from 'esbuild';
import * as path from 'node:path';
import ts from 'typescript';
import { common, root } from './project.mjs';

/** How a probe calls the global object. */
export const REALM = '__deferscope_realm';

/**
 * `import source from 'probe:NAME'` gives src/languages/javascript/probe/NAME.ts, bundled to the text of one JavaScript expression.
 *
 * @type {import('esbuild').Plugin}
 */
export const probes = {
  name: 'probes',
  setup(b) {
    b.onResolve({ filter: /^probe:/ }, (a) => ({
      path: path.join(root, 'src/languages/javascript/probe', `${a.path.slice('probe:'.length)}.ts`),
      namespace: 'probe',
    }));
    b.onLoad({ filter: /.*/, namespace: 'probe' }, async (a) => {
      const made = await build({ ...common, entryPoints: [a.path], format: 'esm', target: 'es2022', minify: true, write: false });
      // A module ends in its export; a function returns instead. The other formats come with helpers that a program can break.
      const text = made.outputFiles[0]?.text.trim().replace(/export\{([\w$]+) as default\};?$/, 'return $1') ?? '';
      // What `globalThis` is called with is a property that a program may replace; `this` of a sloppy function is none.
      return {
        contents: isolateNames(`((${REALM}) => {"use strict";${text}})((function () { return this; })())`),
        loader: 'text',
        watchFiles: [a.path],
      };
    });
  },
};

/**
 * Leaves no name in a probe that a program could have too: bindings get names of our own, properties are written as strings.
 * js-debug replaces the identifiers in an expression, properties included, when the paused source has a variable of that
 * name and its source map says that it is called differently in the running code.
 *
 * @param {string} code
 */
function isolateNames(code) {
  const file = ts.createSourceFile('probe.js', code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  /** @param {ts.Node} node @returns {node is ts.NamedDeclaration} */
  const declares = (node) =>
    [ts.isVariableDeclaration, ts.isParameter, ts.isBindingElement, ts.isFunctionDeclaration, ts.isFunctionExpression, ts.isClassLike].some(
      (is) => is(node),
    );
  /** @param {ts.Node} node @param {(node: ts.Node) => void} visit */
  const walk = (node, visit) => {
    visit(node);
    ts.forEachChild(node, (child) => {
      walk(child, visit);
    });
  };
  /** @type {Set<string>} */
  const bound = new Set();
  walk(file, (node) => {
    if (declares(node) && node.name && ts.isIdentifier(node.name)) bound.add(node.name.text);
  });
  /** @type {{ readonly start: number, readonly end: number, readonly text: string }[]} */
  const edits = [];
  walk(file, (node) => {
    if (!ts.isIdentifier(node)) return;
    const { parent, text } = node;
    const own = bound.has(text) && text !== REALM ? `__ds_${text}` : text;
    if (ts.isPropertyAccessExpression(parent) && parent.name === node)
      edits.push({ start: parent.expression.end, end: node.end, text: `${parent.questionDotToken ? '?.' : ''}["${text}"]` });
    else if (isPropertyKey(node)) edits.push({ start: node.getStart(), end: node.end, text: `"${text}"` });
    else if (isShorthand(node)) edits.push({ start: node.getStart(), end: node.end, text: `"${text}":${own}` });
    else if (own !== text) edits.push({ start: node.getStart(), end: node.end, text: own });
  });
  return edits.sort((a, b) => b.start - a.start).reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), code);
}

/** `{ a }`, where one word is the property's name and the variable's. @param {ts.Node} node */
function isShorthand({ parent }) {
  return (
    ts.isShorthandPropertyAssignment(parent) ||
    (ts.isBindingElement(parent) && ts.isObjectBindingPattern(parent.parent) && !parent.propertyName && !parent.dotDotDotToken)
  );
}

/** @param {ts.Identifier} node */
function isPropertyKey(node) {
  const { parent } = node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isAccessor(parent)) && parent.name === node;
}
