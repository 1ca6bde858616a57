import assert from 'node:assert/strict';
import { isWanted, mayAsk } from '../../../../src/ui/sessions/launchWish.ts';

describe('whether launched programs are given what shows more of them', () => {
  const table: readonly {
    readonly isTrusted: boolean;
    readonly setting: string | undefined;
    readonly answer: boolean | undefined;
    readonly wanted: boolean;
    readonly asks: boolean;
  }[] = [
    { isTrusted: true, setting: 'ask', answer: undefined, wanted: false, asks: true },
    { isTrusted: true, setting: 'ask', answer: true, wanted: true, asks: false },
    { isTrusted: true, setting: 'ask', answer: false, wanted: false, asks: false },
    { isTrusted: true, setting: 'on', answer: false, wanted: true, asks: false },
    { isTrusted: true, setting: 'off', answer: true, wanted: false, asks: false },
    { isTrusted: true, setting: undefined, answer: undefined, wanted: false, asks: false },
    { isTrusted: false, setting: 'ask', answer: undefined, wanted: false, asks: false },
    { isTrusted: false, setting: 'ask', answer: true, wanted: false, asks: false },
    { isTrusted: false, setting: 'on', answer: true, wanted: false, asks: false },
  ];
  for (const { wanted, asks, ...wish } of table)
    it(`${wish.isTrusted ? 'trusted' : 'not trusted'}, ${String(wish.setting)}, answered ${String(wish.answer)}`, () => {
      assert.deepEqual([isWanted(wish), mayAsk(wish)], [wanted, asks]);
    });
});
