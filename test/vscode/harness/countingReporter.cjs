// Mocha's usual report, and the counts in a file: an exit status alone does not tell that any test has run.
// The file is named by the environment variable DEFERSCOPE_COUNTS.
const fs = require('node:fs');
const { reporters } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      fs.writeFileSync(process.env.DEFERSCOPE_COUNTS, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
    });
  }
};
