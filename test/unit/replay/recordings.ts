import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inEnglish } from '../../../src/core/translate.ts';
import type { RecordedEvent } from '../../../src/wire/recordingFormat.ts';
import { RecordingFile } from '../../../src/replay/file/recordingFile.ts';

export const HEADER =
  '{"schema":"deferscope.recording","version":1,"startedAt":"2026-01-02T03:04:05.000Z","program":{"name":"server.mjs","pid":7,"runtime":"deferscope 0.1.0"}}';

/** A folder for this test, removed after it. */
export function useFolder(): { readonly write: (content: string | Buffer, name?: string) => string } {
  let folder = '';
  let files = 0;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-replay-'));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });
  return {
    write: (content, name) => {
      files += 1;
      const file = path.join(folder, name ?? `${files}.deferscope.jsonl`);
      fs.writeFileSync(file, content);
      return file;
    },
  };
}

export function toLines(events: readonly unknown[]): string {
  return [HEADER, ...events.map((event) => JSON.stringify(event))].map((line) => `${line}\n`).join('');
}

export function openRecording(file: string): Promise<RecordingFile> {
  return RecordingFile.open(file, inEnglish);
}

const SERVER = '/app/server.mjs';

/** A server with two requests: the first closes its connection, the second fails in a cleanup and leaks another cleanup. */
export function serverEvents(): RecordedEvent[] {
  const at = (line: number) => ({ path: SERVER, line, column: 5 });
  return [
    { kind: 'scope-opened', t: 0, scope: 1, form: 'function', name: 'main', at: at(1) },
    { kind: 'registered', t: 1, scope: 1, cleanup: 1, label: 'close(log)', at: at(2), args: [{ name: 'log', value: 'a Log' }] },
    { kind: 'scope-opened', t: 2, scope: 2, form: 'object', name: 'request 1', async: true, parent: 1, at: at(10) },
    { kind: 'registered', t: 3, scope: 2, cleanup: 1, label: 'release(connection)', at: at(11) },
    { kind: 'registered', t: 4, scope: 2, cleanup: 2, label: 'unlock()', at: at(12) },
    { kind: 'started', t: 5, scope: 2, cleanup: 2 },
    { kind: 'done', t: 6, scope: 2, cleanup: 2, ms: 1 },
    { kind: 'started', t: 7, scope: 2, cleanup: 1 },
    { kind: 'done', t: 9, scope: 2, cleanup: 1, ms: 2 },
    { kind: 'scope-closed', t: 10, scope: 2 },
    { kind: 'scope-opened', t: 11, scope: 3, form: 'object', name: 'request 2', async: true, parent: 1, at: at(10) },
    { kind: 'resource', t: 12, resource: 1, form: 'pool', name: 'connections', state: 'open', at: at(3) },
    { kind: 'resource', t: 12, resource: 1, form: 'pool', name: 'connections', entry: 'connection 2', state: 'lent' },
    { kind: 'registered', t: 13, scope: 3, cleanup: 1, label: 'release(connection)', at: at(11) },
    { kind: 'scope-opened', t: 14, scope: 4, form: 'function', name: 'query', parent: 3, at: at(20) },
    { kind: 'registered', t: 15, scope: 4, cleanup: 1, label: 'rollback()', at: at(21), onError: true },
    { kind: 'registered', t: 15, scope: 4, cleanup: 2, label: 'end(statement)', at: at(22), timeoutMs: 100 },
    { kind: 'thrown', t: 16, scope: 4, error: 'no such table' },
    { kind: 'started', t: 17, scope: 4, cleanup: 2 },
    { kind: 'timed-out', t: 117, scope: 4, cleanup: 2, ms: 100 },
    { kind: 'abandoned', t: 117, scope: 4, cleanup: 2, ms: 100 },
    { kind: 'started', t: 118, scope: 4, cleanup: 1 },
    { kind: 'failed', t: 119, scope: 4, cleanup: 1, ms: 1, error: 'connection lost' },
    { kind: 'scope-closed', t: 120, scope: 4 },
    { kind: 'started', t: 130, scope: 1, cleanup: 1 },
    { kind: 'done', t: 131, scope: 1, cleanup: 1, ms: 1 },
    { kind: 'scope-closed', t: 132, scope: 1 },
    { kind: 'exit', t: 133, code: 0, pending: 1, scopes: 1 },
  ];
}
