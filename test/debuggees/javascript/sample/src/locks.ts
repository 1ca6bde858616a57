export interface Mutex {
  readonly name: string;
  readonly since: number;
}

const held = new Map<string, Mutex>();

export function lock(name: string): Mutex {
  if (held.has(name)) throw new Error(`${name} is locked`);
  const mutex = { name, since: Date.now() };
  held.set(name, mutex);
  return mutex;
}

export function unlock(mutex: Mutex): void {
  held.delete(mutex.name);
}
