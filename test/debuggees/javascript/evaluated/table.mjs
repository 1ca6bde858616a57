// What evaluating an expression in a paused frame, whatever it says, changes in V8: each function is paused in the middle and tells what it
// then does. The first ones are harmed, the others are relatives that are not.
import { topLevel } from './topLevel.mjs';

const sloppy = (text) => new Function(text);
const inDerived = (make) => {
  class Base {}
  return String(typeof new (make(Base))());
};
const table = {
  'super() while an arrow has this': () => inDerived((Base) => class extends Base { constructor() { debugger; super(); this.own = () => this; } }),
  'super() in an arrow': () => inDerived((Base) => class extends Base { constructor() { const up = () => { debugger; super(); return this; }; debugger; up(); } }),
  'super() in eval': () => inDerived((Base) => class extends Base { constructor() { debugger; eval('super(); this.own = 1'); } }),
  'super() while the arrow in its arguments is paused': () => inDerived((Base) => class extends Base { constructor() { super((() => { debugger; return () => this; })()); this.own = () => this; } }),
  'super() while the class above is paused': () => { class Base { constructor() { debugger; } } return typeof new (class extends Base { constructor() { super(); this.own = () => this; } })(); },
  'super() while a class further above is paused': () => {
    class Base { constructor() { debugger; } }
    class Middle extends Base { constructor(...given) { super(...given); this.middle = () => this; } }
    return typeof new (class extends Middle { constructor() { super(1); this.own = () => this; } })();
  },
  'this before super()': () => inDerived((Base) => class extends Base { constructor() { const own = () => this; debugger; try { own(); } catch (error) { super(); this.error = error; throw error; } } }),
  'no super() at all': () => inDerived((Base) => class extends Base { constructor() { const own = () => this; debugger; if (own === 1) super(); } }),
  'a parameter called arguments': () => sloppy('return (function (arguments) { debugger; return arguments; })(1)')(),
  'a variable called arguments': () => sloppy('let arguments = 5; debugger; return arguments;')(),
  'let, too early': () => { debugger; const seen = early; let early = 1; return seen; },
  'let, too early in an inner block': () => { debugger; { const seen = early; return seen; } let early = 1; },
  'let, too early each time': () => { const seen = []; for (let at = 0; at < 2; at++) { debugger; try { seen.push(early); } catch (error) { seen.push(error.name); } let early = at; } return seen.join(); },
  'let, assigned too early': () => { debugger; early = 1; let early; return 'assigned'; },
  'const, assigned too early': () => { debugger; early = 1; const early = 2; return 'assigned'; },
  'let in terms of itself': () => { const pause = () => { debugger; return 1; }; let early = pause() + early; return early; },
  'typeof, too early': () => { debugger; const seen = typeof early; let early; return seen; },
  'let of another case': () => { switch (1) { case 0: let early = 1; case 1: { debugger; return early; } } },
  'a parameter, too early': () => { const pause = () => { debugger; return 1; }; return String(((a = pause() + b, b = 1) => a)()); },
  'a class in terms of itself': () => { const pause = () => { debugger; return Object; }; class Early extends (pause(), Early) {} return typeof Early; },
  'a generator, too early': () => [...(function* () { yield 1; debugger; yield early; let early; })()].join(),
  'an async function, too early': async () => { await 1; debugger; const seen = early; let early = 1; return seen; },
  'a module, too early': () => topLevel(),

  'super() alone': () => inDerived((Base) => class extends Base { constructor() { debugger; super(); debugger; } }),
  'an initializer': () => inDerived((Base) => class extends Base { own = (() => { debugger; return () => this; })(); }),
  'this of a class without another': () => { class Plain { constructor() { const own = () => this; debugger; this.same = own() === this; } } return new Plain().same; },
  'let that a function uses too early': () => { const use = () => early; debugger; const seen = use(); let early = 1; return seen; },
  'let in time': () => { let now = 1; debugger; now += 1; return now; },
  'arguments and a parameter that is assigned': () => sloppy('return (function (a, b) { debugger; arguments[0] = 9; b = 8; return [a, arguments[1]].join(); })(1, 2)')(),
  'arguments, later': () => sloppy('return (function (a) { debugger; a = 7; const all = arguments; return [all[0], all.length].join(); })(1, 2)')(),
  'var arguments': () => sloppy('var arguments = 5; debugger; return arguments;')(1),
  'variables of eval': () => sloppy('eval("var own = 1"); debugger; delete own; return typeof own;')(),
  'with': () => sloppy('var o = { x: 1 }, x = 5; with (o) { var read = () => x; debugger; x = 2; } return [o.x, x, read()].join();')(),
  'a function in a block': () => sloppy('var read = () => typeof own; debugger; { debugger; function own() {} } return read();')(),
  'variables of a loop': () => { const reads = []; for (let at = 0; at < 3; at++) { debugger; reads.push(() => at++); } return reads.map((read) => read()).join(); },
  'the name of a function': () => { const own = function self() { debugger; return self === own; }; return own(); },
  'a private field': () => { class Kept { #own = 1; change() { const read = () => this.#own; debugger; this.#own = 2; return read(); } } return new Kept().change(); },
};

/** Names what differs from what was said of it. */
export async function main() {
  const seen = {};
  for (const [name, run] of Object.entries(table)) {
    try {
      seen[name] = String(await run());
    } catch (error) {
      seen[name] = error.name;
    }
  }
  throw new Error(JSON.stringify(seen));
}
