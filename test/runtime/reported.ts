import { setReporter, type UnhandledNews } from '../../src/runtime/support/reportUnhandled.ts';

/** What is reported while `act` runs. */
export async function reported(act: () => unknown): Promise<UnhandledNews[]> {
  const told: UnhandledNews[] = [];
  setReporter((news) => {
    told.push(news);
  });
  try {
    await act();
  } finally {
    setReporter(undefined);
  }
  return told;
}
