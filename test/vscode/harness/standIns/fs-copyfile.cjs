// Stands in for @vscode/fs-copyfile (native), which the built-in git extension loads.
const fs = require('node:fs');

exports.isCloneSupported = () => Promise.resolve(false);
/** @param {string} from @param {string} to @param {import('node:fs').CopyOptions} options */
exports.cp = (from, to, options) => fs.promises.cp(from, to, options);
/** @param {string} from @param {string} to @param {number} mode */
exports.copyFile = (from, to, mode) => fs.promises.copyFile(from, to, mode);
