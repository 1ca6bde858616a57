// npm start: the extension at work, in VS Code for a person or without a window for a script. See start/usage.mjs.
import { buildWhatIsStale } from './harness/build.mjs';
import { runHeadless } from './start/headless.mjs';
import { runInteractive } from './start/interactive.mjs';
import { exitStatus, readArguments, UsageError } from './start/usage.mjs';

async function main() {
  const task = readArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (task.kind === 'help') {
    console.log(task.usage);
    return exitStatus.read;
  }
  await buildWhatIsStale();
  switch (task.kind) {
    case 'interactive': return runInteractive(task);
    case 'headlessSample': return runHeadless({ ...task.sample, ...task });
    default: return runHeadless(task);
  }
}

// Not process.exit(code) on a signal: what was started ends with this process, see harness/reaper.mjs.
try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof UsageError ? error.message : (process.env.DEFERSCOPE_TEST_VERBOSE && error.stack) || error.message);
  process.exitCode = error instanceof UsageError ? exitStatus.usage : exitStatus.failed;
}
