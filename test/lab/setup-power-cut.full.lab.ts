import { describe, expect, test } from 'vitest';
import { die, DISK_STEPS, DOCKER_STEPS, SETUP, startDocker, succeed } from './deaths.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { mustBeSound } from './loop-scenario.ts';
import { picture } from './scenario.ts';

/** The power is gone right after a step did its work, and comes back; the boot starts Docker. */
async function loseThePower(guest: Guest, step: string): Promise<void> {
  await die(guest, SETUP, `after-effect:${step}`);
  await guest.powerCut();
  await guest.boot();
  // systemd starts it in the background of a boot.
  await guest.ok('systemctl start docker');
}

describe('setup direct-lvm cut off by a power cut', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G'] });

  test.each([...DISK_STEPS, ...DOCKER_STEPS])(
    'after %s, the same command comes to the end',
    async (step) => {
      const { guest } = lab;
      await startDocker(guest);
      await guest.ok('systemctl enable docker && sync');
      await loseThePower(guest, step);
      await succeed(guest, SETUP, step);
      await mustBeSound(guest);
      await guest.ok('test -d /var/lib/docker.bk/overlay2');
    },
  );
});

describe('setup direct-lvm cut off by a power cut, then rollback', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G'] });

  test('after each step comes back to the first state', async ({ task }) => {
    const { guest } = lab;
    await startDocker(guest);
    await guest.ok('systemctl enable docker && sync');
    const before = await picture(guest);
    for (const [index, step] of [...DISK_STEPS, ...DOCKER_STEPS].entries()) {
      task.meta.cases = index + 1;
      await loseThePower(guest, step);
      await succeed(guest, 'dmctl rollback --yes', step);
      expect(await picture(guest), step).toBe(before);
    }
    expect(await guest.ok('docker images -q bb')).not.toBe('');
  });
});
