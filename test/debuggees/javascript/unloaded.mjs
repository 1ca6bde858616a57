// Has not loaded the library yet.
function work(value) {
  return value + 1; // stop
}

console.log(work(41));
if (process.argv.includes('--with-library')) await import('deferscope');
