// What is loaded apart, by its names: as a chunk of its own the package has a default export only.
export { Language, Parser } from '@vscode/tree-sitter-wasm';
