// Written once, compiled by every compiler: finally clauses beside resources, which compilers turn into finally clauses too.
class Lock implements Disposable {
  readonly key: string;

  constructor(key: string) {
    this.key = key;
  }

  [Symbol.dispose](): void {
    console.log('unlock', this.key);
  }
}

function inner(): void {
  try {
    console.log('inner'); // stop
  } finally {
    console.log('inner is over');
  }
}

function outer(): void {
  try {
    using held = new Lock('orders');
    try {
      inner();
    } finally {
      console.log('tried', held.key);
    }
  } finally {
    console.log('outer is over');
  }
}

outer();
