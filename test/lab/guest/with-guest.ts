import { constants } from 'node:os';
import { whyNoLab } from './availability.ts';
import { Guest, type GuestOptions } from './guest.ts';
import { LabError } from './lab-error.ts';

/** Gives a script a guest for the time of its work, and removes it however the work ends. */
export async function withGuest<T>(
  options: GuestOptions,
  work: (guest: Guest) => Promise<T>,
): Promise<T> {
  const missing = whyNoLab();
  if (missing !== null) throw new LabError(missing);
  const guest = await Guest.create(options);
  const leave = (signal: NodeJS.Signals): void => {
    void guest.remove().finally(() => process.exit(128 + constants.signals[signal]));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, leave);
  try {
    return await work(guest);
  } finally {
    for (const signal of signals) process.removeListener(signal, leave);
    await guest.remove();
  }
}
