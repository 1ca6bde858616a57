// Resources of functions in which nothing may be evaluated.
const make = (name) => ({ name, [Symbol.dispose]() {} });
class Base {
  constructor() {
    debugger;
  }
}
class Derived extends Base {
  constructor() {
    using early = make('early');
    debugger;
    super();
    this.own = () => [this, early];
    using late = make('late');
    debugger;
    this.late = late.name;
  }
}
function tooEarly(isEarly) {
  using held = make('held');
  debugger;
  if (isEarly) return [held, name];
  let name = 'n';
  return name;
}
export async function main() {
  using outer = make('outer');
  const made = new Derived();
  tooEarly(false);
  throw new Error(`${typeof made.own} ${outer.name}`);
}
