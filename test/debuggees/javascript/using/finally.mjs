// What runs on the way out besides resources: finally clauses.
function inner() {
  try {
    console.log('inner'); // stop
  } finally {
    console.log('inner is over');
  }
}

function outer() {
  try {
    using held = { [Symbol.dispose]() { console.log('held is over'); } };
    try {
      inner();
    } catch {
      console.log('nothing was thrown');
    } finally {
      console.log('tried', held);
    }
  } finally {
    console.log('outer is over');
  }
}

try {
  outer();
} finally {
  console.log('all is over');
}
