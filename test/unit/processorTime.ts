/** The processor time that this process has taken, in milliseconds: unlike a clock it does not count what other processes do meanwhile. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
