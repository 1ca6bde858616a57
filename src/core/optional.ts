/** `{ [key]: value }`, or nothing where the value is missing: for properties that may be absent but not undefined. */
export function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}
