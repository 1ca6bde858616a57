import { makeChoices, type RandomChoices } from './randomNumbers.ts';

/** Random JavaScript programs that hold resources in every way that the language and our library have, and say when each is disposed of. */

type FunctionKind = 'sync' | 'async' | 'generator' | 'asyncGenerator';

/** The state within the function that is being written. */
interface Place {
  readonly kind: FunctionKind;
  readonly depth: number;
  readonly inLoop: boolean;
  /** Without a `yield`: a generator that is abandoned there is never resumed, and what it holds is never disposed of. */
  readonly inFinally?: boolean;
  /** Only functions after this one are called, so that every program ends. */
  readonly callable: number;
}

const HEADS: Readonly<Record<FunctionKind, string>> = {
  sync: 'function',
  async: 'async function',
  generator: 'function*',
  asyncGenerator: 'async function*',
};
const FUNCTIONS = 6;

/** The text of an ES module with a function `main`; the same for the same seed. `ground` and `library` are its imports. */
export function writeProgram(seed: number, ground: string, library: string): string {
  return new ProgramWriter(seed).write(ground, library);
}

class ProgramWriter {
  readonly #random: RandomChoices;
  readonly #kinds: FunctionKind[];
  #names = 0;
  #clauses = 0;
  #statements = 0;

