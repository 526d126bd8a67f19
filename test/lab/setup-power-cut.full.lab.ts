import { describe, expect, test } from 'vitest';
import { loseThePower, SETUP, startDocker, STEPS, succeed } from './deaths.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { mustBeSound } from './loop-scenario.ts';
import { picture } from './scenario.ts';

/** The power is gone right after a step did its work, and comes back; the boot starts Docker. */
async function loseThePowerAfter(guest: Guest, step: string): Promise<void> {
  await loseThePower(guest, SETUP, `after-effect:${step}`);
  // systemd starts it in the background of a boot.
  await guest.ok('systemctl start docker');
}

/** Docker that each boot starts, with an image; all of it is on disk. */
async function startDockerForGood(guest: Guest): Promise<void> {
  await startDocker(guest);
  await guest.ok('systemctl enable docker && sync');
}

describe('setup direct-lvm cut off by a power cut', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G'] });

  test('after each step, one after the other, comes to the end', async ({ task }) => {
    const { guest } = lab;
    await startDockerForGood(guest);
    // A new data root is made by the Docker that the boot before has started.
    for (const [index, step] of STEPS.filter((one) => one !== 'make-data-root').entries()) {
      task.meta.cases = index + 1;
      await loseThePowerAfter(guest, step);
    }
    await succeed(guest, SETUP, 'a power cut after each step');
    await mustBeSound(guest);
    await guest.ok('test -d /var/lib/docker.bk/overlay2');
  });

  test.each(['lvconvert', 'stop-docker', 'move-data-root', 'daemon-json'])(
    'once, after %s, comes to the end',
    async (step) => {
      const { guest } = lab;
      await startDockerForGood(guest);
      await loseThePowerAfter(guest, step);
      await succeed(guest, SETUP, step);
      await mustBeSound(guest);
      await guest.ok('test -d /var/lib/docker.bk/overlay2');
    },
  );

  test('after a step comes back to the first state by rollback, for each step', async ({
    task,
  }) => {
    const { guest } = lab;
    await startDockerForGood(guest);
    const before = await picture(guest);
    for (const [index, step] of STEPS.entries()) {
      task.meta.cases = index + 1;
      await loseThePowerAfter(guest, step);
      await succeed(guest, 'dmctl rollback --yes', step);
      expect(await picture(guest), step).toBe(before);
    }
    expect(await guest.ok('docker images -q bb')).not.toBe('');
  });
});
