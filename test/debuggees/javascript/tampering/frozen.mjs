// Hardens its globals for a while, as SES lockdown does for good.
export async function main() {
  Object.freeze(Error);
  (function work() {
    using file = { name: 'data.txt', [Symbol.dispose]() {} };
    using lock = { key: 'k1', [Symbol.dispose]() {} };
    debugger;
  })();
}
