// npm start: the extension at work, in VS Code for a person or without a window for a script. See start/usage.mjs.
import { buildWhatIsStale } from './harness/build.mjs';
import { messageOf } from './harness/messageOf.mjs';
import { exitStatus, readArguments, UsageError } from './start/usage.mjs';

async function main() {
  const task = readArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (task.kind === 'help') {
    console.log(task.usage);
    return exitStatus.read;
  }
  await buildWhatIsStale();
  if (task.kind === 'interactive') {
    const { runInteractive } = await import('./start/interactive.mjs');
    return runInteractive(task);
  }
  const { runHeadless } = await import('./start/headless.mjs'); // loads Playwright: only now, when everything is known to be right
  return runHeadless(task.kind === 'headlessSample' ? { ...task.sample, ...task } : task);
}

// No process.exit(code) on a signal: what was started ends with this process, see harness/reaper.mjs.
try {
  process.exitCode = await main();
} catch (error) {
  const stack = process.env.DEFERSCOPE_TEST_VERBOSE && !(error instanceof UsageError) && error instanceof Error ? error.stack : undefined;
  console.error(stack ?? messageOf(error));
  process.exitCode = error instanceof UsageError ? exitStatus.usage : exitStatus.failed;
}
