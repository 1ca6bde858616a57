/** Waits until all queued jobs, and those that they queue, are done. */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
