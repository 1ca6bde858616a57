/** The processor time that this process has used, in milliseconds: unlike a clock, it does not count other processes. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
