/**
 * Catches errors that nobody else does (a timer of a view, an event without a listener). Node would
 * print the line of the bundle that the error comes from, which is all of dmctl, and exit at once.
 */
export class Uncaught {
  /** The first such error; null if there was none. */
  first: Error | null = null;

  constructor() {
    process.once('uncaughtExceptionMonitor', (error) => {
      this.first = error;
    });
  }

  /**
   * Waits for `work`.
   * @throws an uncaught error; also if nothing is left that `work` could wait for, in which case Node
   * would exit with 0
   */
  during<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      process.on('uncaughtException', reject);
      process.once('beforeExit', () => {
        reject(this.first ?? new Error('the command stopped before its work was done'));
      });
      work.then(resolve, reject);
    });
  }
}

/**
 * Does work that must not be interrupted: uncaught errors come from elsewhere, so they are passed to
 * `hear` and end nothing.
 */
export async function uninterrupted<T>(
  hear: (error: Error) => void,
  work: () => Promise<T>,
): Promise<T> {
  process.setUncaughtExceptionCaptureCallback(hear);
  try {
    return await work();
  } finally {
    process.setUncaughtExceptionCaptureCallback(null);
  }
}
