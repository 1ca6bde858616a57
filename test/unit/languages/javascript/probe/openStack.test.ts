import assert from 'node:assert/strict';
import { kindOfStack } from '../../../../../src/languages/javascript/probe/openStack.ts';

/** A ponyfill, whatever its name. */
class Bag {
  use(value: unknown): unknown {
    return value;
  }
  adopt(value: unknown): unknown {
    return value;
  }
  defer(): void {
    /* keeps nothing */
  }
  move(): Bag {
    return new Bag();
  }
  dispose(): void {
    /* has nothing */
  }
  [Symbol.dispose](): void {
    this.dispose();
  }
}

class Later {
  use = 1;
}

/** The object without one of the methods of its class. */
function without(key: PropertyKey): object {
  const { prototype } = class extends Bag {};
  Object.defineProperty(prototype, key, { value: undefined });
  return Object.create(prototype) as object;
}

describe('what kind of disposable stack a value is', () => {
  it('is told by what it can do, not by its name', () => {
    assert.equal(kindOfStack(new Bag()), `other ${Bag.name}`);
    assert.equal(kindOfStack(new (class Files extends Bag {})()), 'other Files');
  });

  it('is none where a method is missing, and for other values', () => {
    for (const key of ['use', 'adopt', 'defer', 'move', 'dispose', Symbol.dispose])
      assert.equal(kindOfStack(without(key)), '', String(key));
    for (const value of [undefined, null, 1, 'text', {}, [], () => undefined, new Later(), new Proxy(new Bag(), {}), Bag])
      assert.equal(kindOfStack(value), '');
  });

  it('is none for a scope of the library, which can be labelled', () => {
    assert.equal(
      kindOfStack(
        new (class Scope extends Bag {
          label(): this {
            return this;
          }
        })(),
      ),
      '',
    );
  });

  it('calls nothing of the program', () => {
    class Getters extends Bag {
      get disposed(): boolean {
        throw new Error('asked');
      }
      get label(): unknown {
        throw new Error('asked');
      }
    }
    assert.equal(kindOfStack(new Getters()), 'other Getters');
    class Lazy extends Bag {
      // @ts-expect-error -- a getter in the place of a method
      override get use(): () => unknown {
        throw new Error('asked');
      }
    }
    assert.equal(kindOfStack(new Lazy()), '');
  });
});
