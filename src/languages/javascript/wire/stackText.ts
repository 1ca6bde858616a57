import type { WireFrame } from './javascriptReading.ts';

/** How many calls of a text are read, and how many UTF-16 units of one line. */
const MAX_CALLS = 200;
const MAX_LINE_LENGTH = 5000;

/**
 * The calls in V8's text of a call stack (https://v8.dev/docs/stack-trace-api), for programs that do not let the calls themselves be read.
 * Calls of built-in functions and of generated code have no file and are left out, as are async calls.
 */
export function readStackText(text: string): WireFrame[] {
  return text.split('\n', MAX_CALLS).flatMap((line) => readLine(line.slice(0, MAX_LINE_LENGTH)) ?? []);
}

function readLine(line: string): WireFrame | undefined {
  const found =
    /^ {4}at (?!async )(?:(?<name>.*) \()?(?<url>(?:file:\/\/|https?:\/\/|node:|\/|[A-Za-z]:\\)[^()]*):(?<line>\d+):(?<column>\d+)\)?$/.exec(
      line,
    )?.groups;
  const [url, at, column] = [found?.['url'], Number(found?.['line']), Number(found?.['column'])];
  if (url === undefined || !(at >= 1) || !(column >= 1)) return undefined;
  return { name: nameOf(found?.['name'] ?? ''), url, line: at, column };
}

/** `Class.method [as other]` and `new Class` are the functions `method` and `Class`. */
function nameOf(called: string): string {
  return called
    .replace(/ \[as .*\]$/, '')
    .replace(/^new /, '')
    .replace(/^.*\./, '')
    .replace(/^<anonymous>$/, '');
}
