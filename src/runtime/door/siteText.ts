import { readTrace, type Trace } from './trace.ts';

/** Where something was registered, for a person who reads an error: `file:///app/server.mjs:12:5`. */
export function siteText(trace: Trace | undefined): string | undefined {
  const frame = readTrace(trace)?.frames[0];
  return frame === undefined ? undefined : `${frame.url}:${frame.line}:${frame.column}`;
}
