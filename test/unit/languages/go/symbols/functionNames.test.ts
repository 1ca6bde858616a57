import assert from 'node:assert/strict';
import {
  nameInPackageOf,
  packageFunctionName,
  readableSymbol,
  shortFunctionName,
} from '../../../../../src/languages/go/symbols/functionNames.ts';

describe('the name of a Go function', () => {
  const names: readonly (readonly [symbol: string, short: string, withPackage: string])[] = [
    ['main.work', 'work', 'main.work'],
    ['main.(*Pool).Get', '(*Pool).Get', 'main.(*Pool).Get'],
    ['example.com/db.Open', 'Open', 'db.Open'],
    ['example.com/db/v2.Open', 'Open', 'db.Open'],
    ['example.com/db/v2.(*Pool).Get.func1', '(*Pool).Get.func1', 'db.(*Pool).Get.func1'],
    ['example.com/db.Map[go.shape.struct { a/b.X int }]', 'Map[go.shape.struct { a/b.X int }]', 'db.Map[go.shape.struct { b.X int }]'],
    ['v2.Open', 'Open', 'v2.Open'],
    ['gopkg.in/yaml%2ev3.(*Node).Close', '(*Node).Close', 'yaml.(*Node).Close'],
    ['k8s.io/api/core/v1.(*Pod).Close', '(*Pod).Close', 'v1.(*Pod).Close'],
    ['example.com/m.x/v2/store.Put[example.com/m.x/v2/store.Item]', 'Put[example.com/m.x/v2/store.Item]', 'store.Put[store.Item]'],
  ];
  for (const [symbol, short, withPackage] of names)
    it(symbol, () => {
      assert.deepEqual([shortFunctionName(symbol), packageFunctionName(symbol)], [short, withPackage]);
    });

  const inPackage: readonly (readonly [other: string, symbol: string, expected: string | undefined])[] = [
    ['main.work', 'main.(*Pool).Get', '(*Pool).Get'],
    ['example.com/db.Open', 'example.com/db.use[go.shape.int]', 'use'],
    ['example.com/db.Open', 'example.com/db/v2.use', undefined],
    ['main.work', 'example.com/main.work', undefined],
  ];
  for (const [other, symbol, expected] of inPackage)
    it(`${symbol} as ${other} would call it`, () => {
      assert.equal(nameInPackageOf(other, symbol), expected);
    });

  const readable: readonly (readonly [symbol: string, expected: string])[] = [
    ['main.(*R).Close-fm', 'main.(*R).Close'],
    ['main.use[go.shape.int]', 'main.use[int]'],
    ['main.use[go.shape.*uint8]', 'main.use[…]'],
    ['main.use[interface {}]', 'main.use[any]'],
    ['main.use[main.item·2]', 'main.use[main.item]'],
  ];
  for (const [symbol, expected] of readable)
    it(`${symbol} for a person`, () => {
      assert.equal(readableSymbol(symbol), expected);
    });
});
