// Stands in for @vscode/spdlog (native): plain appends. Without a logger, output channels of extensions stay empty. VS Code imports it as
// an ES module: Node sees only names that are assigned to `exports` one by one.
const fs = require('node:fs');
const path = require('node:path');

const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
let defaultLevel = 2;

class Logger {
  /** @param {string} _kind @param {string} _name @param {string} file */
  constructor(_kind, _name, file) {
    this.file = file;
    /** @type {number | undefined} */
    this.level = undefined;
    this.bare = false;
  }
  /** @param {number} level @param {string} message */
  write(level, message) {
    if (level < this.getLevel()) return;
    const line = this.bare ? message : `${new Date().toISOString().replace('T', ' ').replace('Z', '')} [${names[level]}] ${message}\n`;
    try {
      fs.appendFileSync(this.file, line);
    } catch {
      // A log that cannot be written must not end what it describes; the folder may be gone when the server is being closed.
    }
  }
  /** @param {string} message */
  trace(message) {
    this.write(0, message);
  }
  /** @param {string} message */
  debug(message) {
    this.write(1, message);
  }
  /** @param {string} message */
  info(message) {
    this.write(2, message);
  }
  /** @param {string} message */
  warn(message) {
    this.write(3, message);
  }
  /** @param {string} message */
  error(message) {
    this.write(4, message);
  }
  /** @param {string} message */
  critical(message) {
    this.write(5, message);
  }
  getLevel() {
    return this.level ?? defaultLevel;
  }
  /** @param {number} level */
  setLevel(level) {
    this.level = level;
  }
  setPattern() {}
  clearFormatters() {
    this.bare = true;
  }
  flush() {}
  drop() {}
}

/** @param {string} name @param {string} file */
function createLogger(name, file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return Promise.resolve(new Logger('rotating', name, file));
}

exports.version = 0;
/** @param {number} level */
exports.setLevel = (level) => {
  defaultLevel = level;
};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
