import assert from 'node:assert/strict';
import * as path from 'node:path';
import { assertSnapshot } from '../unit/schema.ts';
import { compactSnapshot } from './compactSnapshot.ts';
import { buildGo, DEBUGGEES, GoRun, readLines, requireGo, setupDelve } from './delve.ts';
import { HAS_VALUES } from './goCases.ts';

const FOLDER = path.join(DEBUGGEES, 'version2');

describe('A Go module of version 2 with a dot in its path', function () {
  this.timeout(60_000);

  before(function () {
    requireGo(this);
    if (!HAS_VALUES) this.skip();
  });

  it('has types and functions that are named as Go names them, and all values', async () => {
    const file = path.join(FOLDER, 'cmd/main.go');
    const line = readLines(file).findIndex((text) => text.endsWith('// stop')) + 1;
    const program = buildGo('cmd', ['-gcflags=all=-N -l'], FOLDER, 'version2');
    const run = await GoRun.start({ program, dlv: setupDelve(), breakpoints: new Map([[file, [line]]]) });
    try {
      const stop = await run.run.nextStop(0);
      assert.ok(stop !== undefined);
      const snapshot = await run.snapshot(stop);
      assertSnapshot(snapshot);
      assert.equal(compactSnapshot(snapshot, 'main.go'), WANT);
    } finally {
      await run.end();
    }
  });
});

/** Arrays are in closures in place: their values are known only if the sizes of their types are. */
const WANT = `Goroutine 1 · main.pause
  pause  :31
    1 take(store.Item{N: 5})  :30  calls main.take[struct { N int }]
        _  = store.Item{N: 5} (literal)
  Buy  root.go:10
    2 r.Print(2)  root.go:9  calls shop.x.Receipt.Print
        r shop.x.Receipt = {A: [7,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0], B: [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]} (value)
        _  = 2 (literal)
  main  :26
    3 func() { take(receipt); take(set) }()  :25  calls main.main.func1
        receipt shop.x.Receipt = {A: [7,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0], B: [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]} (value)
        set *store.Set[store.Item] = &{Items: [{…}]} (value)
    4 take([1]shop.Receipt{receipt})  :24  calls main.take[[1]shop.x.Receipt]
        [1]shop.Receipt{receipt} [1]shop.Receipt = [1]shop.Receipt{{A: [7,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0], B: [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}} (value)
    5 receipt.Print(1)  :23  calls shop.x.Receipt.Print
        receipt shop.x.Receipt = {A: [7,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0], B: [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]} (value)
        _  = 1 (literal)
    6 set.Drop(store.Item{N: 4})  :22  calls store.(*Set[struct { N int }]).Drop
        set *store.Set[store.Item] = &{Items: [{…}]} (value)
        _  = store.Item{N: 4} (literal)
    7 take(map[string]store.Item{"k": {N: 2}})  :21  calls main.take[map[string]store.Item]
        map[string]store.Item{"k": {N: 2}} map[string]store.Item = ["k": {…}] (value)
    8 take([]*store.Store{s})  :20  calls main.take[[]*store.Store]
        []*store.Store{s} []*store.Store = []*store.Store{&{Name: "a", In: {…}}} (value)
    9 take(*s)  :19  calls main.take[struct { Name string; In store.Item }]
        *s store.Store = {Name: "a", In: {…}} (value)
    10 s.Close()  :18  calls store.(*Store).Close
        s *store.Store = &{Name: "a", In: {…}} (value)`;
