const { defineProperty, getOwnPropertyDescriptor, setPrototypeOf } = Reflect;

/** A property descriptor that inherits nothing: a program may have put a `get` on Object.prototype. */
export function describeOwn(object: object, key: PropertyKey): PropertyDescriptor | undefined {
  const found = getOwnPropertyDescriptor(object, key);
  if (found !== undefined) setPrototypeOf(found, null);
  return found;
}

/** Defines a property using only the descriptor's own fields. */
export function defineOwn(object: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
  setPrototypeOf(descriptor, null);
  return defineProperty(object, key, descriptor);
}

/** The getter of an own property. */
export function ownGetter(object: object, key: PropertyKey): ((this: unknown) => unknown) | undefined {
  const own = describeOwn(object, key);
  // oxlint-disable-next-line typescript/unbound-method -- for whom it is called is said where it is
  return own?.get;
}

export function ownSetter(object: object, key: PropertyKey): ((this: unknown, value: unknown) => void) | undefined {
  const own = describeOwn(object, key);
  // oxlint-disable-next-line typescript/unbound-method -- as above
  return own?.set;
}
