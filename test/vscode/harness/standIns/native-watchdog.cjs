// Stands in for @vscode/native-watchdog: the extension host itself polls its parent, which works without it.
exports.start = () => {};
