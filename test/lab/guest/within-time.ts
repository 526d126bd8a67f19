import { LabError } from './lab-error.ts';

/** Fails when the work takes longer than the limit; only guards against hangs. */
export async function withinTime<T>(
  work: Promise<T>,
  limitMs: number,
  describe: () => string,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new LabError(`after ${String(limitMs / 1000)} s: ${describe()}`));
    }, limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
