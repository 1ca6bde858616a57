/** The end of a `switch` over a union: fails to compile when a member has no case. */
export function assertNever(value: never): never {
  throw new Error(`unexpected: ${JSON.stringify(value)}`);
}
