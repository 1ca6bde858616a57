import { run } from '/node_modules/deferscope/deferscope.mjs';

const make = (name) => ({ name, [Symbol.dispose]() {} });

function work(path) {
  run((s) => {
    s.defer(console.log, 'close', path);
    s.defer(function unlock() {});
    console.log('works'); // stop
  });
}

function handle() {
  using a = make('a');
  using stack = new DisposableStack();
  stack.use(make('in stack'));
  stack.adopt(document.body, function gone(element) { console.log(element.nodeName); });
  debugger;
}

async function later() {
  await using c = { name: 'c', async [Symbol.asyncDispose]() {} };
  using d = make('d');
  await new Promise((resolve) => { setTimeout(resolve, 1); });
  debugger;
}

work('first');
handle();
await later();
work('again');
