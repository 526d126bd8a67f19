import { describe, expect, test } from 'vitest';
import { die, MOMENTS, SETUP, shape, startDocker, STEPS, succeed } from './deaths.ts';
import { useGuest } from './guest/use-guest.ts';
import { mustBeSound } from './loop-scenario.ts';
import { picture } from './scenario.ts';

/** Each step once, each time at the next of its moments. */
const ONCE = STEPS.map((step, i) => `${MOMENTS[i % MOMENTS.length] ?? ''}:${step}`);

describe('setup direct-lvm that is killed', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G'] });
  let whole: string | null = null;

  /** The same end, however it was come to. */
  async function mustBeWhole(): Promise<void> {
    await mustBeSound(lab.guest);
    await lab.guest.ok('test -d /var/lib/docker.bk/overlay2');
    whole ??= await shape(lab.guest);
    expect(await shape(lab.guest)).toBe(whole);
  }

  test.for(MOMENTS)(
    '%s in each step, one after the other: the same command comes to the end',
    async (moment, { task }) => {
      await startDocker(lab.guest);
      for (const [index, step] of STEPS.entries()) {
        task.meta.cases = index + 1;
        await die(lab.guest, SETUP, `${moment}:${step}`);
      }
      await succeed(lab.guest, SETUP, moment);
      await mustBeWhole();
    },
  );

  test.each(ONCE)('once, %s: the same command comes to the end', async (failpoint) => {
    await startDocker(lab.guest);
    await die(lab.guest, SETUP, failpoint);
    await succeed(lab.guest, SETUP, failpoint);
    await mustBeWhole();
  });

  // Before its intent a step is as the one before it left things, and after its result as after its
  // effect; the lines of the journal that lie between are cut off one by one in test/crash.
  test.for(['after-intent', 'after-effect'])(
    '%s in a step comes back to the first state by rollback, for each step',
    async (moment, { task }) => {
      const { guest } = lab;
      await startDocker(guest);
      const before = await picture(guest);
      for (const [index, step] of STEPS.entries()) {
        task.meta.cases = index + 1;
        await die(guest, SETUP, `${moment}:${step}`);
        await succeed(guest, 'dmctl rollback --yes', `${moment}:${step}`);
        expect(await picture(guest), step).toBe(before);
      }
      expect(await guest.ok('docker images -q bb')).not.toBe('');
    },
  );
});
