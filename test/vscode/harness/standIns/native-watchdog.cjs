// Stands in for @vscode/native-watchdog: the extension host's own poll of its parent does without it.
exports.start = () => {};
