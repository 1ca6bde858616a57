import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeMessage, MessageDecoder } from '../../../src/dap/framing.ts';

/** The messages of a stream, read in pieces of this many bytes. */
function decode(stream: Buffer, size = stream.length): unknown[] {
  const decoder = new MessageDecoder();
  const messages: unknown[] = [];
  for (let at = 0; at < stream.length; at += size) messages.push(...decoder.push(stream.subarray(at, at + size)));
  return messages;
}

describe('messages of the debug adapter protocol', () => {
  it('are written with their length in bytes', () => {
    assert.equal(encodeMessage({ seq: 1, name: 'é' }).toString('utf8'), 'Content-Length: 21\r\n\r\n{"seq":1,"name":"é"}');
  });

  const read: readonly (readonly [title: string, stream: string, messages: readonly unknown[]])[] = [
    ['one', 'Content-Length: 2\r\n\r\n{}', [{}]],
    ['two in one piece', 'Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n[1]', [{}, [1]]],
    ['a header of more than one line', 'Content-Type: x\r\nContent-Length: 2\r\n\r\n{}', [{}]],
    ['a header in small letters, with blanks', 'content-length:   2 \r\n\r\n{}', [{}]],
    ['half a header', 'Content-Len', []],
    ['a header whose message is still to come', 'Content-Length: 2\r\n\r\n{', []],
    ['nothing', '', []],
  ];
  for (const [title, stream, messages] of read)
    it(`are read: ${title}`, () => {
      assert.deepEqual(decode(Buffer.from(stream)), messages);
    });

  const refused: readonly (readonly [title: string, stream: string, message: string])[] = [
    ['no length', 'Content-Type: x\r\n\r\n{}', 'the adapter sent a header without Content-Length'],
    ['a negative length', 'Content-Length: -2\r\n\r\n{}', 'the adapter sent a header without Content-Length'],
    ['a length that nobody has room for', 'Content-Length: 268435457\r\n\r\n', 'the adapter sent a message of 268435457 bytes'],
    ['no header for long', 'x'.repeat(4097), 'the adapter sent something that is not a DAP message'],
  ];
  for (const [title, stream, message] of refused)
    it(`are refused: ${title}`, () => {
      assert.throws(() => decode(Buffer.from(stream)), { message });
    });

  it('are refused where they are not JSON', () => {
    assert.throws(() => decode(Buffer.from('Content-Length: 1\r\n\r\n{')), SyntaxError);
  });

  it('are the same however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 4 }), fc.integer({ min: 1, max: 30 }), (messages, size) => {
        const written = messages.map((message) => JSON.parse(JSON.stringify(message)) as unknown);
        assert.deepEqual(decode(Buffer.concat(messages.map(encodeMessage)), size), written);
      }),
    );
  });
});
