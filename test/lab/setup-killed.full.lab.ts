import { describe, expect, test } from 'vitest';
import {
  die,
  DISK_STEPS,
  DOCKER_STEPS,
  MOMENTS,
  SETUP,
  shape,
  startDocker,
  succeed,
} from './deaths.ts';
import { useGuest } from './guest/use-guest.ts';
import { mustBeSound } from './loop-scenario.ts';
import { picture } from './scenario.ts';

const FAILPOINTS = (steps: readonly string[]): readonly string[] =>
  steps.flatMap((step) => MOMENTS.map((moment) => `${moment}:${step}`));

describe('setup direct-lvm killed once, then the same command again', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G'] });
  let whole: string | null = null;

  test.each(FAILPOINTS(DOCKER_STEPS))('killed %s', async (failpoint) => {
    const { guest } = lab;
    await startDocker(guest);
    await die(guest, SETUP, failpoint);
    await succeed(guest, SETUP, failpoint);
    await mustBeSound(guest);
    await guest.ok('test -d /var/lib/docker.bk/overlay2');
    whole ??= await shape(guest);
    expect(await shape(guest)).toBe(whole);
  });
});

describe('setup direct-lvm killed once where Docker never ran, then the same command again', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G'] });
  let whole: string | null = null;

  test.each(FAILPOINTS(DISK_STEPS))('killed %s', async (failpoint) => {
    const { guest } = lab;
    await die(guest, SETUP, failpoint);
    await succeed(guest, SETUP, failpoint);
    await mustBeSound(guest);
    whole ??= await shape(guest);
    expect(await shape(guest)).toBe(whole);
  });
});

describe('setup direct-lvm killed once, then rollback', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G'] });

  test.for([...DISK_STEPS, ...DOCKER_STEPS])('killed in %s', async (step, { task }) => {
    const { guest } = lab;
    await startDocker(guest);
    const before = await picture(guest);
    for (const [index, moment] of MOMENTS.entries()) {
      task.meta.cases = index + 1;
      await die(guest, SETUP, `${moment}:${step}`);
      await succeed(guest, 'dmctl rollback --yes', `${moment}:${step}`);
      expect(await picture(guest), moment).toBe(before);
    }
    expect(await guest.ok('docker images -q bb')).not.toBe('');
  });
});
