/** All jobs that are queued by now, and those that they queue, are done. */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
