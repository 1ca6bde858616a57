/** The probe. The build bundles it into the text of one JavaScript expression: a function that takes one command. */
declare module 'probe:javascript' {
  const source: string;
  export default source;
}

declare module 'probe:bindings' {
  const source: string;
  export default source;
}
