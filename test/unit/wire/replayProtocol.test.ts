import assert from 'node:assert/strict';
import { decodeReplayRequest, decodeStood, REPLAY_REQUESTS, type ReplayRequests } from '../../../src/wire/replayProtocol.ts';

const given: { readonly [Command in keyof ReplayRequests]: ReplayRequests[Command]['arguments'] } = {
  'deferscope/snapshot': undefined,
  'deferscope/cleanups': { scope: 's12', skip: 100 },
  'deferscope/entries': { resource: 'r7', skip: 0 },
  'deferscope/goto': { moment: '#1234' },
};

describe('decodeReplayRequest', () => {
  it('knows every request', () => {
    assert.deepEqual([...REPLAY_REQUESTS].sort(), Object.keys(given).sort());
  });

  for (const [command, args] of Object.entries(given))
    it(`takes what is sent: ${command}`, () => {
      assert.deepEqual(decodeReplayRequest(command, args), { command, arguments: args });
    });

  it('takes what fits of anything else', () => {
    for (const args of [undefined, null, 7, 'x', [], { scope: 7, resource: {}, moment: [], skip: -1 }])
      assert.deepEqual(
        REPLAY_REQUESTS.map((command) => decodeReplayRequest(command, args)?.arguments),
        [undefined, { scope: '', skip: 0 }, { resource: '', skip: 0 }, { moment: '' }],
      );
    assert.deepEqual(decodeReplayRequest('deferscope/goto', { moment: 'x'.repeat(1000) })?.arguments, { moment: 'x'.repeat(100) });
  });

  it('leaves other requests alone', () => {
    for (const command of ['evaluate', 'deferscope/other', 'constructor', '']) assert.equal(decodeReplayRequest(command, {}), undefined);
  });
});

describe('decodeStood', () => {
  it('takes where the replay stands, and nothing else', () => {
    assert.deepEqual(decodeStood({ index: 3 }), { index: 3 });
    for (const body of [undefined, null, 3, {}, { index: -1 }, { index: '3' }, { index: 0.5 }]) assert.equal(decodeStood(body), undefined);
  });
});
