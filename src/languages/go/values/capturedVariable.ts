/** A variable that a closure holds. */
export interface CapturedVariable {
  /** Its name in the source; undefined for a variable that the compiler has made. */
  readonly name: string | undefined;
  readonly type: string;
  readonly value: string;
  readonly variablesReference: number;
  /** What stands for the marks in its value: words for parts of it that say nothing to a person. */
  readonly words?: readonly string[];
  /** It is a pointer, and its words say what it points to, which may still change. */
  readonly isLive?: boolean;
}

/** What the code of a generic function receives about its type arguments. */
export function isDictionary(variable: CapturedVariable): boolean {
  return variable.name === '.dict' || /^\*\[\d+\]uintptr$/.test(variable.type);
}
