/**
 * Hears of errors that nobody catches (a timer of a view, an event without a listener). Node would
 * print the line of the bundle that the error comes from, which is all of dmctl, and end at once.
 */
export class Uncaught {
  /** The first one; null: there was none. */
  first: Error | null = null;

  constructor() {
    process.once('uncaughtExceptionMonitor', (error) => {
      this.first = error;
    });
  }

  /**
   * What `work` comes to.
   * @throws an error that nobody catches; also where nothing is left that `work` could wait for, which
   * Node would end with exit code 0
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
 * Does work that must not be interrupted half way: errors that nobody catches are not of its own
 * making, are told to `hear`, and end nothing.
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
