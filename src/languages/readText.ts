/** The text of a file; undefined if it is not on this machine. */
export type ReadText = (path: string) => Promise<string | undefined>;
