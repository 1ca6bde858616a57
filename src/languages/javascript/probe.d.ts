/** The probe, bundled by the build to the text of one JavaScript expression: a function of one command. */
declare module 'probe:javascript' {
  const source: string;
  export default source;
}

declare module 'probe:bindings' {
  const source: string;
  export default source;
}
