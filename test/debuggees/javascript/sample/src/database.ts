/** A connection as drivers have it: to be closed, with transactions to be committed or rolled back. */
export class Database {
  #open = true;

  private constructor(readonly name: string) {}

  static open(name: string): Database {
    return new this(name);
  }

  begin(): Transaction {
    if (!this.#open) throw new Error(`${this.name} is closed`);
    return new Transaction(this.name);
  }

  [Symbol.dispose](): void {
    this.#open = false;
  }
}

export class Transaction {
  state: 'active' | 'committed' | 'rolled back' = 'active';

  constructor(readonly database: string) {}

  commit(): void {
    this.state = 'committed';
  }

  rollback(): void {
    this.state = 'rolled back';
  }
}