  constructor(seed: number) {
    this.#random = makeChoices(seed);
    this.#kinds = Array.from({ length: FUNCTIONS }, () =>
      this.#random.choose(['sync', 'sync', 'sync', 'async', 'async', 'generator', 'asyncGenerator']),
    );
  }

  write(ground: string, library: string): string {
    const functions = this.#kinds.map(
      (kind, at) => `${HEADS[kind]} f${at}(activation) {\n${this.#body({ kind, depth: 0, inLoop: false, callable: at + 1 })}\n}`,
    );
    const main = this.#body({ kind: 'async', depth: 0, inLoop: false, callable: 0 });
    return [
      `import { Alias, AsyncResource, Closable, Resource, clause, cleanup, enter, entered, finish, hasFuel, leaving, left, made, madeNext, next, registered, release, start, value } from ${JSON.stringify(ground)};`,
      `import { run, runAsync, scope } from ${JSON.stringify(library)};`,
      ...functions,
      "export async function main() { await work(next('async')); }",
      `async function work(activation) {\n${main}\n}`,
      '',
    ].join('\n');
  }

  #name(letter: string): string {
    this.#names += 1;
    return `${letter}${this.#names}`;
  }

  #body(place: Place): string {
    this.#statements = 0;
    return this.#block(place, 3 + this.#random.pick(6));
  }

  /** Statements are on lines of their own or share one, because columns matter too. */
  #block(place: Place, most = 1 + this.#random.pick(4)): string {
    let text = '';
    for (let at = 0; at < most; at++) text += `${this.#statement(place)}${this.#random.pick(3) === 0 ? ' ' : '\n'}`;
    return `${text}${this.#exit(place)}`;
  }

  #exit({ kind, inLoop }: Place): string {
    switch (this.#random.pick(10)) {
      case 0:
        return `if (hasFuel()) throw new Error('thrown by ${this.#name('e')}');`;
      case 1:
        return kind === 'sync' ? 'return made;' : 'return;';
      case 2:
        return inLoop ? this.#random.choose(['break;', 'continue;']) : '';
      case 3:
        return 'debugger;';
      default:
        return '';
    }
  }

  #statement(place: Place): string {
    this.#statements += 1;
    const { kind, depth, inFinally } = place;
    const inner = { ...place, depth: depth + 1 };
    const isAsync = kind === 'async' || kind === 'asyncGenerator';
    const isDeep = depth > 2 || this.#statements > 12;
    switch (this.#random.pick(isDeep ? 11 : 24)) {
      case 0:
      case 1:
        return 'debugger;';
      case 2:
      case 3:
      case 4:
        return this.#declaration('using');
      case 5:
      case 6:
        return this.#declaration(isAsync ? 'await using' : 'using');
      case 7:
        return isAsync ? 'await null;' : kind === 'generator' && inFinally !== true ? 'yield 1;' : `const ${this.#name('n')} = 1;`;
      case 8:
        return (kind === 'generator' || kind === 'asyncGenerator') && inFinally !== true ? 'yield 2;' : 'debugger;';
      case 9:
      case 10:
        return this.#call(place);
      case 11:
        return `{\n${this.#block(inner)}\n}`;
      case 12:
        return `if (activation) {\n${this.#block(inner)}\n} else {\n${this.#block(inner)}\n}`;
      case 13:
        return `try {\n${this.#block(inner)}\n} catch {\n${this.#block(inner)}\n}`;
      case 14:
        return this.#tryFinally(inner);
      case 15:
        return `for (const ${this.#name('i')} of [1, 2]) {\n${this.#block({ ...inner, inLoop: true })}\n}`;
      case 16:
        return this.#loopOver(inner, isAsync);
      case 17:
        return `for (let i = 0; i < 2; i++) {\n${this.#block({ ...inner, inLoop: true })}\n}`;
      case 18:
        return `switch (1) {\n case 1: {\n${this.#block({ ...inner, inLoop: false })}\n}\n}`;
      case 19:
        return this.#stack();
      case 20:
        return isAsync ? this.#asyncStack() : this.#stack();
      case 21:
        return this.#scope(inner, isAsync);
      case 22:
        return this.#looseStack(inner);
      default:
        return this.#call(place);
    }
  }

  #mode(): string {
    return this.#random.choose(['plain', 'plain', 'stop', 'stop', 'throw', 'nested']);
  }

  /** An expression that makes a resource, for a declaration or a call of `use`; `made` is the function that reports it. */
  #resource(holder: string, isAwaited: boolean, made: 'made' | 'madeNext' = 'made'): string {
    const type =
      isAwaited && this.#random.pick(3) > 0 ? 'AsyncResource' : this.#random.choose(['Resource', 'Resource', 'Closable', 'Alias']);
    return `${made}(activation, ${holder}, new ${type}('${this.#mode()}'))`;
  }

  #declaration(keyword: 'using' | 'await using'): string {
    const isAwaited = keyword === 'await using';
    if (this.#random.pick(8) === 0) return `${keyword} ${this.#name('v')} = ${this.#random.choose(['null', 'undefined'])};`;
    const isShared = this.#random.pick(6) === 0;
    const declarators = [`${isShared ? 'shared' : this.#name('v')} = ${this.#resource('undefined', isAwaited)}`];
    if (this.#random.pick(4) === 0) declarators.push(`${this.#name('v')} = ${this.#resource('undefined', isAwaited, 'madeNext')}`);
    // If nothing follows, the engine stays at the declaration while it disposes of the resource.
    const text = `${keyword} ${declarators.join(', ')};${this.#random.pick(6) === 0 ? '' : ' registered();'}`;
    // An inner block may have a variable of the same name.
    return isShared ? `{ ${text} debugger; { const shared = 1; debugger; } }` : text;
  }

  /**
   * The clause's own statements are in a block, so that what compilers add for declarations does not come before the clause's first words.
   */
  #tryFinally(inner: Place): string {
    this.#clauses += 1;
    const clause = `(activation, ${this.#clauses});`;
    const last = this.#block({ ...inner, inLoop: false, inFinally: true }, 1);
    return `try {\nentered${clause}\n${this.#block(inner)}\n} finally {\nclause${clause}\n{\n${last}\n}\nleft${clause}\n}`;
  }

  #loopOver(inner: Place, isAsync: boolean): string {
    const isAwaited = isAsync && this.#random.pick(2) === 0;
    const list = [this.#resource('undefined', isAwaited), this.#resource('undefined', isAwaited)];
    // Each one is made when it is its turn.
    return `for (${isAwaited ? 'await using' : 'using'} ${this.#name('x')} of [${list.map((text) => `() => ${text}`).join(', ')}].values().map((make) => make())) {\nregistered();\n${this.#block({ ...inner, inLoop: true })}\n}`;
  }

  #call({ kind, callable, inFinally }: Place): string {
    if (callable >= FUNCTIONS) return 'debugger;';
    const at = callable + this.#random.pick(FUNCTIONS - callable);
    const called = this.#kinds[at] as FunctionKind;
    const isAsync = kind === 'async' || kind === 'asyncGenerator';
    const call = `f${at}(next('${called}'))`;
    const end = this.#random.pick(4) === 0 ? ' break;' : '';
    const body = ((): string => {
      switch (called) {
        case 'sync':
          return `${call};`;
        case 'async':
          return isAsync && this.#random.pick(3) > 0 ? `await ${call};` : `start(${call});`;
        case 'generator':
          return this.#random.pick(3) === 0 && kind === 'generator' && inFinally !== true
            ? `yield* ${call};`
            : `for (const ${this.#name('y')} of ${call}) { debugger;${end} }`;
        case 'asyncGenerator':
          return isAsync ? `for await (const ${this.#name('y')} of ${call}) { debugger;${end} }` : `start(Array.fromAsync(${call}));`;
      }
    })();
    const guarded = `if (hasFuel()) ${called === 'sync' || called === 'async' ? body : `{ ${body} }`}`;
    return this.#random.pick(3) > 0 ? `try { ${guarded} } catch {}` : guarded;
  }

  /** What is registered on a stack or a scope, each in its own way. */
  #registrations(stack: string, holder: string, isAwaited: boolean, isScope = false): string {
    let text = '';
    for (let at = 0, count = 1 + this.#random.pick(3); at < count; at++) {
      const kind = this.#random.pick(isScope ? 4 : 3);
      const made = (resource: string): string => `made(activation, ${holder}, ${resource})`;
      if (kind === 0) text += `${stack}.use(${this.#resource(holder, isAwaited)});`;
      else if (kind === 1) text += `${stack}.defer(${made(`cleanup('${this.#mode()}')`)}.fn);`;
      else if (kind === 2) text += `${stack}.adopt(${made('value()')}, release('${this.#mode()}'));`;
      else text += `${stack}.defer(finish, ${made('value()')}.tag);`;
      text += ' registered();\n';
      if (this.#random.pick(5) === 0) text += 'debugger;\n';
    }
    return text;
  }

  #stack(): string {
    const stack = this.#name('s');
    return `using ${stack} = new DisposableStack();\n${this.#registrations(stack, `'${stack} ' + activation.number`, false)}`;
  }

  #asyncStack(): string {
    const stack = this.#name('s');
    return `await using ${stack} = new AsyncDisposableStack();\n${this.#registrations(stack, `'${stack} ' + activation.number`, true)}`;
  }

  /** A stack that no declaration holds: only the program knows when it ends. */
  #looseStack(inner: Place): string {
    const stack = this.#name('s');
    const holder = `'loose ${stack} ' + activation.number`;
    return `const ${stack} = new ${this.#random.pick(2) === 0 ? 'DisposableStack()' : '(class Transaction extends DisposableStack {})()'};\ntry {\n${this.#registrations(stack, holder, false)}${this.#block(inner, 2)}\n} finally {\nleaving(${holder}); ${stack}.dispose();\n}`;
  }

  #scope(inner: Place, isAsync: boolean): string {
    const s = this.#name('s');
    const waits = isAsync && this.#random.pick(2) === 0;
    const kind = waits ? 'async' : 'sync';
    const body = this.#block({ ...inner, kind, inLoop: false });
    const holder = `'${s} ' + activation.number`;
    const text = `${waits ? 'await runAsync(async ' : 'run('}function body(${s}) {\nconst activation = enter(${s}, '${kind}');\n${this.#registrations(s, holder, waits, true)}${body}\n});`;
    return this.#random.pick(2) === 0 ? `try { ${text} } catch {}` : text;
  }
}
