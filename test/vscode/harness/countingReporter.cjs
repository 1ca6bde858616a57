// Mocha's usual report, plus the counts and what failed in a file: an exit status alone does not prove that any test has run. The
// environment variable DEFERSCOPE_COUNTS names the file.
const fs = require('node:fs');
const { reporters } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  /** @param {import('mocha').Runner} runner @param {import('mocha').MochaOptions} options */
  constructor(runner, options) {
    super(runner, options);
    /** @type {string[]} */
    const problems = [];
    runner.on('fail', (test, /** @type {unknown} */ error) =>
      problems.push(`${test.fullTitle()}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    );
    if (process.env.CI === 'true') runner.on('pending', (test) => problems.push(`${test.fullTitle()}\nwas skipped`));
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      const file = process.env.DEFERSCOPE_COUNTS;
      if (file === undefined) throw new Error('DEFERSCOPE_COUNTS names no file.');
      fs.writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped: pending, problems }));
    });
  }
};
