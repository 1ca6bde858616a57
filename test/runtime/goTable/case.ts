/** One program of the table: it prints like Go's `fmt.Println`, and throws what Go's program panics with. */
export type Case = (print: (...words: unknown[]) => void) => unknown;
