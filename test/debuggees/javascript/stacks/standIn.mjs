// A class that stands in for the language's own, out of the module that the command line names, or which that puts on the global object.
import { pathToFileURL } from 'node:url';

const { DisposableStack = globalThis.DisposableStack } = await import(pathToFileURL(process.argv[2]).href);

function work() {
  const stack = new DisposableStack();
  stack.adopt({ size: 3 }, function free(buffer) { console.log('free', buffer.size); });
  stack.defer(function flush() { console.log('flush'); });
  console.log('work'); // stop
  stack.dispose();
}

work();
