/** One program of the table: prints like Go's `fmt.Println`; what it throws is what Go's panics with. */
export type Case = (print: (...words: unknown[]) => void) => unknown;
