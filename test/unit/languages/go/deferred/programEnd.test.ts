import assert from 'node:assert/strict';
import { findEnd, type ProgramEnd } from '../../../../../src/languages/go/deferred/programEnd.ts';

describe('how a Go program ends where it is', () => {
  const table: readonly (readonly [names: readonly string[], end: ProgramEnd | undefined])[] = [
    [['main.work', 'main.main', 'runtime.main'], undefined],
    [['runtime.fatalpanic', 'runtime.gopanic', 'main.work'], 'panic'],
    [['runtime.gopanic', 'main.work'], undefined],
    [['runtime.fatal', 'internal/runtime/maps.fatal', 'main.work'], 'fatal-error'],
    [['runtime.throw', 'runtime.checkdead'], 'fatal-error'],
    [['os.Exit', 'main.work'], 'exit'],
    [['main.work.func1', 'runtime.gopanic', 'main.work', 'os.Exit'], undefined],
    [[], undefined],
  ];
  for (const [names, end] of table)
    it(`${names.join(' from ') || 'nowhere'}: ${end ?? 'not yet'}`, () => {
      assert.equal(findEnd(names), end);
    });
});
