/** A file of tree-sitter or of a grammar for it: the build puts it beside the code that imports it. */
declare module '@vscode/tree-sitter-wasm/wasm/*.wasm' {
  /** Its name. */
  const name: string;
  export default name;
}
