// How lines get to the disk: in batches, bounded in memory and on disk, with a disk that is slow, full or gone.
import assert from 'node:assert/strict';
import { insert } from '../../src/runtime/record/recordingPath.ts';
import type { FileSystem, RecordingHost } from '../../src/runtime/record/recordingHost.ts';
import { RecordingWriter } from '../../src/runtime/record/recordingWriter.ts';
import { FakeClock } from './fakeClock.ts';

/** Files in memory, on a slow disk. */
class FakeDisk implements FileSystem {
  readonly files = new Map<string, string>();
  readonly clock = new FakeClock();
  writeMs = 0;
  /** The most bytes in one write. */
  most = Infinity;
  broken: Error | undefined;
  readonly #open = new Map<number, string>();
  #last = 2;

  openSync(path: string): number {
    this.files.set(path, '');
    this.#open.set(++this.#last, path);
    return this.#last;
  }

  writeSync(fd: number, bytes: Uint8Array, offset: number): number {
    const path = this.#open.get(fd);
    assert(path !== undefined, 'the file is open');
    if (this.broken !== undefined) throw this.broken;
    this.clock.block(this.writeMs);
    const part = bytes.subarray(offset, Math.min(bytes.length, offset + this.most));
    this.files.set(path, (this.files.get(path) ?? '') + Buffer.from(part).toString());
    return part.length;
  }

  closeSync(fd: number): void {
    assert(this.#open.delete(fd), 'it was open');
  }
  get openFiles(): number {
    return this.#open.size;
  }
  readSync(): number {
    return 0;
  }

  renameSync(from: string, to: string): void {
    this.files.set(to, this.files.get(from) ?? '');
    this.files.delete(from);
  }

  unlinkSync(path: string): void {
    this.files.delete(path);
  }
  statSync(path: string): { isFile(): boolean } | undefined {
    return this.files.has(path) ? { isFile: () => true } : undefined;
  }
}

const FILE = '/r/run.deferscope.jsonl';

describe('the writer of a recording', () => {
  let disk: FakeDisk;
  let failures: unknown[];
  beforeEach(() => {
    disk = new FakeDisk();
    failures = [];
  });

  function make(options: { readonly maxBytes?: number; readonly onRotated?: (writer: RecordingWriter) => void } = {}): RecordingWriter {
    const writer: RecordingWriter = new RecordingWriter({
      file: FILE,
      host: { fs: disk, clock: disk.clock, encode: (text: string) => Buffer.from(text) } as unknown as RecordingHost,
      header: 'HEADER',
      maxBytes: options.maxBytes ?? 1e9,
      flushMs: 100,
      time: () => String(disk.clock.now()),
      onRotated: () => {
        options.onRotated?.(writer);
      },
      onFailed: (error) => {
        failures.push(error);
      },
    });
    return writer;
  }

  const lines = (file = FILE): string[] => (disk.files.get(file) ?? '').split('\n').slice(0, -1);

  it('begins with the header, and writes what waits after a moment', () => {
    const writer = make();
    assert.deepEqual(lines(), ['HEADER']);
    writer.add('a');
    writer.add('b');
    assert.deepEqual(lines(), ['HEADER']);
    assert.equal(disk.clock.timers, 1);
    disk.clock.advance(100);
    assert.deepEqual(lines(), ['HEADER', 'a', 'b']);
    assert.equal(disk.clock.timers, 0);
  });

  it('writes at once when much waits, and in several calls where one takes only a part', () => {
    const writer = make();
    disk.most = 1000;
    writer.add('x'.repeat(70_000));
    assert.equal(lines()[1]?.length, 70_000);
  });

  it('gives a slow disk one part in twenty of the time, drops what does not fit meanwhile, and says how much where', () => {
    const writer = make();
    disk.writeMs = 1000;
    writer.add('x'.repeat(70_000));
    assert.equal(disk.clock.now(), 1000);
    for (let at = 0; at < 80; at++) writer.add('y'.repeat(65_536));
    assert.equal(disk.clock.now(), 1000, 'no write');
    assert.equal(writer.dropped, 80 - 63);
    disk.clock.advance(18_999);
    assert.equal(lines().length, 2);
    disk.clock.advance(1);
    assert.deepEqual(lines().slice(-1), ['{"kind":"gap","t":20000,"count":17,"reason":"backpressure"}']);
    disk.writeMs = 0;
    disk.clock.advance(60_000);
    writer.add('after');
    writer.close();
    assert.deepEqual(lines().slice(-1), ['after']);
    assert.equal(lines().length, 2 + 63 + 2);
  });

  it('says a gap before what comes after it', () => {
    const writer = make();
    writer.add('z'.repeat(4 * 1024 * 1024 + 1));
    writer.add('small');
    writer.close();
    assert.deepEqual(lines(), ['HEADER', '{"kind":"gap","t":0,"count":1,"reason":"backpressure"}', 'small']);
  });

  it('never has more on disk than it may, and begins each file with what is said again', () => {
    const writer = make({
      maxBytes: 400_000,
      onRotated: (it) => {
        it.add('open');
      },
    });
    for (let at = 0; at < 20; at++) writer.add(`${at} ${'x'.repeat(70_000)}`);
    writer.close();
    assert.deepEqual([...disk.files.keys()].sort(), [insert(FILE, '1'), FILE].sort());
    const [header, gap, open] = lines();
    assert.deepEqual([header, gap, open], ['HEADER', '{"kind":"gap","t":0,"count":5,"reason":"rotated"}', 'open']);
    let bytes = 0;
    for (const text of disk.files.values()) bytes += text.length;
    assert(bytes <= 400_000 + 2 * 70_010, String(bytes));
  });

  it('ends when it cannot write, leaves no file open, and takes nothing more', () => {
    const writer = make();
    disk.broken = new Error('no space left');
    writer.add('a');
    disk.clock.advance(100);
    assert.deepEqual(failures, [disk.broken]);
    assert.equal(disk.openFiles, 0);
    writer.add('b');
    writer.flush();
    writer.close();
    assert.equal(disk.clock.timers, 0);
    assert.equal(failures.length, 1);
  });

  it('writes each line at once when the process ends', () => {
    const writer = make();
    writer.add('a');
    writer.endProcess();
    writer.add('b');
    assert.deepEqual(lines(), ['HEADER', 'a', 'b']);
  });
});
