import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { mustHaveLab, whyNoLab } from './availability.ts';
import { keepEvidence } from './evidence.ts';
import { Guest, type GuestOptions } from './guest.ts';
import { LabError } from './lab-error.ts';

/** Building an image, and booting while other guests run. */
const BOOT_TIMEOUT_MS = 600_000;
const RESET_TIMEOUT_MS = 180_000;

export interface Lab {
  /** The guest of the running test. */
  readonly guest: Guest;
}

/**
 * Gives the tests of a file or a describe block one guest: booted before the first, taken back to
 * its first state before each, removed after the last. Evidence of a failed test is kept. Where the
 * lab cannot run, the tests are skipped and say why; with CI=true they fail instead.
 */
export function useGuest(options: GuestOptions): Lab {
  const missing = whyNoLab();
  let guest: Guest | null = null;
  let clean = true;

  beforeAll(() => {
    if (missing !== null && mustHaveLab()) throw new LabError(`CI=true and ${missing}`);
  });

  beforeEach(async (test) => {
    test.skip(missing !== null, `lab: ${String(missing)}`);
    guest ??= await Guest.create(options);
    if (!clean) guest = await resetOrReplace(guest, options);
    clean = false;
  }, BOOT_TIMEOUT_MS);

  afterEach(async ({ task }) => {
    if (guest === null || task.result?.state !== 'fail') return;
    console.error(`lab: evidence kept in ${await keepEvidence(guest, task.name)}`);
  }, RESET_TIMEOUT_MS);

  afterAll(async () => {
    await guest?.remove();
  });

  return {
    get guest(): Guest {
      if (guest === null) throw new LabError('there is a guest only while a test runs');
      return guest;
    },
  };
}

/** A reset that leaves something over is a fault to be seen, but not the next test's. */
async function resetOrReplace(guest: Guest, options: GuestOptions): Promise<Guest> {
  try {
    await guest.reset();
    return guest;
  } catch (error) {
    console.error(`lab: booting a new guest, because the old one is not clean\n${String(error)}`);
    await guest.remove();
    return Guest.create(options);
  }
}
