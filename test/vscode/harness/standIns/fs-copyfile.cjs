// Stands in for @vscode/fs-copyfile (native), which the built-in git extension loads.
const fs = require('node:fs');

exports.isCloneSupported = async () => false;
exports.cp = (from, to, options) => fs.promises.cp(from, to, options);
exports.copyFile = (from, to, mode) => fs.promises.copyFile(from, to, mode);
