/**
 * How many random cases a property test of the library tries. The suite runs on three versions of Node and draws other cases each time, so
 * a single run needs few; `npm test -- --long` tries many.
 */
export const RANDOM_RUNS = Number(process.env['DEFERSCOPE_RANDOM_RUNS'] ?? 700);
