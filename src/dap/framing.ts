/** How DAP messages travel over a stream: a header with the length, an empty line, the message as JSON. */

const HEADER_END = '\r\n\r\n';
/** A header has one line of a few dozen bytes; anything longer is not a header. */
const MAX_HEADER_BYTES = 4096;
/** The longest message that is accepted, in bytes. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

export function encodeMessage(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message), 'utf8');
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}${HEADER_END}`, 'ascii'), body]);
}

/** Splits a stream into messages. */
export class MessageDecoder {
  #chunks: Buffer[] = [];
  #size = 0;
  /** The length of the message that is being received, once its header has arrived. */
  #expected: number | undefined;

  /**
   * The messages that are complete with this chunk.
   * @throws {Error} when the stream is not one of DAP messages; nothing after that can be read.
   */
  push(chunk: Buffer): unknown[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    const messages: unknown[] = [];
    for (;;) {
      this.#expected ??= this.#takeHeader();
      if (this.#expected === undefined || this.#size < this.#expected) return messages;
      const body = this.#take(this.#expected);
      this.#expected = undefined;
      messages.push(JSON.parse(body.toString('utf8')));
    }
  }

  #takeHeader(): number | undefined {
    const all = this.#joined();
    const end = all.indexOf(HEADER_END);
    if (end < 0) {
      if (all.length > MAX_HEADER_BYTES) throw new Error('the adapter sent something that is not a DAP message');
      return undefined;
    }
    const length = /^Content-Length: *(\d+) *$/im.exec(all.toString('ascii', 0, end))?.[1];
    if (length === undefined) throw new Error('the adapter sent a header without Content-Length');
    if (Number(length) > MAX_MESSAGE_BYTES) throw new Error(`the adapter sent a message of ${length} bytes`);
    this.#take(end + HEADER_END.length);
    return Number(length);
  }

  #take(length: number): Buffer {
    const all = this.#joined();
    const rest = all.subarray(length);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#size = rest.length;
    return all.subarray(0, length);
  }

  /** Joins the received chunks only when somebody looks: a message of megabytes comes in hundreds of chunks. */
  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }
}
