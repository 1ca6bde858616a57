// A constructor in which an evaluation, whatever it says, makes super() throw.
class Base {
  constructor() {
    this.made = true;
  }
}
class Derived extends Base {
  constructor() {
    const own = () => this;
    super(); // stop
    this.same = own() === this;
  }
}
const { made, same } = new Derived();
console.log(`made: ${made}, same: ${same}`);
