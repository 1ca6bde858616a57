// Does not load the library.
function work(value) {
  return value + 1; // stop
}

console.log(work(41));
