import assert from 'node:assert/strict';
import { guessReferences } from '../../../../../src/languages/javascript/texts/jsDebugReferences.ts';

describe('the numbers of texts in js-debug', () => {
  // As js-debug 1.117.0 gave them.
  const seen: Readonly<Record<string, number>> = {
    '': 46947589,
    'virtual.js': 1329616193,
    'node:vm': 1691494751,
    'evalmachine.<anonymous>': 1325469718,
    'webpack-internal:///./work.js': 1218782457,
    'node:internal/modules/esm/module_job': 739120119,
  };
  for (const [url, reference] of Object.entries(seen))
    it(`begin at ${reference} for "${url}"`, () => {
      assert.deepEqual(guessReferences(url).slice(0, 2), [reference, reference + 1]);
    });
});
